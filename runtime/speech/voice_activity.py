"""Owns whether 20 ms of sound are a voice: WebRTC's detector, with a floor below which nothing is one.

The floor follows the line's own noise, so that a hum that the detector takes for speech does not keep a call listening.
"""

from __future__ import annotations

import math

import numpy as np
import webrtcvad

from runtime.speech.protocols import FRAME_MS, SAMPLE_RATE

STRICTNESS = 2  # of WebRTC's detector, 0 to 3
QUIETEST_VOICE = 60.0  # RMS of the samples; telephone speech is some thousands
ABOVE_NOISE = 2.0  # a voice is so much louder than the line's noise (6 dB)
_LOUDEST_FLOOR = 1500.0  # noise is not followed beyond this: a caller who shouts is not noise
_FALL, _RISE = 0.5, 0.001  # how fast the floor follows a frame that is quieter, and one that is louder


class VoiceActivity:
    """Follows one caller, frame by frame."""

    def __init__(self) -> None:
        self._detector = webrtcvad.Vad(STRICTNESS)
        self._noise = QUIETEST_VOICE / ABOVE_NOISE
        self.voiced_ms = 0

    def hears(self, frame: bytes) -> bool:
        """Whether these 20 ms (8 kHz PCM) are a voice."""
        loudness = _loudness(frame)
        follow = _FALL if loudness < self._noise else _RISE
        self._noise = min(_LOUDEST_FLOOR, self._noise + follow * (loudness - self._noise))
        floor = max(QUIETEST_VOICE, self._noise * ABOVE_NOISE)
        voiced = loudness > floor and bool(self._detector.is_speech(frame, SAMPLE_RATE))
        self.voiced_ms += FRAME_MS if voiced else 0
        return voiced


def _loudness(frame: bytes) -> float:
    """RMS of the samples. Of all that is done for each frame of each call this is done most often: no numpy call to spare."""
    samples = np.frombuffer(frame, np.int16).astype(np.float32)
    return math.sqrt(float(samples.dot(samples)) / samples.size)
