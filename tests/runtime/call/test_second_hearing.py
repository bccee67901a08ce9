"""Which of the readings of one utterance counts."""

from __future__ import annotations

import pytest

from dsl.journal import Understood
from dsl.turn import Expectation
from runtime.call.second_hearing import reading_of
from runtime.speech.protocols import Transcript

MEANS = {
    "pay my bill": Understood(intent="pay"),
    "four seven": Understood(digits="47"),
    "opening hours": Understood(answer="hours"),
}


@pytest.mark.parametrize(
    ("text", "alternatives", "slot", "counts", "left"),
    [
        ("pay my bill", ("four seven",), None, "pay my bill", ("four seven",)),
        ("by my pill", ("no word", "pay my bill"), None, "pay my bill", ("by my pill", "no word")),
        ("by my pill", ("no word",), None, "by my pill", ("no word",)),
        ("when is open", ("opening hours",), None, "opening hours", ("when is open",)),
        ("or heaven", ("four seven",), "number", "four seven", ("or heaven",)),
        ("or heaven", ("four seven",), None, "or heaven", ("four seven",)),
    ],
)
def test_another_reading_counts_where_only_it_means_something(
    text: str, alternatives: tuple[str, ...], slot: str | None, counts: str, left: tuple[str, ...]
) -> None:
    transcript = Transcript(text=text, confidence=0.3, alternatives=alternatives)
    reading = reading_of(transcript, lambda words: MEANS.get(words, Understood()), Expectation(slot=slot))
    assert (reading.text, reading.alternatives) == (counts, left)
    assert reading.understood == MEANS.get(counts, Understood())


def test_what_is_understood_at_once_is_not_heard_again() -> None:
    asked: list[str] = []

    def understand(words: str) -> Understood:
        asked.append(words)
        return MEANS[words]

    reading_of(Transcript(text="pay my bill", alternatives=("four seven",)), understand, Expectation())
    assert asked == ["pay my bill"]
