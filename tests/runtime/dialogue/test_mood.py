"""Words and voice joined: excitement raises the anger in the words, and never makes any."""

from __future__ import annotations

import pytest

from dsl.journal import Arousal, CallerSpoke, Understood
from runtime.dialogue.mood import anger_of


@pytest.mark.parametrize(
    ("said", "excited", "anger"),
    [(0.0, 1.0, 0.0), (0.2, 1.0, 0.2), (0.5, None, 0.5), (0.5, 0.3, 0.5), (0.5, 1.0, 0.8), (0.5, 0.65, 0.65), (1.0, 1.0, 1.0)],
)
def test_anger_of_a_turn(said: float, excited: float | None, anger: float) -> None:
    arousal = None if excited is None else Arousal(level=excited)
    event = CallerSpoke(text="…", understood=Understood(mood={"anger": said}), arousal=arousal)
    assert anger_of(event) == anger
