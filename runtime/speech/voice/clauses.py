"""Owns what a text becomes before it is spoken: cleaned of what can't be said, cut into clauses with a pause after each.

Values of a call come in words already; figures that a person wrote into plain text become words here. Clauses are cut where
a speaker would breathe: short enough that workers are shared fairly and a lost one costs little, long enough that the
melody of a sentence survives.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from msgspec import Struct

from dsl.emphasis import CLOSE, OPEN, Stress
from dsl.sentences import CLOSING, pause_after
from runtime.wording.figures import spelled_out

LONGEST = 200  # characters of a clause; what has no punctuation is cut there

_UNSPEAKABLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Zl", "Zp"))
_SPACES = re.compile(r"[^\S\n]+")
_BEFORE_MARK = re.compile(r" (?=[,.;:!?，。；：！？](?:\s|$))")


class Clause(Struct, frozen=True):
    """What is spoken in one breath, and the silence after it when more follows."""

    text: str
    pause_ms: int


def clauses_of(text: str, language: str) -> Iterator[Clause]:
    """The clauses of a text, made one after another; none when nothing in it can be said."""
    stress = Stress()
    for piece, pause in _cut(speakable(text, language)):
        whole = stress.whole(piece)
        if any(character.isalnum() for character in piece):
            yield Clause(whole, pause)


def speakable(text: str, language: str) -> str:
    """The text without control characters, pictures and markup signs, and with figures in words."""
    kept = "".join(_kept(character) for character in spelled_out(text, language))
    return _BEFORE_MARK.sub("", _SPACES.sub(" ", kept)).strip()


def _kept(character: str) -> str:
    if character in f"\n{OPEN}{CLOSE}":
        return character
    if character in "<>[]{}|\\^~*_#`" or unicodedata.category(character) in _UNSPEAKABLE:
        return " "
    return character


def _cut(text: str) -> Iterator[tuple[str, int]]:
    """Pieces of the text, each with the pause that follows it."""
    start, weight = 0, 0
    for at, character in enumerate(text):
        if at < start:
            continue
        weight += 3 if "\u3400" <= character <= "\u9fff" else 1
        pause = pause_after(text, at, weight)
        if pause is None and at - start + 1 < LONGEST:
            continue
        end = at + 1 if pause is not None else _end_of_word(text, start, at)
        while end < len(text) and text[end] in CLOSING:
            end += 1
        yield text[start:end].strip(), pause or 0
        start, weight = end, 0
    if text[start:].strip():
        yield text[start:].strip(), 0


def _end_of_word(text: str, start: int, at: int) -> int:
    """Where to cut a clause that is too long: after its last space, or right there when it has none."""
    space = text.rfind(" ", start + LONGEST // 2, at + 1)
    return space + 1 if space > 0 else at + 1
