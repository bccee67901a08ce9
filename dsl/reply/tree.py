"""Owns what a reply consists of, and what follows from it: its values, its wordings, its words alone."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from math import prod
from typing import TypeAlias

from msgspec import Struct

STYLES = ("neutral", "calm", "apologetic", "cheerful", "urgent")
STRENGTHS = (1, 2, 3)
"""Of a style: slight, as it is written bare, strong."""
AS_IT_IS = 2
EMPHASIS = "emphasis"
TONES = (*STYLES, EMPHASIS)


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
