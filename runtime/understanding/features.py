"""Owns what is compared of an utterance: families of short pieces, counted.

English: stems of words 1-2, pieces of 2-5 characters inside words, and pairs in whatever order of stems, and of what they
are synonyms of. Chinese: tokens 1-3 (a token is one character, or one Latin word), and how they sound, 1-3. Training and
calls both read utterances here, so they can't drift apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from runtime.understanding import normalise, pinyin, synonyms

Pieces = Counter[str]
Family = Callable[[list[str]], Pieces]

COMPARED = 2
"""The families by which one utterance is like another, one after the other; those after are only learnt from."""

_ENDINGS = tuple("ingly edly ations ation ments ment ings ing ies ers er ed es s ly e y".split())
_SHORTEST_STEM = 3
_SMALL_WORDS = frozenset(
    "a an the is am are was were be been i me my we our you your it its this that of to in on at for from with do does did can "
    "could would will shall should please and or if so what how there have has had need want like tell".split()
)
_REACH = 5  # words that a pair may lie apart
_MOST_PAIRED = 60
_GROUP_REACH = 8
_MOST_GROUPS = 40


def families_of(language: str) -> tuple[Family, ...]:
    return (token_pieces, sound_pieces) if language.startswith("zh") else (word_pieces, letter_pieces, pair_pieces)


def extract(plain: str, families: tuple[Family, ...]) -> list[Pieces]:
    tokens = normalise.tokens_of(plain)
    return [family(tokens) for family in families]


def word_pieces(tokens: list[str]) -> Pieces:
    return _runs([stem(token) for token in tokens], 2)


def pair_pieces(tokens: list[str]) -> Pieces:
    """ "freeze my account" and "my account should be frozen" share a pair that no run of words has."""
    stems = [stem(token) for token in tokens if token not in _SMALL_WORDS][:_MOST_PAIRED]
    pieces: Pieces = Counter(stems)
    for place, first in enumerate(stems):
        for second in stems[place + 1 : place + _REACH]:
            pieces[f"{first}|{second}" if first <= second else f"{second}|{first}"] += 1
    pieces.update(_meaning_pieces(tokens))
    return pieces


def _meaning_pieces(tokens: list[str]) -> Pieces:
    """ "lost my card" and "a missing visa" share the groups of their words, and the pair of them."""
    group_of = _group_of()
    found = [(place, group) for place, token in enumerate(tokens) for group in group_of.get(stem(token), ())][:_MOST_GROUPS]
    pieces: Pieces = Counter(group for _, group in found)
    for number, (place, group) in enumerate(found):
        for other_place, other in found[number + 1 :]:
            if other_place - place > _GROUP_REACH:
                break
            if other_place != place and other != group:
                pieces[group + other if group < other else other + group] += 1
    return pieces


@lru_cache(maxsize=1)
def _group_of() -> dict[str, tuple[str, ...]]:
    """The groups of each stem, marked so that they are no stems themselves."""
    found: dict[str, dict[str, None]] = {}
    for word, groups in synonyms.groups().items():
        found.setdefault(stem(word), {}).update(dict.fromkeys(f"={group}" for group in groups))
    return {word: tuple(sorted(groups)) for word, groups in found.items()}


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its ending, roughly: only that its forms come together matters."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            cut = word[: -len(ending)]
            doubled = len(cut) > _SHORTEST_STEM and cut[-1] == cut[-2] and cut[-1] not in "ls"
            return cut[:-1] if doubled else cut
    return word


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
