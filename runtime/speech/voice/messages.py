"""Owns what is said on the pipe between `PyttsxVoice` and its workers."""

from __future__ import annotations

from msgspec import Struct

from runtime.speech.voice.styles import Manner
from runtime.speech.workers import Ready


class Render(Struct, frozen=True, tag="render"):
    """Speak one clause."""

    text: str
    voice: str
    manner: Manner


class Stop(Struct, frozen=True, tag="stop"):
    """Nobody listens any more; end the clause that is being spoken."""


class Sound(Struct, frozen=True, tag="sound"):
    """The next of the clause: 8 kHz PCM."""

    pcm: bytes


class Spoken(Struct, frozen=True, tag="spoken"):
    """The clause is at its end (or was stopped, or the engine refused it)."""


Order = Render | Stop
Reply = Sound | Spoken | Ready
