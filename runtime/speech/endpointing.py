"""Owns where a caller's turn begins and ends: 20 ms frames in, moments out. Pure: time is counted in frames.

How much silence a turn needs at its end is `end_of_turn`'s to say. While the line itself speaks, only a longer voice counts as
the caller breaking in: a cough does not.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol, TypeAlias

from msgspec import Struct

from dsl.turn import Expectation
from runtime.speech.end_of_turn import Patience, Reading, Wait, stands_in_noise, wait_for, with_habit
from runtime.speech.protocols import FRAME_MS
from runtime.speech.voice_activity import VoiceActivity


class Beginning(Struct, frozen=True):
    """How many milliseconds of voice begin a turn, and how long one may last."""

    usual: int = 100
    break_in: int = 260  # while the line speaks
    longest: int = 20_000


class SpeechStarted(Struct, frozen=True):
    """The caller speaks, since `at_ms`; `breaks_in` when the line was speaking."""

    at_ms: int
    breaks_in: bool = False


class SpeechEnded(Struct, frozen=True):
    """The caller's turn ended; their voice lasted from `started_ms` to `at_ms`. `wait`: what decided it."""

    started_ms: int
    at_ms: int
    wait: Wait


Moment: TypeAlias = SpeechStarted | SpeechEnded


class Detector(Protocol):
    def hears(self, frame: bytes) -> bool: ...


BEGINNING_WINDOW_MS = 300  # the voice that begins a turn may have gaps, as words have
PAUSE_MS = 40  # of silence from which on the words so far may be all
SHORTEST_HABIT_MS = 160  # a shorter silence is no pause: words have such, before a “t” or “k”
CUT_MS = 500  # who speaks again so soon after their turn was ended, hardly answers what the line says: they were cut
FADING = 0.7  # of a habit, a turn


class Endpointer:
    """Follows one caller through a call."""

    def __init__(
        self, detector: Detector | None = None, patience: Patience | None = None, beginning: Beginning | None = None
    ) -> None:
        self._detector: Detector = detector or VoiceActivity()
        self._patience = patience or Patience()
        self._beginning = beginning or Beginning()
        self._asked = Expectation()
        self._recent: deque[bool] = deque(maxlen=max(BEGINNING_WINDOW_MS, self._beginning.break_in * 3 // 2) // FRAME_MS)
        self._started_ms: int | None = None
        self._voiced_until_ms = 0
        self._pause_ms = 0  # the longest that the caller has lately made within a turn
        self._turn_pause_ms = 0  # and in this one
        self._reading: Reading | None = None
        self._stands_since_ms = 0
        self.now_ms = 0
        self.line_speaks = False

    @property
    def speaking(self) -> bool:
        return self._started_ms is not None

    @property
    def pausing(self) -> bool:
        """Whether the caller, in the midst of a turn, is silent: the words so far may be all."""
        return self.speaking and self.now_ms - self._voiced_until_ms >= PAUSE_MS

    def expect(self, expectation: Expectation) -> None:
        """What the line waits for from here on."""
        self._asked = expectation

    def read(self, reading: Reading) -> None:
        """The words so far, whenever they were read anew."""
        if self._reading is None or self._reading.text != reading.text:
            self._stands_since_ms = reading.heard_ms
        self._reading = reading

    @property
    def voice_ms(self) -> int:
        """From the beginning of the turn to the voice heard last in it."""
        return 0 if self._started_ms is None else self._voiced_until_ms - self._started_ms

    def forget(self) -> None:
        """What has begun was no caller."""
        self._started_ms = None

    def frame(self, pcm: bytes, *, echo: bool = False) -> Moment | None:
        """Takes the next 20 ms; tells what they decided, if anything. An `echo` of the line is no voice."""
        voiced = self._detector.hears(pcm) and not echo
        self.now_ms += FRAME_MS
        if self._started_ms is None:
            return self._begin(voiced)
        return self._go_on(voiced, self._started_ms)

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _begin(self, voiced: bool) -> SpeechStarted | None:
        self._recent.append(voiced)
        wanted = self._beginning.break_in if self.line_speaks else self._beginning.usual
        if not voiced or sum(self._recent) * FRAME_MS < wanted:
            return None
        first = self._recent.index(True)
        self._started_ms = self.now_ms - (len(self._recent) - first) * FRAME_MS
        if self._voiced_until_ms and (gap_ms := self._started_ms - self._voiced_until_ms) <= CUT_MS:
            self._note_pause(gap_ms)
        self._voiced_until_ms = self.now_ms
        self._recent.clear()
        self._reading = None
        return SpeechStarted(self._started_ms, self.line_speaks)

    def _go_on(self, voiced: bool, started_ms: int) -> SpeechEnded | None:
        if voiced:
            self._note_pause(self.now_ms - FRAME_MS - self._voiced_until_ms)
            self._voiced_until_ms = self.now_ms
        wait = self._over(started_ms)
        if wait is None:
            return None
        self._started_ms = None
        self._pause_ms, self._turn_pause_ms = max(self._turn_pause_ms, int(self._pause_ms * FADING)), 0
        return SpeechEnded(started_ms, self._voiced_until_ms, wait)

    def _over(self, started_ms: int) -> Wait | None:
        """What ends the turn here, if it ends."""
        if self.now_ms - started_ms >= self._beginning.longest:
            return Wait(0, "too-long")
        silent_ms = self.now_ms - self._voiced_until_ms
        if not silent_ms:
            steady_ms = 0 if self._reading is None else self._reading.heard_ms - self._stands_since_ms
            return Wait(0, "stands-in-noise") if stands_in_noise(self._asked, self._reading, steady_ms, self._patience) else None
        if silent_ms < self._patience.sure:
            return None
        wait = wait_for(self._asked, self._current, self._patience)
        wait = with_habit(wait, max(self._pause_ms, self._turn_pause_ms), self._patience)
        return wait if silent_ms >= wait.milliseconds else None

    def _note_pause(self, milliseconds: int) -> None:
        if milliseconds >= SHORTEST_HABIT_MS:
            self._turn_pause_ms = max(self._turn_pause_ms, milliseconds)

    @property
    def _current(self) -> Reading | None:
        """The reading, unless the caller has said something since."""
        covers = self._reading is not None and self._reading.heard_ms >= self._voiced_until_ms
        return self._reading if covers else None
