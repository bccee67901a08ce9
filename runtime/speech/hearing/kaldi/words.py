"""Owns the words that a bundle's rules need: which can be said, how, and the numbers that graphs know them by.

A word's number comes from its letters, so the same rule gives the same graph in every bundle; words that the model itself numbers
keep those numbers, for its dictation is made of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from msgspec import Struct

from runtime.speech.hearing.kaldi.lexicon import Phones
from runtime.speech.hearing.kaldi.model import KaldiModel

MOST_RULES = 999
FIRST_NUMBER, NUMBERS = 2_000_000, 40_000_000
"""Numbers of words that the model itself has none for."""


class Entry(Struct):
    number: int
    ways: tuple[Phones, ...]


class Words:
    """The words that are needed, with their numbers; `unheard`: those that can't be said."""

    def __init__(self, phones: Callable[[str], tuple[Phones, ...]], base: dict[str, int]) -> None:
        self._phones, self._base = phones, base
        self.entries: dict[str, Entry] = {}
        self.unheard: set[str] = set()
        self._taken: set[int] = set()

    def add(self, word: str) -> bool:
        """Whether it can be heard."""
        if word in self.entries:
            return True
        if word in self.unheard:
            return False
        ways = self._phones(word)
        if not ways:
            self.unheard.add(word)
            return False
        self.entries[word] = Entry(self._base.get(word) or self._number(word), ways)
        return True

    def _number(self, word: str) -> int:
        number = FIRST_NUMBER + int.from_bytes(hashlib.sha256(word.encode()).digest()[:6], "big") % NUMBERS
        while number in self._taken:
            number += 1
        self._taken.add(number)
        return number


def base_words(model: KaldiModel) -> dict[str, int]:
    """The numbers that the model has for words, and those of what is no word."""
    path = model.folder / "words.base.txt"
    if not path.is_file():
        return dict(_SPECIAL)
    pairs = (line.rsplit(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {word: int(number) for word, number in pairs}


_SPECIAL = {
    name: number
    for number, name in enumerate(
        ["<eps>", "#0", "<s>", "</s>", "#nonterm_begin", "#nonterm_end", "#nonterm:dictation"]
        + [f"#nonterm:rule{number}" for number in range(MOST_RULES + 1)]
        + ["#nonterm:end"]
    )
}
