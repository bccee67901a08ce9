"""Owns the first reading of a caller's words: one spelling for what is the same, and where each character came from.

`Spoken.folded` keeps punctuation (slot grammars need `12.50`, `3:30`, `a@b.com`); `Spoken.plain` has none (intents,
patterns and knowledge are compared by it). Both carry, for each character, its offset in the words as they came.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 600
"""Characters that are read of one utterance. Speech is far shorter; what lies after is somebody pasting a document."""

_APOSTROPHES = {"’": "'", "‘": "'", "`": "'", "ʼ": "'"}
_CONTRACTIONS = tuple(
    (re.compile(rf"\b{short}\b"), long)
    for short, long in {
        "won't": "will not", "can't": "can not", "shan't": "shall not", "ain't": "is not", "let's": "let us", "y'all": "you all",
        "([a-z]+)n't": r"\1 not", "([a-z]+)'re": r"\1 are", "i'm": "i am", "([a-z]+)'ll": r"\1 will", "([a-z]+)'ve": r"\1 have",
        "([a-z]+)'d": r"\1 would", "(that|it|what|where|who|how|when|why|there|here|he|she|everything|nothing)'s": r"\1 is",
    }.items()
)  # fmt: skip
_TOKEN = re.compile(r"[a-z0-9']+|[^\sa-z0-9']")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A caller's words in the spelling that understanding compares."""

    original: str
    folded: str
    folded_offsets: tuple[int, ...]
    plain: str

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where `folded[start:end]` stood in the words as they came."""
        if start >= end:
            return (0, 0)
        return self.folded_offsets[start], self.folded_offsets[end - 1] + 1

    def original_text(self, start: int, end: int) -> str:
        first, last = self.original_span(start, end)
        return self.original[first:last]


def read(text: str) -> Spoken:
    folded, offsets = _fold(text)
    return Spoken(text, folded, offsets, plain(folded))


def _fold(text: str) -> tuple[str, tuple[int, ...]]:
    """Compatibility forms, width and case made one; control characters become spaces, spaces are one."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text[:LONGEST]):
        if len(characters) >= LONGEST:
            break
        for piece in _forms_of(character):
            if piece == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(piece)
            offsets.append(offset)
    while characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    return "".join(characters), tuple(offsets)


def _forms_of(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isprintable() else " "
    if character in _APOSTROPHES:
        return "'"
    if "\u4e00" <= character <= "\u9fff":
        return character
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"):
        return " " if unicodedata.category(character) != "Cf" else ""
    return unicodedata.normalize("NFKC", character).lower()


def plain(folded: str) -> str:
    """Words without punctuation; no space stands beside a Chinese character."""
    kept = [character if _is_word(character) else " " for character in folded]
    return join_tokens(_TOKEN.findall(_without_contractions("".join(kept))))


def _without_contractions(text: str) -> str:
    """ "that's" and "that is" are the same words."""
    if "'" not in text:
        return text
    for short, long in _CONTRACTIONS:
        text = short.sub(long, text)
    return text


def join_tokens(tokens: list[str]) -> str:
    """Latin words are parted by a space, Chinese characters by nothing."""
    text: list[str] = []
    for token in tokens:
        token = token.strip("'")
        if not token:
            continue
        if text and text[-1][-1].isascii() and token[0].isascii():
            text.append(" ")
        text.append(token)
    return "".join(text)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "'" or (unicodedata.category(character)[0] in "MS" and character not in "^+=|~<>`")


def tokens_of(plain_text: str) -> list[str]:
    """Latin words and numbers whole, every other character by itself."""
    return _TOKEN.findall(plain_text)
