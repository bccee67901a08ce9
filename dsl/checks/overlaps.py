"""Owns which phrases of a package share a sentence: every pair is decided, but only pairs with words in common are looked at.

Of a phrase that is nothing but words there is one sentence, so those are found by it. A phrase with choices surely has some of
its words in every sentence: only phrases with those words in them can overlap it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias, TypeVar

from msgspec import Struct

from dsl import overlap, utterance
from dsl.overlap import SlotWords, Sounds

_RUN = 3

_T = TypeVar("_T")


class Said(Struct, frozen=True):
    """A phrase, and whose it is: an intent or an answer."""

    text: str
    owner: str


class Overlap(Struct, frozen=True):
    """The phrase `later` shares a sentence with the phrase `earlier`, both by their place in the list."""

    earlier: int
    later: int


@lru_cache(maxsize=16)
def find_overlaps(
    phrases: tuple[Said, ...], slots: tuple[tuple[str, SlotWords], ...] | None, own: bool = True
) -> tuple[Overlap, ...]:
    """For each phrase one before it of another owner, with a sentence in common; if `own`, one of the same owner too.

    Without `slots` sentences are compared to the letter, else loosely.
    """
    return _Search(phrases, None if slots is None else dict(slots), own).run()


class _Phrase(Struct, frozen=True, eq=False):
    """A phrase with choices or slots, however often it is written.

    `covers`: words one of which is in each of its sentences, for each place where that can be said; `needs`: their runs of
    letters; `runs`: those that any sentence of it has.
    """

    text: str
    sounds: Sounds
    covers: tuple[tuple[str, ...], ...]
    needs: tuple[tuple[frozenset[str], ...], ...]
    runs: frozenset[str]

    def may_say(self, words: str) -> bool:
        """Whether a sentence, without its spaces, has all that each sentence of the phrase has."""
        return all(any(each in words for each in cover) for cover in self.covers)

    def may_meet(self, other: _Phrase) -> bool:
        return all(any(each <= other.runs for each in cover) for cover in self.needs)


class _Search:
    def __init__(self, phrases: tuple[Said, ...], slots: Mapping[str, SlotWords] | None, own: bool) -> None:
        self._phrases = phrases
        self._own = own
        self._found: dict[tuple[int, bool], int] = {}
        self._plain: dict[str, dict[str, int]] = {}  # sentence -> the first phrase of each owner
        self._written: dict[str, dict[str, int]] = {}  # other text -> likewise
        self._patterns: list[_Phrase] = []
        for number, said in enumerate(phrases):
            pattern = utterance.parse(said.text)
            words = [part for part in pattern.root.parts if isinstance(part, utterance.Words)]
            sentence = overlap.sentence("".join(part.text for part in words))
            if len(words) == len(pattern.root.parts) and sentence:
                self._add(self._plain, sentence, number)
            elif len(words) == len(pattern.root.parts):
                self._add(self._written, said.text, number)  # signs alone: nobody can say it, but it stands there twice
            else:
                if said.text not in self._written:
                    known = None if slots is None else overlap.slots_of(pattern, slots)
                    self._patterns.append(_Phrase(said.text, *_read(said.text, known)))
                self._add(self._written, said.text, number)

    def run(self) -> tuple[Overlap, ...]:
        if self._patterns:
            self._compare_patterns()
        return tuple(sorted((Overlap(earlier, later) for (later, _), earlier in self._found.items()), key=_order))

    def _add(self, known: dict[str, dict[str, int]], words: str, number: int) -> None:
        """One more phrase that is written, or sounds, like this."""
        owners = known.setdefault(words, {})
        own = owners.get(self._phrases[number].owner)
        for earlier in [*list(owners.values())[:2], *([] if own is None else [own])]:
            self._note(earlier, number)
        owners.setdefault(self._phrases[number].owner, number)

    def _note(self, one: int, other: int) -> None:
        earlier, later = min(one, other), max(one, other)
        own = self._phrases[one].owner == self._phrases[other].owner
        if self._own or not own:
            self._found[later, own] = min(earlier, self._found.get((later, own), earlier))

    def _compare_patterns(self) -> None:
        among_plain = _Index({sentence: sentence.replace(overlap.SPACE, "") for sentence in self._plain})
        for phrase in self._patterns:
            for sentence in among_plain.candidates(phrase):
                pairs = self._open_pairs(self._plain[sentence], self._written[phrase.text])
                if pairs and overlap.accepts(phrase.sounds, sentence):
                    self._note_all(pairs)
        holders: dict[str, list[_Phrase]] = {}
        for phrase in self._patterns:
            for run in phrase.runs:
                holders.setdefault(run, []).append(phrase)
        counts = Counter({run: len(held) for run, held in holders.items()})
        orders = {phrase.text: order for order, phrase in enumerate(self._patterns)}
        for order, phrase in enumerate(self._patterns):
            others = _candidates(phrase.covers, counts, holders)
            for other in self._patterns[order + 1 :] if others is None else others:
                if orders[other.text] > order and phrase.may_meet(other) and other.may_meet(phrase):
                    self._walk(phrase, other)

    def _walk(self, one: _Phrase, other: _Phrase) -> None:
        pairs = self._open_pairs(self._written[one.text], self._written[other.text])
        if pairs and overlap.shared_sentence(one.sounds, other.sounds) is not None:
            self._note_all(pairs)

    def _open_pairs(self, some: Mapping[str, int], others: Mapping[str, int]) -> list[tuple[int, int]]:
        """The pairs of phrases, by their owners, of which the later one shares a sentence with none before it so far."""
        return [
            (number, other)
            for owner, number in some.items()
            for another, other in others.items()
            if (self._own or owner != another) and (max(number, other), owner == another) not in self._found
        ]

    def _note_all(self, pairs: list[tuple[int, int]]) -> None:
        for number, other in pairs:
            self._note(number, other)


class _Index:
    """Sentences, to be found by some letters of theirs without the spaces."""

    def __init__(self, squeezed: Mapping[str, str]) -> None:
        self._squeezed = squeezed
        self._holders: dict[str, list[str]] = {}
        for sentence, words in squeezed.items():
            for run in _runs(words):
                self._holders.setdefault(run, []).append(sentence)
        self._counts = Counter({run: len(held) for run, held in self._holders.items()})

    def candidates(self, phrase: _Phrase) -> Iterator[str]:
        found = _candidates(phrase.covers, self._counts, self._holders)
        for sentence in self._squeezed if found is None else found:
            if phrase.may_say(self._squeezed[sentence]):
                yield sentence


def _candidates(covers: tuple[tuple[str, ...], ...], counts: Counter[str], holders: Mapping[str, list[_T]]) -> set[_T] | None:
    """Whatever has the rarest letters of the words that surely are in a phrase; None when it has no such words."""
    wanted = min(
        ([sorted(_longest_runs(words), key=counts.__getitem__)[:2] for words in cover] for cover in covers),
        key=lambda runs: sum(counts[rarest[0]] for rarest in runs),
        default=None,
    )
    if wanted is None:
        return None
    found: set[_T] = set()
    for rarest in wanted:
        held = set(holders.get(rarest[0], ()))
        found |= held.intersection(holders.get(rarest[-1], ())) if len(rarest) > 1 else held
    return found


_Parts: TypeAlias = "tuple[Sounds, tuple[tuple[str, ...], ...], tuple[tuple[frozenset[str], ...], ...], frozenset[str]]"


@lru_cache(maxsize=1_500)  # an automaton takes tens of kilobytes; more phrases with choices than these are rare
def _read(text: str, slots: tuple[tuple[str, SlotWords], ...] | None) -> _Parts:
    """What a `_Phrase` holds of a text; kept, for an editor checks the same texts over and over."""
    sounds = overlap.sounds(text, slots)
    covers = tuple(map(tuple, overlap.plain_parts(utterance.parse(text))))
    needs = tuple(tuple(frozenset(_longest_runs(words)) for words in cover) for cover in covers)
    return sounds, covers, needs, frozenset(overlap.grams(sounds, _RUN))


def _runs(text: str) -> Iterator[str]:
    for length in range(1, _RUN + 1):
        yield from {text[at : at + length] for at in range(len(text) - length + 1)}


def _longest_runs(words: str) -> list[str]:
    """The longest runs of letters that are kept of some words."""
    length = min(_RUN, len(words))
    return [words[at : at + length] for at in range(len(words) - length + 1)]


def _order(found: Overlap) -> tuple[int, int]:
    return found.later, found.earlier
