"""Owns the vocabulary of a call's inbox: everything that can happen in a call, beside what its leg brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from dsl.journal import DataFetched, HandOffAnswered, Heard, MessageSent
from runtime.call.hearing import Spoken
from runtime.dialogue.effects import Fetch, Send
from runtime.line.protocols import LegEvent

KEYS = frozenset("0123456789*#")


@dataclass(frozen=True)
class AllSaid:
    """Nothing is being said and nothing waits to be."""


@dataclass(frozen=True)
class VoiceBegan:
    """The caller began to speak, and it counts."""


@dataclass(frozen=True)
class Interrupted:
    """The caller speaks into what the line says, and it is more than a listener's sound."""


@dataclass(frozen=True)
class Transcribed:
    spoken: Spoken
    barge_in: bool


@dataclass(frozen=True)
class TimePassed:
    clock: Literal["question", "call"]


@dataclass(frozen=True)
class LookUpTakesLong:
    order: Fetch | Send


@dataclass(frozen=True)
class ReplyTakesLong:
    """The caller has ended, and hears nothing yet."""


@dataclass(frozen=True)
class Failed:
    """Something beside the inbox broke."""

    problem: Exception


Happening: TypeAlias = (
    LegEvent | AllSaid | VoiceBegan | Interrupted | Transcribed | TimePassed | LookUpTakesLong | ReplyTakesLong | Failed
    | Heard | DataFetched | MessageSent | HandOffAnswered
)  # fmt: skip
