"""Owns the echo of the line in one caller's ear: its own sound come back, which must not pass for the caller breaking in.

An echo is softer than the line and alike in its course. Once heard, its delay and its loss are known, and from then on only what
is clearly louder than the echo can be is the caller's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from runtime.speech.protocols import FRAME_BYTES

WINDOW_FRAMES = 25  # half a second of what is heard is held against what was said
LATEST_FRAMES = 30  # by which an echo may come back later
LIKENESS = 0.88  # of the two courses, from which on it is an echo
LEAST_LOSS_DB = 4.0
ABOVE_ECHO_DB = 6.0  # what is so much louder than the echo is somebody's voice
QUIET_DB = 29.5  # hardly audible: there, all is the same

LINE_BYTES = (WINDOW_FRAMES + LATEST_FRAMES) * FRAME_BYTES
"""How much of the line's own sound is looked at."""


class EchoGuard:
    """Of one call. `spoken` is always the line's own sound up to now, at most `LINE_BYTES` of it."""

    def __init__(self) -> None:
        self._late = 0  # frames
        self._loss: float | None = None  # dB; None: no echo was heard yet

    @property
    def knows_echo(self) -> bool:
        return self._loss is not None

    def finds_echo(self, heard: list[bytes], spoken: bytes) -> bool:
        """Whether the last frames that were heard are the line's own sound come back."""
        theirs = _loudness(b"".join(heard[-WINDOW_FRAMES:]))
        ours = _loudness(spoken)
        if theirs.size < WINDOW_FRAMES // 2 or not ours.size:
            return False
        missing = max(0, theirs.size + LATEST_FRAMES - ours.size)
        ours = np.concatenate([np.full(missing, QUIET_DB, np.float32), ours])
        likeness = [_likeness(theirs, _before(ours, theirs.size, late)) for late in range(LATEST_FRAMES + 1)]
        late = int(np.argmax(likeness))
        loss = float(np.max(_before(ours, theirs.size, late)) - np.max(theirs))
        if likeness[late] < LIKENESS or loss < LEAST_LOSS_DB:
            return False
        self._late, self._loss = late, loss
        return True

    def is_echo(self, frame: bytes, spoken: bytes) -> bool:
        """Whether this frame is no louder than the echo that is known, give or take a frame, must be there."""
        if self._loss is None:
            return False
        end = len(spoken) - (self._late - 1) * FRAME_BYTES
        around = spoken[max(0, end - 3 * FRAME_BYTES) : max(0, end)]
        expected = float(np.max(_loudness(around), initial=QUIET_DB)) - self._loss
        return float(_loudness(frame)[0]) <= max(QUIET_DB, expected) + ABOVE_ECHO_DB


def _before(ours: NDArray[np.float32], size: int, late: int) -> NDArray[np.float32]:
    return ours[ours.size - size - late : ours.size - late]


def _loudness(pcm: bytes) -> NDArray[np.float32]:
    """In dB, a figure a frame."""
    samples = np.frombuffer(pcm[: len(pcm) // FRAME_BYTES * FRAME_BYTES], np.int16).reshape(-1, FRAME_BYTES // 2)
    power = np.mean(np.square(samples.astype(np.float32)), axis=1)
    return np.asarray(10 * np.log10(power + 10 ** (QUIET_DB / 10)), np.float32)


def _likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """The correlation of their courses; 0 where one has none."""
    first, second = one - one.mean(), other - other.mean()
    size = float(np.sqrt(np.dot(first, first) * np.dot(second, second)))
    return float(np.dot(first, second)) / size if size > 0 else 0.0
