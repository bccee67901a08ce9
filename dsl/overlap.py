"""Owns whether two phrases can be one and the same sentence. It is decided, not sampled: a phrase is a finite automaton, and
the two are walked through together.

A sentence is compared as it sounds: without case, punctuation and width, and without spaces beside a Chinese character.
Slots are symbols. To the letter, a slot is only itself; loosely, it is its type, and may be said by the words that its list has
or by the example that stands in the phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from dsl import utterance
from dsl.utterance import Choice, Pattern, Sequence, SlotReference, Words

Label: TypeAlias = str
"""One symbol of a sentence: a character or `<a slot>`, with a space before it when it begins a Latin word."""

SPACE = " "
MOST_WORDS = 300
"""Lists with more words than these stand for their type alone."""

_SILENT = re.compile(r"[\W_]+")


class SlotWords(Struct, frozen=True):
    """What may stand in the place of a slot: a value of its type, or one of these words."""

    type: str
    words: tuple[str, ...] = ()


class Sounds(Struct, frozen=True):
    """A phrase as an automaton. State 0 is the beginning; `edges[state]` leads by label to the states behind it."""

    edges: tuple[Mapping[Label, tuple[int, ...]], ...]
    ends: frozenset[int]


def slots_of(pattern: Pattern, known: Mapping[str, SlotWords]) -> tuple[tuple[str, SlotWords], ...]:
    """Of what is known of slots, what `sounds` needs for this phrase."""
    names = dict.fromkeys(part.slot for part in pattern.slots())
    return tuple((name, known[name]) for name in names if name in known)


@lru_cache(maxsize=40_000)
def sentence(text: str) -> str:
    """Plain words as they sound; the one sentence of a phrase that is nothing but words."""
    return "".join(_labels(_normalised(text)))


def shared_sentence(one: Sounds, other: Sounds) -> str | None:
    """A shortest sentence that both phrases stand for; None when there is none."""
    origins: dict[tuple[int, int], tuple[tuple[int, int], Label] | None] = {(0, 0): None}
    waiting = deque([(0, 0)])
    while waiting:
        here = waiting.popleft()
        if here[0] in one.ends and here[1] in other.ends:
            return _spelled(here, origins)
        mine, theirs = one.edges[here[0]], other.edges[here[1]]
        for label in mine if len(mine) <= len(theirs) else theirs:
            if label in mine and label in theirs:
                for pair in ((first, second) for first in mine[label] for second in theirs[label]):
                    if pair not in origins:
                        origins[pair] = (here, label)
                        waiting.append(pair)
    return None


def accepts(sounds: Sounds, words: str) -> bool:
    """Whether a sentence, as `sentence` gives it, is one of the phrase's."""
    states: tuple[int, ...] = (0,)
    for label in _labels(words):
        states = tuple({following for state in states for following in sounds.edges[state].get(label, ())})
        if not states:
            return False
    return any(state in sounds.ends for state in states)


def _spelled(at: tuple[int, int], origins: Mapping[tuple[int, int], tuple[tuple[int, int], Label] | None]) -> str:
    labels: list[Label] = []
    while (origin := origins[at]) is not None:
        at, label = origin
        labels.append(label)
    return "".join(reversed(labels)).strip()


@lru_cache(maxsize=1_000)
def sounds(text: str, slots: tuple[tuple[str, SlotWords], ...] | None = None) -> Sounds:
    """The automaton of a phrase: to the letter, or loosely when it is told what its slots are."""
    return _Builder(None if slots is None else dict(slots)).build(utterance.parse(text))


# ---- what a phrase surely has, so that most pairs need not be walked through ------------------------------------------


def plain_parts(pattern: Pattern) -> list[list[str]]:
    """Word groups one of which is in every sentence of the phrase: a list for each place where that can be said."""
    return list(_covers(pattern.root))


def _covers(sequence: Sequence) -> Iterator[list[str]]:
    for part in sequence.parts:
        if isinstance(part, Words):
            if words := squeezed(part.text):
                yield [words]
        elif isinstance(part, Choice):
            options = [_longest(list(_covers(option))) for option in part.options]
            if all(options):
                yield [words for option in options for words in option]


def _longest(covers: list[list[str]]) -> list[str]:
    return max(covers, key=lambda words: min(map(len, words)), default=[])


def squeezed(text: str) -> str:
    """Words as they sound, without any space."""
    return _normalised(text).replace(SPACE, "")


def grams(sounds: Sounds, length: int) -> set[str]:
    """Every run of so many symbols, spaces left out, that some sentence of the phrase has."""
    found: set[str] = set()
    waiting: set[tuple[int, tuple[str, ...]]] = {(state, ()) for state in range(len(sounds.edges))}
    for _ in range(length):
        waiting = {
            (following, (*symbols, label.lstrip(SPACE)))
            for state, symbols in waiting
            for label, states in sounds.edges[state].items()
            for following in states
        }
        found |= {"".join(symbols) for _, symbols in waiting}
    return found


# ---- building --------------------------------------------------------------------------------------------------------


class _Fragment(Struct, frozen=True):
    """A part of a phrase: may it be left out, and which positions begin and end it."""

    empty: bool
    first: frozenset[int]
    last: frozenset[int]


_NOTHING = _Fragment(True, frozenset(), frozenset())


class _Builder:
    """Glushkov's construction: a position for each symbol that is written, and which may follow which."""

    def __init__(self, slots: Mapping[str, SlotWords] | None) -> None:
        self._slots = slots
        self._symbols: list[str] = [""]
        self._follows: list[set[int]] = [set()]

    def build(self, pattern: Pattern) -> Sounds:
        whole = self._sequence(pattern.root)
        self._follows[0] |= whole.first
        ends = set(whole.last)  # not the beginning: nothing at all is no sentence
        edges = [self._edges(position) for position in range(len(self._symbols))]
        spoken_ends = {at for at in range(1, len(edges)) if at in ends or any(one in ends for one in self._spaces_after(at))}
        return Sounds(tuple(edges), frozenset(spoken_ends))

    def _edges(self, position: int) -> Mapping[Label, tuple[int, ...]]:
        """What may be heard next: the spaces between are kept between Latin words alone."""
        found: dict[Label, list[int]] = {}
        here = self._symbols[position]
        for spaced, positions in ((False, [position]), (True, self._spaces_after(position))):
            for at in positions:
                for following in self._follows[at]:
                    symbol = self._symbols[following]
                    if symbol != SPACE:
                        gap = SPACE if spaced and position and _spaces_around(here) and _spaces_around(symbol) else ""
                        states = found.setdefault(gap + symbol, [])
                        if following not in states:
                            states.append(following)
        return {label: tuple(states) for label, states in found.items()}

    def _spaces_after(self, position: int) -> list[int]:
        """The spaces that may stand right behind a position, one after the other."""
        found: list[int] = []
        waiting = [position]
        while waiting:
            for following in self._follows[waiting.pop()]:
                if self._symbols[following] == SPACE and following not in found:
                    found.append(following)
                    waiting.append(following)
        return found

    def _sequence(self, sequence: Sequence) -> _Fragment:
        whole = _NOTHING
        for part in sequence.parts:
            whole = self._join(whole, self._part(part))
        return whole

    def _part(self, part: Words | SlotReference | Choice) -> _Fragment:
        if isinstance(part, Words):
            return self._words(part.text)
        if isinstance(part, Choice):
            return self._either([self._sequence(option) for option in part.options])
        space = self._symbol(SPACE)
        value = self._join(self._join(space, self._slot(part)), self._symbol(SPACE))
        return _Fragment(False, value.first, value.last)

    def _slot(self, slot: SlotReference) -> _Fragment:
        if self._slots is None:
            return self._symbol(f"<{slot.slot}>")
        known = self._slots.get(slot.slot, SlotWords(slot.slot))
        said = dict.fromkeys([*known.words[: MOST_WORDS if len(known.words) <= MOST_WORDS else 0], slot.sample])
        return self._either([self._symbol(f"<{known.type}>"), *(self._words(words) for words in said if squeezed(words))])

    def _words(self, text: str) -> _Fragment:
        whole = _NOTHING
        for symbol in _normalised(text):
            whole = self._join(whole, self._symbol(symbol))
        return whole

    def _symbol(self, symbol: str) -> _Fragment:
        self._symbols.append(symbol)
        self._follows.append(set())
        here = frozenset({len(self._symbols) - 1})
        return _Fragment(False, here, here)

    def _join(self, left: _Fragment, right: _Fragment) -> _Fragment:
        for last in left.last:
            self._follows[last] |= right.first
        return _Fragment(
            left.empty and right.empty,
            left.first | right.first if left.empty else left.first,
            right.last | left.last if right.empty else right.last,
        )

    def _either(self, options: list[_Fragment]) -> _Fragment:
        return _Fragment(
            any(option.empty for option in options),
            frozenset().union(*(option.first for option in options)),
            frozenset().union(*(option.last for option in options)),
        )


def _normalised(text: str) -> str:
    """Lower case, one width, one space for all that is not heard."""
    return _SILENT.sub(SPACE, unicodedata.normalize("NFKC", text).casefold())


def _labels(normalised: str) -> Iterator[Label]:
    """The symbols of a sentence, as `_Builder` makes them."""
    words = normalised.strip()
    for at, symbol in enumerate(words):
        if symbol != SPACE:
            gap = at > 1 and words[at - 1] == SPACE and _spaces_around(words[at - 2]) and _spaces_around(symbol)
            yield (SPACE if gap else "") + symbol


def _spaces_around(symbol: str) -> bool:
    """Whether a space beside it is heard: not beside a Chinese character, nor beside a value."""
    return len(symbol) == 1 and not ("\u3400" <= symbol <= "\u9fff" or "\U00020000" <= symbol <= "\U0003ffff")
