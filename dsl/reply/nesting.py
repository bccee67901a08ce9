"""Owns the second half of reading: styles and choices around what stands between their signs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct, field

from dsl.naming import nearest
from dsl.notation import NotationError
from dsl.reply.mistakes import unknown_style
from dsl.reply.tree import OneOf, Part, Pause, Styled, ValueReference, Words

DEEPEST = 8


class Opening(Struct, frozen=True):
    style: str
    start: int
    end: int
    strength: int


class Closing(Struct, frozen=True):
    style: str
    start: int
    end: int


class Sign(Struct, frozen=True):
    """`(`, `|` or `)`, which is a choice's only when a `|` stands between the parentheses."""

    text: str
    start: int
    end: int


Piece: TypeAlias = Words | ValueReference | Pause | Opening | Closing | Sign


class _Level(Struct):
    """What stands between an opening sign and here: `choices` are those that a `|` ended already."""

    opened: Opening | Sign | None = None
    parts: list[Part] = field(default_factory=list)
    choices: list[tuple[Part, ...]] = field(default_factory=list)
    depth: int = 0  # of the styles and choices inside


class Nest:
    """Puts styles and choices around what stands between their signs."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._levels = [_Level()]

    def nest(self, pieces: list[Piece]) -> tuple[Part, ...]:
        for piece in pieces:
            match piece:
                case Opening():
                    self._open_style(piece)
                case Closing():
                    self._close_style(piece, pieces)
                case Sign():
                    self._take_sign(piece)
                case _:
                    self._levels[-1].parts.append(piece)
        self._spill_groups()
        last = self._levels[-1].opened
        if last is not None:
            raise NotationError("tag-unclosed", last.start, last.end, tag=self._text[last.start : last.end])
        return _joined(self._levels[0].parts)

    def _open_style(self, opening: Opening) -> None:
        self._levels.append(_Level(opening))
        if sum(isinstance(level.opened, Opening) for level in self._levels) > DEEPEST:
            raise NotationError("reply-too-deep", opening.start, opening.end, limit=str(DEEPEST))

    def _close_style(self, closing: Closing, pieces: list[Piece]) -> None:
        self._spill_groups()
        opened = self._levels[-1].opened
        if not (isinstance(opened, Opening) and opened.style == closing.style):
            raise self._unmatched(closing, pieces)
        level = self._levels.pop()
        self._put(Styled(opened.style, _joined(level.parts), opened.start, closing.end, opened.strength), level)

    def _unmatched(self, closing: Closing, pieces: list[Piece]) -> NotationError:
        styles = [level.opened.style for level in self._levels if isinstance(level.opened, Opening)]
        if closing.style in styles:
            return NotationError("tags-crossing", closing.start, closing.end, tag=closing.style, inner=styles[-1])
        for piece in pieces:  # `<apologetc>…</apologetic>`: the opening tag was misspelt, and so reads as a value
            if isinstance(piece, ValueReference) and piece.start < closing.start and nearest(piece.name, [closing.style]):
                return unknown_style(piece.name, piece.start, piece.end)
        return NotationError("tag-never-opened", closing.start, closing.end, tag=closing.style)

    def _take_sign(self, sign: Sign) -> None:
        top = self._levels[-1]
        if sign.text == "(":
            self._levels.append(_Level(sign))
        elif isinstance(top.opened, Sign):
            if sign.text == "|":
                top.choices.append(_joined(top.parts))
                top.parts = []
            else:
                self._close_group(self._levels.pop(), sign)
        elif crossed := next((level for level in self._levels if isinstance(level.opened, Sign)), None):
            self._cross(crossed, sign)
        elif sign.text == "|" and self._stands_between_words(sign):
            raise NotationError("choice-outside-group", sign.start, sign.end, replacement="\\|")
        else:
            top.parts.append(Words(sign.text, sign.start, sign.end))

    def _stands_between_words(self, sign: Sign) -> bool:
        return all(re.search(r"\w", side) for side in (self._text[: sign.start], self._text[sign.end :]))

    def _cross(self, crossed: _Level, sign: Sign) -> None:
        """A style was opened between a parenthesis and this sign, which is plain where nothing is chosen."""
        if sign.text == "|" or crossed.choices:
            inner = self._levels[-1].opened
            assert isinstance(inner, Opening)
            raise NotationError("tags-crossing", sign.start, sign.end, tag=sign.text, inner=inner.style)
        self._levels[-1].parts.append(Words(sign.text, sign.start, sign.end))

    def _close_group(self, level: _Level, closing: Sign) -> None:
        assert isinstance(level.opened, Sign)
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
        while isinstance(opened := self._levels[-1].opened, Sign):
            if self._levels[-1].choices:
                raise NotationError("group-unclosed", opened.start, opened.end)
            self._spill(self._levels.pop())

    def _spill(self, level: _Level) -> None:
        """A parenthesis that chooses nothing, as the plain sign that it is."""
        assert isinstance(level.opened, Sign)
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
