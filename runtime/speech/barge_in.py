"""Owns whether a voice that is heard while the line speaks stops the line: by its words, and by how long it lasts.

Pure, and the one place of these rules. A listener's “uh-huh” stops nothing, unless the question is to be answered by yes or no
and has all but been said. Words that lead to something stop the line once the voice is longer than a murmur that a grammar takes
for them, or over; a voice of which nobody knows that, once it is longer than such sounds ever are: a short one that means nothing
here is a cough, or was misheard.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from dsl.turn import Expectation
from runtime.speech.backchannels import is_backchannel

WORDS_MS = 480  # of voice, from which on its words count before it is over: “I see” is read as the beginning of a sentence
SURE_MS = 660  # of voice whose words nobody knows: a listener's sounds are shorter, “okay” may last 640
LONGEST_BACKCHANNEL_MS = 1600  # whatever it sounds like
NEARLY_SAID_MS = 1500  # so little is left of the question when its answer may begin

Reason: TypeAlias = Literal[
    "words", "long-voice", "answer", "backchannel", "means-nothing", "too-short-to-tell", "nothing-read"
]  # fmt: skip


class Interruption(Struct, frozen=True):
    """Whether the line stops, and why (not)."""

    stops: bool
    reason: Reason


class Voice(Struct, frozen=True, kw_only=True):
    """A voice heard while the line speaks. `words`: None while none are read; `left_ms`: of what the line had to say then.

    `fits`: the words are a sentence of what is listened for, or the beginning of one.
    """

    words: str | None
    lasted_ms: int
    left_ms: int
    fits: bool = False
    answers: bool = False  # the words mean something at this question
    over: bool = False


def interruption(voice: Voice, asked: Expectation) -> Interruption:
    """Whether this voice stops the line now; for one that is `over`, whether it counts at all."""
    long = voice.lasted_ms >= SURE_MS
    if not voice.words:
        if voice.over:
            return Interruption(False, "nothing-read")
        return Interruption(long, "long-voice" if long else "too-short-to-tell")
    if not is_backchannel(voice.words, asked.language):
        if voice.answers or (voice.fits and not voice.over):
            told = voice.over or voice.lasted_ms >= WORDS_MS
            return Interruption(told, "words" if told else "too-short-to-tell")
        return Interruption(long, "long-voice" if long else "means-nothing")
    if asked.answer == "yes_no" and voice.answers and voice.left_ms <= NEARLY_SAID_MS:
        return Interruption(True, "answer")
    if voice.lasted_ms >= LONGEST_BACKCHANNEL_MS and not voice.over:
        return Interruption(True, "long-voice")
    return Interruption(False, "backchannel")
