"""What words that are not over yet are to a question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dsl.journal import Understood
from dsl.turn import Expectation
from runtime.call.judging import Judgement, judgement

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NUMBER = {"slot": "number", "answer": "digits", "lengths": (4, 6)}


@pytest.mark.parametrize(
    ("text", "understood", "asked", "judged"),
    [
        ("where is it", {"intent": "where"}, {}, Judgement(True)),
        ("where is", {}, {}, Judgement(False)),
        ("four seven one one", {"slots": {"number": "4711"}}, NUMBER, Judgement(True, 4)),
        ("four seven", {"digits": "47"}, NUMBER, Judgement(False, 2)),
        ("四", {"intent": "agree"}, NUMBER | {"language": "zh-CN"}, Judgement(False, 1)),
        ("um four", {}, NUMBER | {"language": "en-GB"}, Judgement(False, 1)),
        ("that is one of them", {}, NUMBER, Judgement(False)),
        ("a human", {"intent": "human"}, NUMBER, Judgement(True)),
        ("yes", {"intent": "agree"}, NUMBER | {"confirming": True}, Judgement(True)),
        ("friday", {"slots": {"day": "2026-03-06"}}, {"slot": "day"}, Judgement(True, 8)),
    ],
)
def test_what_they_are(text: str, understood: dict[str, object], asked: dict[str, object], judged: Judgement) -> None:
    assert judgement(text, Understood(**understood), Expectation(**asked), NOW) == judged  # type: ignore[arg-type]
