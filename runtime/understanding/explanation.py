"""Owns explaining one utterance: which words carried the decision, who came second, and what would have tipped it.

A word carries what is lost when it is left out, so it is the same for every tier: nothing of the model is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from msgspec import Struct

from runtime.understanding.normalise import join_tokens, tokens_of

_MOST_WORDS = 40  # of a longer utterance the first are weighed
_MOST_LEFT_OUT = 4


@dataclass(frozen=True, slots=True)
class Weighed:
    """The models' view of some words: the best intent and its lead over another one, in spreads; the score and what it needs."""

    intent: str | None
    guess: str | None
    lead: float
    score: float


class CarryingWord(Struct, frozen=True):
    """How much the lead of the guess shrinks without this word; below nought, the word spoke against it."""

    word: str
    weight: float


class Tip(Struct, frozen=True):
    """Without these words it would be another intent, or unknown (`becomes` null)."""

    without: tuple[str, ...]
    becomes: str | None


class Explanation(Struct, frozen=True):
    """`score` has to reach what is `needed` by the choice of `if_unsure`; `reason` is the journal's, empty for an intent.

    `for_people` is why only people give the `answer`, empty where the line does.
    """

    tier: str
    intent: str | None
    guess: str | None
    runner_up: str | None
    reason: str
    answer: str | None
    for_people: str
    words: tuple[CarryingWord, ...]
    tip: Tip | None
    score: float
    needed: dict[str, float]


Weigh = Callable[[str, str | None], Weighed]
"""Words and the intent whose lead is wanted (the guess when None)."""


def carrying_words(plain: str, weigh: Weigh) -> tuple[CarryingWord, ...]:
    """The words that carried the decision, the weightiest first; none when nothing was guessed."""
    whole = weigh(plain, None)
    if whole.guess is None:
        return ()
    tokens = tokens_of(plain)
    words = []
    for place, token in enumerate(tokens[:_MOST_WORDS]):
        without = weigh(join_tokens(tokens[:place] + tokens[place + 1 :]), whole.guess)
        words.append(CarryingWord(token, round(whole.lead - without.lead, 2)))
    return tuple(sorted(words, key=lambda word: -word.weight))


def tip(plain: str, words: tuple[CarryingWord, ...], weigh: Weigh) -> Tip | None:
    """The fewest of the weightiest words whose absence changes the decision; None when so few do not."""
    decided = weigh(plain, None).intent
    left = tokens_of(plain)
    out: list[str] = []
    for word in words[:_MOST_LEFT_OUT]:
        if word.word not in left or len(left) == 1:
            continue
        left.remove(word.word)
        out.append(word.word)
        now = weigh(join_tokens(left), None).intent
        if now != decided:
            return Tip(tuple(out), now)
    return None


def shown(explanation: Explanation) -> Mapping[str, object]:
    """As JSON has it."""
    return {
        "tier": explanation.tier,
        "reason": explanation.reason,
        **({"for_people": explanation.for_people} if explanation.for_people else {}),
        "words": {word.word: word.weight for word in explanation.words},
        "tip": None
        if explanation.tip is None
        else {"without": list(explanation.tip.without), "becomes": explanation.tip.becomes},
        "score": explanation.score,
        "needed": explanation.needed,
    }
