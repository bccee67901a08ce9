"""Owns where the pronunciations of words.yaml stand in a text, and the text as it is to be spoken.

    ISBN: I S B N      重庆: 虫庆

A word is replaced where it stands alone (`ISBN`, not `ISBNs`); Chinese has no spaces, so there it is replaced anywhere. One
that is written in small letters is found in any case. Where two could stand, the longer one does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_PLAIN = re.compile(r"[\w\s'’.·-]*")
_LETTER = re.compile(r"[^\W_]")


class Pronunciations:
    """The entries of one package, ready to be looked for."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._sounds = dict(entries)
        self._words = sorted((word for word in entries if word.strip()), key=lambda word: (-len(word), word))
        self._pattern = re.compile("|".join(f"({_written(word)})" for word in self._words)) if self._words else None

    def spoken(self, text: str) -> str:
        """The text with each word as it sounds."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._sounds[self._word(found)], text)

    def found(self, texts: Iterable[str]) -> set[str]:
        """The entries that stand in some of the texts."""
        if self._pattern is None:
            return set()
        return {self._word(found) for text in texts for found in self._pattern.finditer(text)}

    def _word(self, found: re.Match[str]) -> str:
        assert found.lastindex is not None, "every entry is a group"
        return self._words[found.lastindex - 1]


def sayable(sound: str) -> bool:
    """Whether this is written in ordinary words: letters, digits, and the marks that stand in words."""
    return _PLAIN.fullmatch(sound) is not None and _LETTER.search(sound) is not None


def _written(word: str) -> str:
    body = f"(?i:{re.escape(word)})" if word == word.lower() else re.escape(word)
    before = "(?<![A-Za-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = "(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + body + after
