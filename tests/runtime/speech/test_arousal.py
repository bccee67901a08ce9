"""Excitement by a synthetic voice: a buzz of known pitch and loudness in syllables, against the voice's own first utterances."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.speech.arousal import ArousalMeter, sound_of

RATE = 8000


def voice(pitch: float = 120.0, loudness: float = 1.0, syllables: float = 4.0, sharp: float = 0.7, seconds: float = 2.0) -> bytes:
    time = np.arange(int(seconds * RATE)) / RATE
    harmonics = sum(sharp**n * np.sin(2 * np.pi * pitch * (n + 1) * time) for n in range(int(3400 / pitch)))
    envelope = 0.15 + 0.85 * np.abs(np.sin(np.pi * syllables * time))
    return (2500 * loudness * harmonics * envelope).clip(-32768, 32767).astype("<i2").tobytes()


def meter() -> ArousalMeter:
    made = ArousalMeter()
    assert made.measure(voice()) is None
    assert made.measure(voice()) is None
    return made


@pytest.mark.parametrize("pitch", [85.0, 120.0, 210.0, 300.0])
def test_the_pitch_of_men_women_and_children_is_found(pitch: float) -> None:
    sound = sound_of(voice(pitch))
    assert sound is not None
    assert sound.pitch == pytest.approx(pitch, rel=0.03)


def test_the_same_voice_again_is_not_excited() -> None:
    again = meter().measure(voice())
    assert again is not None
    assert again.level <= 0.02


def test_what_showed_it_is_told() -> None:
    louder = meter().measure(voice(loudness=2))
    higher = meter().measure(voice(pitch=160))
    quicker = meter().measure(voice(syllables=6))
    sharper = meter().measure(voice(sharp=0.9))
    assert louder is not None and higher is not None and quicker is not None and sharper is not None
    assert louder.louder == pytest.approx(6, abs=0.5)
    assert higher.higher == pytest.approx(5, abs=0.5)
    assert quicker.quicker == pytest.approx(0.5, abs=0.2)
    assert sharper.sharper > 3
    assert all(one.level > 0.1 for one in (louder, higher, quicker, sharper))


def test_everything_at_once_is_all_there_is_and_calm_is_none() -> None:
    shouted = meter().measure(voice(pitch=170, loudness=2.2, syllables=7, sharp=0.9))
    calm = meter().measure(voice(pitch=100, loudness=0.5, syllables=3))
    assert shouted is not None and calm is not None
    assert shouted.level > 0.85
    assert calm.level <= 0.05


@pytest.mark.parametrize("pcm", [b"", b"\x00", bytes(32000), voice(seconds=0.2), b"\xff\x7f" * 8000])
def test_what_is_no_voice_measures_nothing_and_is_no_measure(pcm: bytes) -> None:
    made = ArousalMeter()
    assert [made.measure(pcm) for _ in range(3)] == [None] * 3
    assert made.measure(voice()) is None, "the first of the two that are the measure"
