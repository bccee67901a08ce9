"""Owns whether a voice that is heard while the line speaks stops the line: by its words, and by how long it lasts.

Pure, and the one place of these rules. A listener's “uh-huh” stops nothing, unless the question is to be answered by yes or no
and has all but been said; words do, as soon as they are known; a voice whose words nobody knows yet does once it is
longer than such sounds are.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from dsl.turn import Expectation
from runtime.speech.backchannels import is_backchannel

SURE_MS = 660  # of voice whose words nobody knows: a listener's sounds are shorter, “okay” may last 640
LONGEST_BACKCHANNEL_MS = 1600  # whatever it sounds like
NEARLY_SAID_MS = 1500  # so little is left of the question when its answer may begin

Reason: TypeAlias = Literal["words", "long-voice", "answer", "backchannel", "too-short-to-tell", "nothing-read"]


class Interruption(Struct, frozen=True):
    """Whether the line stops, and why (not)."""

    stops: bool
    reason: Reason


class Voice(Struct, frozen=True, kw_only=True):
    """A voice heard while the line speaks. `words`: None while none are read; `left_ms`: of what the line had to say then."""

    words: str | None
    lasted_ms: int
    left_ms: int
    answers: bool = False  # the words answer the question
    over: bool = False


def interruption(voice: Voice, asked: Expectation) -> Interruption:
    """Whether this voice stops the line now; for one that is `over`, whether it counts at all."""
    if not voice.words:
        if voice.over:
            return Interruption(False, "nothing-read")
        long = voice.lasted_ms >= SURE_MS
        return Interruption(long, "long-voice" if long else "too-short-to-tell")
    if not is_backchannel(voice.words, asked.language):
        return Interruption(True, "words")
    if asked.answer == "yes_no" and voice.answers and voice.left_ms <= NEARLY_SAID_MS:
        return Interruption(True, "answer")
    if voice.lasted_ms >= LONGEST_BACKCHANNEL_MS and not voice.over:
        return Interruption(True, "long-voice")
    return Interruption(False, "backchannel")
