"""Owns the mention: a typed value that stands in a caller's words, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Mention:
    """`value` is the canonical text of `dsl.values`; `start:end` are offsets in `Spoken.folded`.

    `bare`: a value only because this detail was just asked for ("fifty" as an amount); nobody hears it elsewhere.
    """

    start: int
    end: int
    type: str
    value: str
    bare: bool = False

    def overlaps(self, other: Mention) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was said. `groups` are the digit groups ("twelve fifty" is 12 and 50; 一三八 is 1, 3 and 8)."""

    start: int
    end: int
    value: Decimal
    groups: tuple[str, ...]
    spoken: bool  # words, not figures

    @property
    def digits(self) -> str:
        return "".join(self.groups)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a value is relative to: the language of the call, its time, and the language of the place it comes to."""

    language: str
    now: datetime
    home: str = ""  # whose money is meant where none is named; empty: the same language

    @property
    def chinese(self) -> bool:
        return self.language.startswith("zh")
