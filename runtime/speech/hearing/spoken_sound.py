"""Owns the sound of one utterance while it comes in: where in it the voice is, and whether it has paused."""

from __future__ import annotations

from runtime.speech.protocols import FRAME_BYTES, FRAME_MS, SAMPLE_RATE
from runtime.speech.voice_activity import VoiceActivity

BYTES_PER_MS = SAMPLE_RATE // 1000 * 2
LONGEST_BYTES = 20_000 * BYTES_PER_MS  # what comes after is not read
LEAST_VOICE_MS = 80  # less is no word
BEFORE_MS, AFTER_MS = 200, 160  # silence that is read with the words: always the same, for the score counts it


class SpokenSound:
    """8 kHz PCM as it comes, in pieces of any length."""

    def __init__(self) -> None:
        self._pcm = bytearray()
        self._measured = 0
        self._voice_begins: int | None = None
        self._voice_ends = 0
        self._activity = VoiceActivity()

    @property
    def has_voice(self) -> bool:
        return self._activity.voiced_ms >= LEAST_VOICE_MS

    @property
    def silent_ms(self) -> int:
        """Since the voice was last heard."""
        return (self._measured - self._voice_ends) // BYTES_PER_MS

    def take(self, pcm: bytes) -> bool:
        """True when there is a voice in it."""
        if len(self._pcm) >= LONGEST_BYTES:
            return False
        self._pcm += pcm
        voiced = False
        while len(self._pcm) - self._measured >= FRAME_BYTES:
            frame = bytes(self._pcm[self._measured : self._measured + FRAME_BYTES])
            self._measured += FRAME_BYTES
            if self._activity.hears(frame):
                voiced = True
                self._voice_ends = self._measured
                if self._voice_begins is None:
                    self._voice_begins = self._measured - FRAME_MS * BYTES_PER_MS
        return voiced

    @property
    def milliseconds(self) -> int:
        """Of all that came so far."""
        return self._measured // BYTES_PER_MS

    def words(self) -> bytes:
        """The sound from a little before the voice to a little after it."""
        first = max(0, (self._voice_begins or 0) - BEFORE_MS * BYTES_PER_MS)
        return bytes(self._pcm[first : self._voice_ends + AFTER_MS * BYTES_PER_MS])
