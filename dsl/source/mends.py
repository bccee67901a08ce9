"""Owns the guesses: for a line that YAML cannot read, what its writer most likely meant, as changes of that line.

A guess is only a proposal: `repair` keeps the first one that lets YAML read on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct, field

from dsl.source.quoting import quote


class Mend(Struct, frozen=True, kw_only=True):
    """Replace `start:end` by `text`. The problem itself stands at `at:until`; `title` is empty when it is no safe fix."""

    code: str
    start: int
    end: int
    text: str
    at: int
    until: int
    title: str = ""
    arguments: dict[str, str] = field(default_factory=dict)

    def apply(self, text: str) -> str:
        return text[: self.start] + self.text + text[self.end :]


class Line(Struct, frozen=True):
    """A line that looks like `indent - key: value`; `value` and `key` are places in the whole text."""

    text: str
    start: int
    end: int
    key: tuple[int, int] | None
    value: tuple[int, int]

    @property
    def written_value(self) -> str:
        return self.text[self.value[0] : self.value[1]]


_COMMENT = r"(?:\s{2,}\#.*|\s*)"
_KEYED = re.compile(rf"(?P<indent>\s*)(?P<dash>(?:-\s+)*)(?P<key>[^\s:#'\"\[{{][^:#]*?):(?:\s+(?P<value>.*?))?{_COMMENT}$")
_ITEM = re.compile(rf"(?P<indent>\s*)(?P<dash>(?:-\s+)+)(?P<value>.*?){_COMMENT}$")
_OUR_KEY = re.compile(r"[a-z_]+")
_PLAIN_COLON = re.compile(r":(?=\s|$)")
_OF_A_KEY_WITHOUT_COLON = ("could not find expected ':'", "mapping values are not allowed")
_CLOSING = {"{": "}", "[": "]"}
_LONGEST = 4_000  # characters of a line that is guessed at: the patterns take the square of it, and nobody's hand wrote more


def line_at(text: str, start: int, end: int) -> Line | None:
    """The line at these offsets, in its parts; an item that only looks like a key (`- Note: …`) is all value."""
    written = text[start:end].rstrip("\r")
    keyed = _KEYED.fullmatch(written)
    item = _ITEM.fullmatch(written)
    if keyed and not (item and not _OUR_KEY.fullmatch(keyed["key"])):
        value = keyed.span("value") if keyed["value"] is not None else (keyed.end("key") + 1,) * 2
        return Line(text, start, end, _shifted(keyed.span("key"), start), _shifted(value, start))
    return Line(text, start, end, None, _shifted(item.span("value"), start)) if item else None


def _shifted(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by


def propose(text: str, lines: list[tuple[int, int]], problem: str) -> Iterator[Mend]:
    """Every change that may be meant, the likeliest first."""
    for start, end in lines:
        if end - start > _LONGEST:
            continue
        for guess in _OF_LINES:
            yield from guess(text, start, end)
        line = line_at(text, start, end)
        for look in _OF_VALUES if line else ():
            assert line is not None
            yield from look(line)
        if any(words in problem for words in _OF_A_KEY_WITHOUT_COLON):
            yield from _colon_missing(text, start, end)


# ---- guesses about a whole line ------------------------------------------------------------------------------------


def _tabs(text: str, start: int, end: int) -> Iterator[Mend]:
    """Tabs in the indentation, of this line and of those right below that have some too."""
    indented = re.compile(r"(?:^[ ]*\t[ \t]*[^\r\n]*(?:\r\n|\r|\n|\Z))+", re.MULTILINE).match(text, start)
    if indented is None:
        return
    at = text.index("\t", start)
    for width in (2, 4, 0):
        spaced = _BLANKS.sub(_without_tabs(" " * width), indented[0])
        yield Mend(
            code="tab-in-indent", start=start, end=indented.end(), text=spaced, at=at, until=at + 1,
            title="indent-with-spaces",
        )  # fmt: skip


_BLANKS = re.compile(r"^[ \t]+", re.MULTILINE)


def _without_tabs(instead: str) -> Callable[[re.Match[str]], str]:
    return lambda blank: blank[0].replace("\t", instead)


_WIDE_COLON = re.compile(r"\s*(?:-\s+)*[\w-]+(：)\s*")
_WIDE_IN_BRACKETS = re.compile(r"[：，]")


def _wide_colon(text: str, start: int, end: int) -> Iterator[Mend]:
    if found := _WIDE_COLON.match(text, start, end):
        yield _plain_sign(found.start(1), found.end(), ": ", "：")


def _wide_in_brackets(text: str, start: int, end: int) -> Iterator[Mend]:
    """`{skill: billing，reason: x}`: every wide sign between the brackets at once."""
    opening = re.compile(r"[{\[]").search(text, start, end)
    first = _WIDE_IN_BRACKETS.search(text, opening.end(), end) if opening else None
    if first is None:
        return
    mended = re.sub(r"：\s*", ": ", re.sub(r"，\s*", ", ", text[first.start() : end]))
    yield Mend(
        code="full-width-sign", start=first.start(), end=end, text=mended, at=first.start(), until=first.end(),
        title="use-plain-sign", arguments={"sign": first[0], "plain": {"：": ":", "，": ","}[first[0]]},
    )  # fmt: skip


def _plain_sign(start: int, end: int, text: str, sign: str) -> Mend:
    return Mend(
        code="full-width-sign", start=start, end=end, text=text, at=start, until=start + 1,
        title="use-plain-sign", arguments={"sign": sign, "plain": text.strip()},
    )  # fmt: skip


_NO_SPACE = re.compile(r"\s*(?:-\s+)*([A-Za-z_][\w-]*):(?=[^\s/:])")
_LONE_WORD = re.compile(r"\s*(?:-\s+)*([A-Za-z_][\w-]*)\s*$")
_KEY_SIGN = re.compile(r"(?:^\s*|[{,]\s*)([*#])(?=\s*:\s)")


def _space_missing(text: str, start: int, end: int) -> Iterator[Mend]:
    if found := _NO_SPACE.match(text, start, end):
        yield Mend(
            code="space-missing", start=found.end(), end=found.end(), text=" ", at=found.end() - 1, until=found.end(),
            title="insert-space", arguments={"key": found[1]},
        )  # fmt: skip


def _colon_missing(text: str, start: int, end: int) -> Iterator[Mend]:
    if found := _LONE_WORD.match(text, start, end):
        yield Mend(
            code="colon-missing", start=found.end(1), end=found.end(1), text=":", at=found.start(1), until=found.end(1),
            title="insert-colon", arguments={"key": found[1]},
        )  # fmt: skip


def _key_sign(text: str, start: int, end: int) -> Iterator[Mend]:
    """`*: step` among telephone keys."""
    for found in _KEY_SIGN.finditer(text[start:end]):
        at = start + found.start(1)
        yield Mend(
            code="key-sign-plain", start=at, end=at + 1, text=f'"{found[1]}"', at=at, until=at + 1,
            title="quote-key", arguments={"key": found[1]},
        )  # fmt: skip


# ---- guesses about a value -----------------------------------------------------------------------------------------


def _quoted(line: Line, code: str, at: int, until: int, **arguments: str) -> Mend:
    """The whole value between quote marks."""
    start, end = line.value
    text = quote(line.text[start:end])
    return Mend(code=code, start=start, end=end, text=text, at=at, until=until, title="quote-text", arguments=arguments)


def _after_quote(line: Line) -> Iterator[Mend]:
    """A text that begins with a quote mark and goes on after the closing one, or never closes."""
    value = line.written_value
    if value[:1] not in ("'", '"'):
        return
    start, end = line.value
    whole = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""").match(value)
    if whole is None:
        yield Mend(
            code="quote-never-closed", start=end, end=end, text=value[0], at=start, until=start + 1, title="close-quote"
        )  # fmt: skip
    elif value[whole.end() :].strip():
        yield _quoted(line, "text-after-quote", start + whole.end(), end)


_QUOTED_OR_BRACKET = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*"|[{\[}\]]""")


def _brackets(line: Line) -> Iterator[Mend]:
    """A value that begins with a bracket: closed and going on it is a text, never closed it lacks its end."""
    value = line.written_value
    if value[:1] not in _CLOSING:
        return
    start, end = line.value
    opened: list[str] = []
    for sign in _QUOTED_OR_BRACKET.finditer(value):
        if sign[0] in _CLOSING:
            opened.append(_CLOSING[sign[0]])
        elif opened and sign[0] == opened[-1]:
            opened.pop()
        if not opened:
            if value[sign.end() :].strip():
                yield _quoted(line, "bracket-in-text", start, start + 1)
            return
    closing = "".join(reversed(opened))
    yield Mend(
        code="bracket-never-closed", start=end, end=end, text=closing, at=start, until=start + 1, title="close-bracket"
    )  # fmt: skip


_SIGNS = re.compile(r"[@`%&*!|>,}\]?]")


def _sign(line: Line) -> Iterator[Mend]:
    start, _ = line.value
    if _SIGNS.match(line.written_value):
        yield _quoted(line, "sign-begins-text", start, start + 1, sign=line.written_value[0])


def _colon(line: Line) -> Iterator[Mend]:
    value = line.written_value
    colon = _PLAIN_COLON.search(value)
    if colon and value[0] not in "{[\"'":
        at = line.value[0] + colon.start()
        yield _quoted(line, "colon-in-text", at, at + 1)


_OF_LINES: tuple[Callable[[str, int, int], Iterator[Mend]], ...] = (
    _tabs, _wide_colon, _wide_in_brackets, _key_sign, _space_missing,
)  # fmt: skip
_OF_VALUES: tuple[Callable[[Line], Iterator[Mend]], ...] = (_after_quote, _brackets, _sign, _colon)
