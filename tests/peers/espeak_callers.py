"""Owns callers with espeak-ng's voices, for models that understand synthetic speech only; none was learned from."""

from __future__ import annotations

from functools import cache

import numpy as np

from runtime.speech.practice.speakers import held_out
from runtime.speech.practice.synthesis import Synthesiser
from runtime.speech.protocols import SAMPLE_RATE

PEAK = 9000
HISS = 60.0


@cache
def _synthesiser() -> Synthesiser:
    return Synthesiser()


def say(text: str, language: str, caller: int = 0, rate: int = 165, before: float = 0.25, after: float = 0.35) -> bytes:
    """8 kHz PCM of this caller saying this, on a line with a little hiss."""
    speech = _synthesiser().say(text, held_out(language, caller, rate))
    samples = speech.samples / np.abs(speech.samples).max() * PEAK
    quiet = [np.zeros(int(seconds * SAMPLE_RATE)) for seconds in (before, after)]
    heard = np.concatenate([quiet[0], samples, quiet[1]])
    heard += np.random.default_rng(caller).normal(0, HISS, heard.size)
    return bytes(np.clip(heard, -32768, 32767).astype("<i2").tobytes())
