"""Owns replies: the notation in which operators write what the line says.

    <apologetic>抱歉让您担心了。</apologetic>多出的<bill.extra>是<bill.item>。<pause 400ms>

`<bill.extra>` is a value, `<pause 400ms>` a pause, `<calm>…</calm>` a style; `\\` before a sign makes it plain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any, TypeAlias, cast

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from msgspec import Struct

from dsl.naming import nearest
from dsl.notation import NotationError, full_width_error, grammar, place
from dsl.values import parse_duration

STYLES = ("neutral", "calm", "apologetic", "cheerful", "urgent")
LONGEST = 2000
DEEPEST = 8
LONGEST_PAUSE = 10_000

_MEANT = {"＜": "<", "＞": ">"}
_SPECIAL = re.compile(r"[<>\\＜＞]")
_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


class Words(Struct, frozen=True):
    text: str
    start: int = 0
    end: int = 0


class ValueReference(Struct, frozen=True):
    """A value, spoken where it stands."""

    name: str
    start: int = 0
    end: int = 0


class Pause(Struct, frozen=True):
    milliseconds: int
    start: int = 0
    end: int = 0


class Styled(Struct, frozen=True):
    """Parts spoken in a style; inside another style this one holds."""

    style: str
    parts: tuple[Part, ...]
    start: int = 0
    end: int = 0


Part: TypeAlias = Words | ValueReference | Pause | Styled


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
    return Reply(_nest(pieces, text))


def names(reply: Reply) -> list[ValueReference]:
    """Every value that the reply speaks, in reading order."""
    return [part for part in _leaves(reply.parts) if isinstance(part, ValueReference)]


def plain(reply: Reply, value_of: Callable[[str], str] = "<{}>".format) -> str:
    """The words alone, without pauses and styles; a value as `value_of` gives it, `<name>` unless told."""
    return "".join(
        part.text if isinstance(part, Words) else value_of(part.name)
        for part in _leaves(reply.parts)
        if not isinstance(part, Pause)
    )


def quote(text: str) -> str:
    """The reply that says exactly this text, whatever signs are in it."""
    return re.sub(r"([<>\\＜＞])", r"\\\1", text)


def _leaves(parts: tuple[Part, ...]) -> Iterator[Words | ValueReference | Pause]:
    for part in parts:
        if isinstance(part, Styled):
            yield from _leaves(part.parts)
        else:
            yield part


# ---- errors --------------------------------------------------------------------------------------------------------


def _check_signs(text: str) -> None:
    """Tags that never end, signs that open nothing, and full-width signs where a tag is meant."""
    opened = -1
    full_width: list[int] = []
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
        at += 1
    if full_width:
        raise full_width_error(text, full_width, _MEANT)
    if opened >= 0:
        raise _unclosed(text, opened)


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
    style = nearest(inside, STYLES)
    mended = f"<{inside}>" if _NAME.fullmatch(inside) else f"<{style}>" if style else None
    return NotationError("tag-bad", start, end, replacement=mended, tag=inside)


def _bad_pause(length: str, start: int, end: int) -> NotationError:
    mended = f"<pause {length}ms>" if length.isdecimal() and int(length) <= LONGEST_PAUSE else None
    return NotationError("pause-bad", start, end, replacement=mended, length=length)


def _unknown_style(style: str, start: int, end: int, slash: str = "") -> NotationError:
    near = nearest(style, STYLES)
    return NotationError("style-unknown", start, end, replacement=f"<{slash}{near}>" if near else None, style=style, nearest=near)


# ---- tree ----------------------------------------------------------------------------------------------------------


class _Opening(Struct, frozen=True):
    style: str
    start: int
    end: int


class _Closing(Struct, frozen=True):
    style: str
    start: int
    end: int


_Piece: TypeAlias = Words | ValueReference | Pause | _Opening | _Closing


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

    def value(self, opening: Token, name: Token, closing: Token) -> ValueReference:
        return ValueReference(str(name), opening.start_pos or 0, closing.end_pos or 0)

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
        return _Opening(str(style), opening.start_pos or 0, closing.end_pos or 0)

    def closing(self, opening: Token, style: Token, closing: Token) -> _Closing:
        return _Closing(str(style), opening.start_pos or 0, closing.end_pos or 0)


def _nest(pieces: list[_Piece], text: str) -> tuple[Part, ...]:
    """Styles around what stands between their tags."""
    open_tags: list[_Opening] = []
    levels: list[list[Part]] = [[]]
    for piece in pieces:
        if isinstance(piece, _Opening):
            open_tags.append(piece)
            levels.append([])
            if len(open_tags) > DEEPEST:
                raise NotationError("reply-too-deep", piece.start, piece.end, limit=str(DEEPEST))
        elif isinstance(piece, _Closing):
            opened = _matching(open_tags, piece, pieces)
            parts = tuple(levels.pop())
            levels[-1].append(Styled(opened.style, parts, opened.start, piece.end))
        else:
            levels[-1].append(piece)
    if open_tags:
        last = open_tags[-1]
        raise NotationError("tag-unclosed", last.start, last.end, tag=text[last.start : last.end])
    return tuple(levels[0])


def _matching(open_tags: list[_Opening], closing: _Closing, pieces: list[_Piece]) -> _Opening:
    if open_tags and open_tags[-1].style == closing.style:
        return open_tags.pop()
    if any(tag.style == closing.style for tag in open_tags):
        raise NotationError("tags-crossing", closing.start, closing.end, tag=closing.style, inner=open_tags[-1].style)
    for piece in pieces:  # `<apologetc>…</apologetic>`: the opening tag was misspelt, and so reads as a value
        if isinstance(piece, ValueReference) and piece.start < closing.start and nearest(piece.name, [closing.style]):
            raise _unknown_style(piece.name, piece.start, piece.end)
    raise NotationError("tag-never-opened", closing.start, closing.end, tag=closing.style)
