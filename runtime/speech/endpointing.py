"""Owns where a caller's turn begins and ends: 20 ms frames in, moments out. Pure: time is counted in frames.

What a turn waits for at its end depends on the question: little when the words so far are a whole answer, more while
digits are dictated, for people read them out with pauses. While the line itself speaks, only a longer voice counts as the
caller breaking in: a cough or an "uh-huh" does not.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol, TypeAlias

from msgspec import Struct

from dsl.turn import Expectation
from runtime.speech.protocols import FRAME_MS
from runtime.speech.voice_activity import VoiceActivity


class Patience(Struct, frozen=True):
    """How many milliseconds of silence end a turn, and of voice begin one."""

    complete: int = 240  # the words so far are a whole answer to this question
    usual: int = 480
    digits: int = 1000  # digits are being dictated
    begin: int = 100
    break_in: int = 260  # while the line speaks: an "uh-huh" is shorter
    longest: int = 20_000


class SpeechStarted(Struct, frozen=True):
    """The caller speaks, since `at_ms`; `breaks_in` when the line was speaking."""

    at_ms: int
    breaks_in: bool = False


class SpeechPaused(Struct, frozen=True):
    """The caller may have ended at `at_ms`: what they said can be read ahead. Comes once for each pause."""

    at_ms: int


class SpeechEnded(Struct, frozen=True):
    """The caller's turn ended; their voice lasted from `started_ms` to `at_ms`."""

    started_ms: int
    at_ms: int


Moment: TypeAlias = SpeechStarted | SpeechPaused | SpeechEnded


class Detector(Protocol):
    def hears(self, frame: bytes) -> bool: ...


BEGINNING_WINDOW_MS = 300  # the voice that begins a turn may have gaps, as words have
PAUSE_MS = 160


class Endpointer:
    """Follows one caller through a call."""

    def __init__(self, detector: Detector | None = None, patience: Patience | None = None) -> None:
        self._detector: Detector = detector or VoiceActivity()
        self._patience = patience or Patience()
        self._dictating = False
        self._recent: deque[bool] = deque(maxlen=max(BEGINNING_WINDOW_MS, self._patience.break_in * 3 // 2) // FRAME_MS)
        self._now_ms = 0
        self._started_ms: int | None = None
        self._voiced_until_ms = 0
        self.line_speaks = False
        self.complete = False  # said by whoever reads ahead; forgotten when the caller goes on

    @property
    def speaking(self) -> bool:
        return self._started_ms is not None

    def expect(self, expectation: Expectation) -> None:
        """What the line waits for from here on."""
        self._dictating = expectation.digits is not None

    def frame(self, pcm: bytes) -> Moment | None:
        """Takes the next 20 ms; tells what they decided, if anything."""
        voiced = self._detector.hears(pcm)
        self._now_ms += FRAME_MS
        if self._started_ms is None:
            return self._begin(voiced)
        return self._go_on(voiced, self._started_ms)

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _begin(self, voiced: bool) -> SpeechStarted | None:
        self._recent.append(voiced)
        wanted = self._patience.break_in if self.line_speaks else self._patience.begin
        if not voiced or sum(self._recent) * FRAME_MS < wanted:
            return None
        first = self._recent.index(True)
        self._started_ms = self._now_ms - (len(self._recent) - first) * FRAME_MS
        self._voiced_until_ms = self._now_ms
        self._recent.clear()
        self.complete = False
        return SpeechStarted(self._started_ms, self.line_speaks)

    def _go_on(self, voiced: bool, started_ms: int) -> SpeechPaused | SpeechEnded | None:
        if voiced:
            self._voiced_until_ms = self._now_ms
            self.complete = False
        silent_ms = self._now_ms - self._voiced_until_ms
        if silent_ms >= self._wait_ms() or self._now_ms - started_ms >= self._patience.longest:
            self._started_ms = None
            return SpeechEnded(started_ms, self._voiced_until_ms)
        return SpeechPaused(self._voiced_until_ms) if silent_ms == PAUSE_MS else None

    def _wait_ms(self) -> int:
        if self.complete:
            return self._patience.complete
        return self._patience.digits if self._dictating else self._patience.usual
