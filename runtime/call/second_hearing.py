"""Owns which reading of an utterance counts: the likeliest, unless it means nothing at the question and another does."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from dsl.journal import Understood
from dsl.turn import Expectation
from runtime.call.discretion import tidy
from runtime.speech.protocols import Transcript


class Reading(Struct, frozen=True):
    """The words that count, what they mean, and what else may have been said."""

    text: str
    understood: Understood
    alternatives: tuple[str, ...] = ()


def reading_of(transcript: Transcript, understand: Callable[[str], Understood], asked: Expectation) -> Reading:
    """An alternative that isn't needed is not looked into."""
    texts = (tidy(transcript.text), *(tidy(text) for text in transcript.alternatives))
    first = understand(texts[0])
    chosen = 0, first
    if not _means_something(first, asked):
        readings = ((place, understand(text)) for place, text in enumerate(texts) if place)
        chosen = next((reading for reading in readings if _means_something(reading[1], asked)), chosen)
    place, understood = chosen
    return Reading(texts[place], understood, texts[:place] + texts[place + 1 :])


def _means_something(understood: Understood, asked: Expectation) -> bool:
    if asked.slot is not None and (understood.slots.get(asked.slot) or understood.digits):
        return True
    return understood.intent is not None or understood.answer is not None
