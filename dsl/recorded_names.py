"""Owns which prompt a sound file is for, as its name says: by its key, the words that are said in it, or the number of its row.

Where a name has a number and words (`12 Good morning`), the words decide: it may have been numbered by another script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from dsl.emphasis import unstressed
from dsl.recordings import is_key
from dsl.voice_script import Line

SHORTEST_BEGINNING = 6  # letters of a name that was cut off, as file systems and people do with long ones
_NUMBERED = re.compile(r"0*(\d{1,5})(?:$|[\s._\-–—、．)）]+(.*))", re.DOTALL)


class Names:
    """The prompts of a script, found by names of files. `numbers`: the key behind each, where the script was sent along."""

    def __init__(self, lines: Sequence[Line], numbers: Mapping[int, str] | None = None) -> None:
        self._by_key = {line.key: line for line in lines}
        self._by_words: dict[str, list[Line]] = {}
        for line in lines:
            self._by_words.setdefault(_folded(line.text), []).append(line)
        self._numbers = numbers or {number: line.key for number, line in enumerate(lines, 1)}

    def prompts(self, name: str) -> list[Line]:
        """Those that a file of this name may be for: none, the one, or several whose words are alike."""
        stem = _stem(name)
        if is_key(stem.lower()):
            return [line for line in (self._by_key.get(stem.lower()),) if line is not None]
        found = self._said(stem)
        numbered = _NUMBERED.fullmatch(stem)
        if found or numbered is None:
            return found
        if _folded(numbered[2] or ""):
            return self._said(numbered[2])
        line = self._by_key.get(self._numbers.get(int(numbered[1]), ""))
        return [line] if line is not None else []

    def _said(self, words: str) -> list[Line]:
        folded = _folded(words)
        exact = self._by_words.get(folded, []) if folded else []
        if exact or len(folded) < SHORTEST_BEGINNING:
            return exact
        return [line for said, lines in self._by_words.items() if said.startswith(folded) for line in lines]


def _stem(name: str) -> str:
    """The name of a file without its folder, its ending and spaces around it."""
    last = re.split(r"[/\\]", name)[-1]
    return (last.rpartition(".")[0] or last).strip()


def _folded(words: str) -> str:
    """Letters and digits alone, as the names of files can have them."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", unstressed(words)).casefold() if sign.isalnum())
