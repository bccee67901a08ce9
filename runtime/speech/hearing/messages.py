"""Owns what is said on the pipe between a recogniser and its workers."""

from __future__ import annotations

from msgspec import Struct

from runtime.speech.hearing.grammar import Grammar
from runtime.speech.workers import Ready


class Learn(Struct, frozen=True, tag="learn"):
    """Keep this grammar for the utterances to come."""

    grammar: Grammar


class Hear(Struct, frozen=True, tag="hear"):
    """Read one utterance, 8 kHz PCM, by a grammar that was learned."""

    grammar: str
    pcm: bytes


class Learned(Struct, frozen=True, tag="learned"):
    """How the words that no dictionary has will be heard (word → phones), and which can't be heard at all."""

    pronounced: dict[str, str]
    unheard: tuple[str, ...]


class Heard(Struct, frozen=True, tag="heard"):
    """What was said; `fitted` when it fits the grammar, else it was taken down in dictation."""

    text: str
    confidence: float
    alternatives: tuple[str, ...] = ()
    fitted: bool = True


class Forgotten(Struct, frozen=True, tag="forgotten"):
    """The worker has no such grammar (any more): it is to be learned again."""


Order = Learn | Hear
Reply = Learned | Heard | Forgotten | Ready
