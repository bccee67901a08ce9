"""Owns replies: the notation in which operators write what the line says.

    <apologetic>抱歉让您担心了。</apologetic>多出的<bill.extra>是<bill.item>。<pause 400ms>(还有别的|还有什么)可以帮您吗？

`<bill.extra>` is a value, `<parcels parcel|parcels>` a value with what it counts, `<pause 400ms>` a pause, `<calm>…</calm>`
a style, `<calm 3>…</calm>` a strong one, `<emphasis>…</emphasis>` stressed words, `(a|b)` one of; `\\` before a sign makes it
plain. A parenthesis without `|` in it is plain anyway.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from math import prod
from typing import Any, TypeAlias, cast

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from msgspec import Struct, field

from dsl.naming import nearest
from dsl.notation import NotationError, full_width_error, grammar, place
from dsl.values import parse_duration

STYLES = ("neutral", "calm", "apologetic", "cheerful", "urgent")
STRENGTHS = (1, 2, 3)
"""Of a style: slight, as it is written bare, strong."""
AS_IT_IS = 2
EMPHASIS = "emphasis"
_TONES = (*STYLES, EMPHASIS)
LONGEST = 2000
DEEPEST = 8
LONGEST_PAUSE = 10_000
MOST_WORDINGS = 100
"""Ways to say one reply: the sound of each is made before anybody rings."""

_MEANT = {"＜": "<", "＞": ">"}
_MEANT_IN_GROUP = {**_MEANT, "（": "(", "）": ")", "｜": "|"}
_SPECIAL = re.compile(r"[<>\\＜＞|｜]|\)\?\w")
_PLAIN = re.compile(r"[<>\\＜＞|｜]|\)(?=\?\w)")
_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


class Words(Struct, frozen=True):
    text: str
    start: int = 0
    end: int = 0


class ValueReference(Struct, frozen=True):
    """A value, spoken where it stands. `forms`: what it counts, as it is called after one and after many, or always."""

    name: str
    start: int = 0
    end: int = 0
    forms: tuple[str, ...] = ()


class Pause(Struct, frozen=True):
    milliseconds: int
    start: int = 0
    end: int = 0


class Styled(Struct, frozen=True):
    """Parts spoken in a style, or stressed in the one around them (`emphasis`); inside another style this one holds."""

    style: str
    parts: tuple[Part, ...]
    start: int = 0
    end: int = 0
    strength: int = AS_IT_IS

    @property
    def tag(self) -> str:
        """`calm`, `calm 3`: what the voice is told."""
        return self.style if self.strength == AS_IT_IS else f"{self.style} {self.strength}"


class OneOf(Struct, frozen=True):
    """One of these is said; one without parts says nothing."""

    choices: tuple[tuple[Part, ...], ...]
    start: int = 0
    end: int = 0


Part: TypeAlias = Words | ValueReference | Pause | Styled | OneOf


class Reply(Struct, frozen=True):
    """A reply that was read."""

    parts: tuple[Part, ...]


@lru_cache(maxsize=20_000)
def parse(text: str) -> Reply:
    """The parts of a reply. Raises NotationError."""
    if len(text) > LONGEST:
        raise NotationError("reply-too-long", 0, len(text), limit=str(LONGEST))
    if not _SPECIAL.search(text):
        return Reply((Words(text, 0, len(text)),) if text else ())
    _check_signs(text)
    try:
        pieces = cast(list[_Piece], _parser().parse(text))
    except UnexpectedInput as error:
        raise _explain(error, text) from None
    reply = Reply(_Nest(text).nest(pieces))
    if size(reply.parts) > MOST_WORDINGS:
        raise NotationError("reply-too-many", 0, len(text), limit=str(MOST_WORDINGS))
    return reply


def names(reply: Reply) -> list[ValueReference]:
    """Every value that the reply may speak, in reading order."""
    return [part for part in _leaves(reply.parts) if isinstance(part, ValueReference)]


def size(parts: tuple[Part, ...]) -> int:
    """How many wordings the parts stand for."""
    return prod(_size_of(part) for part in parts)


def wordings(reply: Reply) -> Iterator[Reply]:
    """Every way to say it, without `(a|b)`."""
    return (Reply(parts) for parts in _wordings(reply.parts))


def plain(reply: Reply, value_of: Callable[[str], str] = "<{}>".format) -> str:
    """The words alone, the first of each choice, without pauses and styles; a value as `value_of` gives it, else `<name>`."""
    return _plain(next(_wordings(reply.parts)), value_of)


def may_be_silent(reply: Reply) -> bool:
    """Whether one of its wordings has nothing to say."""
    return any(not _plain(parts, "<{}>".format).strip() for parts in _wordings(reply.parts))


def quote(text: str) -> str:
    """The reply that says exactly this text, whatever signs are in it."""
    return _PLAIN.sub(r"\\\g<0>", text)


def write(reply: Reply) -> str:
    """The text of a reply: what is read from it again is the same reply."""
    return _write(reply.parts, in_group=False)


def _write(parts: tuple[Part, ...], in_group: bool) -> str:
    text = ""
    for part in parts:
        match part:
            case Words(text=words):
                words = re.sub(r"(?<!\\)[()（）]", r"\\\g<0>", quote(words)) if in_group else quote(words)
                text += "\\" + words if re.match(r"\?\w", words) and text.endswith(")") else words
            case ValueReference(name=name, forms=forms):
                text += f"<{name} {'|'.join(forms)}>" if forms else f"<{name}>"
            case Pause(milliseconds=length):
                text += f"<pause {length}ms>" if length % 1000 else f"<pause {length // 1000}s>"
            case Styled(style=style, parts=inner):
                text += f"<{part.tag}>{_write(inner, in_group)}</{style}>"
            case OneOf(choices=choices):
                text += f"({'|'.join(_write(choice, in_group=True) for choice in choices)})"
    return text


def _plain(parts: tuple[Part, ...], value_of: Callable[[str], str]) -> str:
    return "".join(
        part.text if isinstance(part, Words) else " ".join([value_of(part.name), *part.forms[:1]])
        for part in _leaves(parts)
        if not isinstance(part, Pause)
    )


def _leaves(parts: Iterable[Part]) -> Iterator[Words | ValueReference | Pause]:
    for part in parts:
        if isinstance(part, Styled):
            yield from _leaves(part.parts)
        elif isinstance(part, OneOf):
            yield from _leaves(itertools.chain(*part.choices))
        else:
            yield part


def _size_of(part: Part) -> int:
    if isinstance(part, Styled):
        return size(part.parts)
    return sum(size(choice) for choice in part.choices) if isinstance(part, OneOf) else 1


def _wordings(parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    ways = [list(_ways_of(part)) for part in parts]
    return (tuple(itertools.chain(*way)) for way in itertools.product(*ways))


def _ways_of(part: Part) -> Iterator[tuple[Part, ...]]:
    if isinstance(part, OneOf):
        for choice in part.choices:
            yield from _wordings(choice)
    elif isinstance(part, Styled):
        for parts in _wordings(part.parts):
            yield (Styled(part.style, parts, part.start, part.end, part.strength),)
    else:
        yield (part,)


# ---- errors --------------------------------------------------------------------------------------------------------


class _Group(Struct):
    """A parenthesis of either width that is open, and the signs of a choice seen in it."""

    signs: list[int]
    chooses: bool = False


def _check_signs(text: str) -> None:
    """Tags that never end, signs that open nothing, and full-width signs where a tag or a choice is meant."""
    opened = -1
    full_width: list[int] = []
    groups: list[_Group] = []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 1
            if at == len(text):
                raise NotationError("escape-nothing", at - 1, at, replacement="\\\\")
        elif sign in _MEANT:
            full_width.append(at)
        elif sign == "<":
            if opened >= 0 and not full_width:
                raise _unclosed(text, opened)
            opened = at
        elif sign == ">":
            if opened < 0 and not full_width:
                raise NotationError("tag-unopened", at, at + 1, replacement="\\>")
            opened = -1
        elif opened < 0:
            full_width += _group_sign(sign, at, groups, text)
        at += 1
    if full_width:
        raise full_width_error(text, sorted(full_width), _MEANT_IN_GROUP)
    if opened >= 0:
        raise _unclosed(text, opened)


def _group_sign(sign: str, at: int, groups: list[_Group], text: str) -> list[int]:
    """The full-width signs of a choice that closes here."""
    if sign in "(（":
        groups.append(_Group([at]))
    elif sign in "|｜" and groups:
        groups[-1].signs.append(at)
        groups[-1].chooses = True
    elif sign in ")）" and groups:
        group = groups.pop()
        if group.chooses:
            return [place for place in (*group.signs, at) if text[place] in _MEANT_IN_GROUP]
    return []


def _unclosed(text: str, opened: int) -> NotationError:
    """`<` without its `>`: a tag when a name or `/` comes right after it, else a sign that was meant to be spoken."""
    name = re.compile(r"/?[^\W\d][\w.]*").match(text, opened + 1)
    if name is None:
        return NotationError("tag-unclosed", opened, opened + 1, replacement="\\<", tag="<")
    return NotationError("tag-unclosed", opened, name.end(), tag=text[opened : name.end()])


def _explain(error: UnexpectedInput, text: str) -> NotationError:
    """Every `<` has its `>` already, so what lark still finds is what stands between them."""
    at, _ = place(error, text)
    start = text.rfind("<", 0, at + 1)
    end = text.find(">", start) + 1
    inside = text[start + 1 : end - 1].strip()
    if inside.startswith("pause"):
        return _bad_pause(inside.removeprefix("pause").strip(), start, end)
    if inside.startswith("/"):
        return _unknown_style(inside[1:].strip(), start, end, "/")
    style = nearest(inside, _TONES)
    mended = f"<{inside}>" if _NAME.fullmatch(inside) else f"<{style}>" if style else None
    return NotationError("tag-bad", start, end, replacement=mended, tag=inside)


def _bad_pause(length: str, start: int, end: int) -> NotationError:
    mended = f"<pause {length}ms>" if length.isdecimal() and int(length) <= LONGEST_PAUSE else None
    return NotationError("pause-bad", start, end, replacement=mended, length=length)


def _unknown_style(style: str, start: int, end: int, slash: str = "") -> NotationError:
    near = nearest(style, _TONES)
    return NotationError("style-unknown", start, end, replacement=f"<{slash}{near}>" if near else None, style=style, nearest=near)


def _bad_forms(written: str, name: str, start: int, end: int) -> NotationError:
    """`<count parcel|>`, `<count a|b|c>`."""
    kept = [form.strip() for form in written.split("|") if form.strip()]
    mended = f"<{name} {'|'.join(kept)}>" if 0 < len(kept) < 3 else None
    return NotationError("counted-forms", start, end, replacement=mended)


# ---- tree ----------------------------------------------------------------------------------------------------------


class _Opening(Struct, frozen=True):
    style: str
    start: int
    end: int
    strength: int


class _Closing(Struct, frozen=True):
    style: str
    start: int
    end: int


class _Sign(Struct, frozen=True):
    """`(`, `|` or `)`, which is a choice's only when a `|` stands between the parentheses."""

    text: str
    start: int
    end: int


_Piece: TypeAlias = Words | ValueReference | Pause | _Opening | _Closing | _Sign


@cache
def _parser() -> Lark:
    return grammar("reply", _PieceMaker())


@v_args(inline=True)
class _PieceMaker(Transformer[Token, object]):
    """Makes the pieces while lark parses. Its methods carry the names of the grammar's rules."""

    def start(self, *pieces: Any) -> list[_Piece]:
        return list(pieces)

    def words(self, *tokens: Token) -> Words:
        text = re.sub(r"\\(.)", r"\1", "".join(tokens), flags=re.DOTALL)
        return Words(text, tokens[0].start_pos or 0, tokens[-1].end_pos or 0)

    def sign(self, token: Token) -> _Sign:
        return _Sign(str(token), token.start_pos or 0, token.end_pos or 0)

    def value(self, opening: Token, name: Token, closing: Token) -> ValueReference:
        return ValueReference(str(name), opening.start_pos or 0, closing.end_pos or 0)

    def counted(self, opening: Token, name: Token, counted: Token, closing: Token) -> ValueReference:
        start, end = opening.start_pos or 0, closing.end_pos or 0
        forms = tuple(form.strip() for form in counted.split("|"))
        if len(forms) > 2 or not all(forms):
            raise _bad_forms(counted, str(name), start, end)
        return ValueReference(str(name), start, end, forms)

    def pause(self, opening: Token, _pause: Token, length: Token, closing: Token) -> Pause:
        start, end = opening.start_pos or 0, closing.end_pos or 0
        try:
            milliseconds = parse_duration(length)
        except NotationError:
            raise _bad_pause(length.strip(), start, end) from None
        if milliseconds > LONGEST_PAUSE:
            raise NotationError("pause-too-long", start, end, limit=f"{LONGEST_PAUSE // 1000} s")
        return Pause(milliseconds, start, end)

    def opening(self, opening: Token, style: Token, closing: Token) -> _Opening:
        return _Opening(str(style), opening.start_pos or 0, closing.end_pos or 0, AS_IT_IS)

    def strong_opening(self, opening: Token, style: Token, strength: Token, closing: Token) -> _Opening:
        start, end = opening.start_pos or 0, closing.end_pos or 0
        if style in (EMPHASIS, "neutral") or strength.strip() not in map(str, STRENGTHS):
            raise NotationError("strength-bad", start, end, replacement=f"<{style}>", strength=strength.strip())
        return _Opening(str(style), start, end, int(strength))

    def closing(self, opening: Token, style: Token, closing: Token) -> _Closing:
        return _Closing(str(style), opening.start_pos or 0, closing.end_pos or 0)


class _Level(Struct):
    """What stands between an opening sign and here: `choices` are those that a `|` ended already."""

    opened: _Opening | _Sign | None = None
    parts: list[Part] = field(default_factory=list)
    choices: list[tuple[Part, ...]] = field(default_factory=list)
    depth: int = 0  # of the styles and choices inside


class _Nest:
    """Puts styles and choices around what stands between their signs."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._levels = [_Level()]

    def nest(self, pieces: list[_Piece]) -> tuple[Part, ...]:
        for piece in pieces:
            match piece:
                case _Opening():
                    self._open_style(piece)
                case _Closing():
                    self._close_style(piece, pieces)
                case _Sign():
                    self._take_sign(piece)
                case _:
                    self._levels[-1].parts.append(piece)
        self._spill_groups()
        last = self._levels[-1].opened
        if last is not None:
            raise NotationError("tag-unclosed", last.start, last.end, tag=self._text[last.start : last.end])
        return _joined(self._levels[0].parts)

    def _open_style(self, opening: _Opening) -> None:
        self._levels.append(_Level(opening))
        if sum(isinstance(level.opened, _Opening) for level in self._levels) > DEEPEST:
            raise NotationError("reply-too-deep", opening.start, opening.end, limit=str(DEEPEST))

    def _close_style(self, closing: _Closing, pieces: list[_Piece]) -> None:
        self._spill_groups()
        opened = self._levels[-1].opened
        if not (isinstance(opened, _Opening) and opened.style == closing.style):
            raise self._unmatched(closing, pieces)
        level = self._levels.pop()
        self._put(Styled(opened.style, _joined(level.parts), opened.start, closing.end, opened.strength), level)

    def _unmatched(self, closing: _Closing, pieces: list[_Piece]) -> NotationError:
        styles = [level.opened.style for level in self._levels if isinstance(level.opened, _Opening)]
        if closing.style in styles:
            return NotationError("tags-crossing", closing.start, closing.end, tag=closing.style, inner=styles[-1])
        for piece in pieces:  # `<apologetc>…</apologetic>`: the opening tag was misspelt, and so reads as a value
            if isinstance(piece, ValueReference) and piece.start < closing.start and nearest(piece.name, [closing.style]):
                return _unknown_style(piece.name, piece.start, piece.end)
        return NotationError("tag-never-opened", closing.start, closing.end, tag=closing.style)

    def _take_sign(self, sign: _Sign) -> None:
        top = self._levels[-1]
        if sign.text == "(":
            self._levels.append(_Level(sign))
        elif isinstance(top.opened, _Sign):
            if sign.text == "|":
                top.choices.append(_joined(top.parts))
                top.parts = []
            else:
                self._close_group(self._levels.pop(), sign)
        elif crossed := next((level for level in self._levels if isinstance(level.opened, _Sign)), None):
            self._cross(crossed, sign)
        elif sign.text == "|" and self._stands_between_words(sign):
            raise NotationError("choice-outside-group", sign.start, sign.end, replacement="\\|")
        else:
            top.parts.append(Words(sign.text, sign.start, sign.end))

    def _stands_between_words(self, sign: _Sign) -> bool:
        return all(re.search(r"\w", side) for side in (self._text[: sign.start], self._text[sign.end :]))

    def _cross(self, crossed: _Level, sign: _Sign) -> None:
        """A style was opened between a parenthesis and this sign, which is plain where nothing is chosen."""
        if sign.text == "|" or crossed.choices:
            inner = self._levels[-1].opened
            assert isinstance(inner, _Opening)
            raise NotationError("tags-crossing", sign.start, sign.end, tag=sign.text, inner=inner.style)
        self._levels[-1].parts.append(Words(sign.text, sign.start, sign.end))

    def _close_group(self, level: _Level, closing: _Sign) -> None:
        assert isinstance(level.opened, _Sign)
        start, end = level.opened.start, closing.end
        if level.choices:
            self._put(OneOf((*level.choices, _joined(level.parts)), start, end), level)
            return
        if re.match(r"\?\w", self._text[end:]):
            mended = f"\\({self._text[start + 1 : end - 1]}\\)?"
            raise NotationError("perhaps-in-reply", start, end + 1, replacement=mended)
        self._spill(level)
        self._levels[-1].parts.append(Words(closing.text, closing.start, closing.end))

    def _put(self, part: Styled | OneOf, level: _Level) -> None:
        outer = self._levels[-1]
        outer.depth = max(outer.depth, level.depth + 1)
        if outer.depth > DEEPEST:
            raise NotationError("reply-too-deep", part.start, part.end, limit=str(DEEPEST))
        outer.parts.append(part)

    def _spill_groups(self) -> None:
        """Parentheses that never close are plain, but for those that choose."""
        while isinstance(opened := self._levels[-1].opened, _Sign):
            if self._levels[-1].choices:
                raise NotationError("group-unclosed", opened.start, opened.end)
            self._spill(self._levels.pop())

    def _spill(self, level: _Level) -> None:
        """A parenthesis that chooses nothing, as the plain sign that it is."""
        assert isinstance(level.opened, _Sign)
        outer = self._levels[-1]
        outer.depth = max(outer.depth, level.depth)
        outer.parts += [Words(level.opened.text, level.opened.start, level.opened.end), *level.parts]


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts, with words that follow each other as one."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(last, Words) and isinstance(part, Words) and last.end == part.start:
            joined[-1] = Words(last.text + part.text, last.start, part.end)
        else:
            joined.append(part)
    return tuple(joined)
