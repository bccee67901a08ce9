"""Owns how words sound on a telephone, so that two that can be taken for each other are told apart while they are still text.

Each language has its module with two questions: `rough(words)`, one spelling for all words that may sound alike (so that words
need not be compared pair by pair), and `distance(words, others)` of two of them: 0 is the same sound, up to 1 is alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

from dsl.sound import chinese, english

ALIKE = 1.0
MOST_ALIKE = 200
"""Of so many words that may sound alike the pairs are looked at; nobody needs to be told of more."""

_T = TypeVar("_T")


def pairs_alike(words: Iterable[tuple[str, _T]]) -> Iterator[tuple[tuple[str, _T], tuple[str, _T]]]:
    """The pairs of words that sound alike, each with what came with it; a word is never a pair with itself."""
    groups: dict[str, list[tuple[str, _T]]] = {}
    for one in words:
        if sound := rough(one[0]):
            groups.setdefault(sound, []).append(one)
    for group in groups.values():
        yield from _pairs(group[:MOST_ALIKE])


def _pairs(group: Sequence[tuple[str, _T]]) -> Iterator[tuple[tuple[str, _T], tuple[str, _T]]]:
    for at, later in enumerate(group):
        for earlier in group[:at]:
            if earlier[0].casefold() != later[0].casefold() and alike(earlier[0], later[0]):
                yield earlier, later


def alike(words: str, others: str) -> bool:
    """Whether the one can be taken for the other."""
    return rough(words) == rough(others) != "" and distance(words, others) <= ALIKE


@lru_cache(maxsize=20_000)
def rough(words: str) -> str:
    """One spelling for all that may sound alike; empty when nothing is said."""
    return chinese.rough(words) if chinese.written_in(words) else english.rough(words)


def distance(words: str, others: str) -> float:
    if chinese.written_in(words) and chinese.written_in(others):
        return chinese.distance(words, others)
    return english.distance(words, others) if words.isascii() and others.isascii() else 2.0
