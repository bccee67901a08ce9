"""What counts as a voice: speech does, silence, hiss and a hum that lasts do not."""

from __future__ import annotations

import numpy as np

from runtime.speech.protocols import FRAME_BYTES
from runtime.speech.voice_activity import VoiceActivity
from tests.bench.hearing_sets import clip


def voiced_share(pcm: bytes) -> float:
    activity = VoiceActivity()
    frames = [pcm[start : start + FRAME_BYTES] for start in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)]
    return sum(activity.hears(frame) for frame in frames) / len(frames)


def sound(samples: np.ndarray) -> bytes:
    return bytes(samples.astype("<i2").tobytes())


def test_speech_is_a_voice() -> None:
    assert voiced_share(clip("rms", "where is my parcel")[6400:-6400]) > 0.6


def test_silence_and_hiss_are_none() -> None:
    random = np.random.default_rng(0)
    assert voiced_share(bytes(16000)) == 0
    assert voiced_share(sound(random.normal(0, 20, 16000))) == 0


def test_a_hum_that_lasts_is_soon_none() -> None:
    time = np.arange(8000 * 20) / 8000
    hum = sum(np.sin(2 * np.pi * 120 * harmonic * time) for harmonic in range(1, 6)) * 150
    assert voiced_share(sound(hum)[-16000:]) <= voiced_share(sound(hum)[:16000])
