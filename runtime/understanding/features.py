"""Owns what is compared of an utterance: families of short pieces, counted.

English: words 1-2, and pieces of 2-5 characters inside words. Chinese: tokens 1-3 (a token is one character, or one
Latin word), and how they sound, 1-3. Training and calls both read utterances here, so they can't drift apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from runtime.understanding import normalise, pinyin

Pieces = Counter[str]
Family = Callable[[list[str]], Pieces]


def families_of(language: str) -> tuple[Family, ...]:
    return (token_pieces, sound_pieces) if language.startswith("zh") else (word_pieces, letter_pieces)


def extract(plain: str, families: tuple[Family, ...]) -> list[Pieces]:
    tokens = normalise.tokens_of(plain)
    return [family(tokens) for family in families]


def word_pieces(tokens: list[str]) -> Pieces:
    return _runs(tokens, 2)


def letter_pieces(tokens: list[str]) -> Pieces:
    """As scikit-learn's `char_wb`: pieces never cross from one word to the next."""
    pieces: Pieces = Counter()
    for token in tokens:
        padded = f" {token} "
        length = len(padded)
        for size in range(2, 6):
            if size >= length:
                pieces[padded] += 1
                break
            for start in range(length - size + 1):
                pieces[padded[start : start + size]] += 1
    return pieces


def token_pieces(tokens: list[str]) -> Pieces:
    return _runs(tokens, 3)


def sound_pieces(tokens: list[str]) -> Pieces:
    return _runs(pinyin.syllables(tokens), 3)


def _runs(tokens: list[str], longest: int) -> Pieces:
    pieces = Counter(tokens)
    for size in range(2, longest + 1):
        pieces.update(" ".join(tokens[start : start + size]) for start in range(len(tokens) - size + 1))
    return pieces
