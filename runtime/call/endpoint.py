"""Owns where the caller's words begin and end in a stream of 20 ms frames."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Literal

import webrtcvad

from dsl.turn import Expectation
from runtime.speech.protocols import FRAME_MS, SAMPLE_RATE

START_WINDOW = 10  # frames looked at: 200 ms
START_FRAMES = 6  # of them voiced: 120 ms of voice is somebody speaking, a click is not
LONGEST_MS = 15_000

SILENCE_CONFIRMING = 300
SILENCE_CHOICE = 400
SILENCE_DETAIL = 600
SILENCE_DIGITS = 1000
"""Milliseconds of silence that end an answer: short for yes or no, long for digits that are read out with pauses."""

IsVoice = Callable[[bytes], bool]
Moment = Literal["quiet", "started", "speaking", "ended"]


def voice_detector() -> IsVoice:
    """WebRTC's detector, one for each call: it keeps a state."""
    detector = webrtcvad.Vad(2)
    return lambda frame: bool(detector.is_speech(frame, SAMPLE_RATE))


def silence_after(expectation: Expectation) -> int:
    """How long a silence ends the answer to this question."""
    if expectation.digits is not None:
        return SILENCE_DIGITS
    if expectation.confirming:
        return SILENCE_CONFIRMING
    return SILENCE_DETAIL if expectation.slot is not None else SILENCE_CHOICE


class Endpointer:
    """Follows one caller. `silence_ms` may be changed between any two frames."""

    def __init__(self, is_voice: IsVoice) -> None:
        self._is_voice = is_voice
        self._recent: deque[bool] = deque(maxlen=START_WINDOW)
        self._silent_ms = 0
        self.speaking = False
        self.spoken_ms = 0  # since the words began
        self.silence_ms = SILENCE_CHOICE

    def frame(self, pcm: bytes) -> Moment:
        voiced = self._is_voice(pcm)
        if not self.speaking:
            self._recent.append(voiced)
            if sum(self._recent) < START_FRAMES:
                return "quiet"
            self.speaking = True
            self.spoken_ms = sum(self._recent) * FRAME_MS
            self._silent_ms = 0
            return "started"
        self.spoken_ms += FRAME_MS
        self._silent_ms = 0 if voiced else self._silent_ms + FRAME_MS
        if self._silent_ms >= self.silence_ms or self.spoken_ms >= LONGEST_MS:
            self._begin_again()
            return "ended"
        return "speaking"

    def _begin_again(self) -> None:
        self.speaking = False
        self._silent_ms = 0
        self._recent.clear()
