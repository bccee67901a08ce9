"""Owns the silence that sound begins and ends with: a pause of a flow counts it in, so that 400 ms are 400 ms."""

from __future__ import annotations

import numpy as np

from runtime.speech.protocols import SAMPLE_RATE

QUIET = 200  # below this a sample is silence
_PER_MS = SAMPLE_RATE // 1000


def quiet_end_ms(pcm: bytes) -> int:
    """How long the sound is silent at its end; what is nothing but silence is meant."""
    loud = _loud(pcm)
    return (len(pcm) // 2 - int(loud[-1]) - 1) // _PER_MS if loud.size else 0


def without_quiet_start(pcm: bytes) -> bytes:
    loud = _loud(pcm)
    return pcm[int(loud[0]) * 2 :] if loud.size else pcm


def _loud(pcm: bytes) -> np.ndarray:
    return np.flatnonzero(np.abs(np.frombuffer(pcm, "<i2").astype(np.int32)) > QUIET)
