"""Owns the sound of the prompt that is being said: how much of it there is, and where in it a clause begins."""

from __future__ import annotations

import numpy as np

from runtime.speech.protocols import FRAME_BYTES, FRAME_MS, SAMPLE_RATE

BYTES_PER_MS = SAMPLE_RATE // 1000 * 2
PAUSE_FRAMES = 5  # of quiet part two clauses
QUIET = 0.04  # of the loudest: what is softer is a pause
LEAD_FRAMES = 2  # of the pause are said again with the clause


class Sounding:
    """8 kHz PCM as it was given to the leg. Its pieces are kept as they came, most of them shared with the cache of prompts."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._bytes = 0

    @property
    def milliseconds(self) -> int:
        return self._bytes // BYTES_PER_MS

    def add(self, pcm: bytes) -> None:
        self._pieces.append(pcm)
        self._bytes += len(pcm)

    def until(self, heard_ms: int, size: int) -> bytes:
        """The sound up to this moment, its last `size` bytes."""
        end = min(self._bytes, heard_ms * BYTES_PER_MS)
        start = max(0, end - size)
        found, position = [], 0
        for piece in self._pieces:
            if position + len(piece) > start and position < end:
                found.append(piece[max(0, start - position) : end - position])
            position += len(piece)
        return b"".join(found)

    def from_clause(self, heard_ms: int) -> bytes:
        """The sound from the beginning of the clause that was being heard at this moment."""
        sound = b"".join(self._pieces)
        heard = min(self._bytes, heard_ms * BYTES_PER_MS)
        frames = np.frombuffer(sound[: heard // FRAME_BYTES * FRAME_BYTES], np.int16).reshape(-1, FRAME_BYTES // 2)
        loudness = np.abs(frames.astype(np.int32)).max(axis=1, initial=0)
        quiet = loudness <= QUIET * loudness.max(initial=0)
        run, begins = 0, 0
        for place, is_quiet in enumerate(quiet):
            if not is_quiet and run >= PAUSE_FRAMES:
                begins = place - LEAD_FRAMES
            run = run + 1 if is_quiet else 0
        return sound[begins * FRAME_MS * BYTES_PER_MS :]
