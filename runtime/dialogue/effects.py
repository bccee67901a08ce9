"""Owns the effects: what the engine orders the line to do. Imperatives; the call carries them out in order."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Struct, field

from dsl.journal import PERSONAL, Outcome, PersonalText
from dsl.turn import Expectation


class Words(Struct, frozen=True, tag="words", tag_field="kind"):
    """Words to speak in one style: neutral, calm, apologetic, cheerful, urgent, perhaps with its strength (`calm 3`).

    `slower` was asked for by the caller; words with `emphasis` are stressed.
    """

    text: PersonalText
    style: str = "neutral"
    language: str = "zh-CN"
    slower: bool = False
    emphasis: bool = False


class Pause(Struct, frozen=True, tag="pause", tag_field="kind"):
    milliseconds: int


Segment: TypeAlias = Words | Pause


class Effect(Struct, frozen=True, kw_only=True, tag_field="effect"):
    """Something the line is to do now."""


class Say(Effect, frozen=True, tag="say"):
    """Speak. Queued behind what is being spoken; the caller may interrupt it unless `barge_in` is `never`."""

    number: int
    segments: tuple[Segment, ...]
    barge_in: Literal["allowed", "never"] = "allowed"
    kind: str = "prompt"

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.segments if isinstance(part, Words))


class Listen(Effect, frozen=True, tag="listen"):
    """Wait for the caller: words, keys or silence. The clock of `no_input_after` starts when all is said."""

    expectation: Expectation


class Fetch(Effect, frozen=True, tag="fetch"):
    """Look something up; answered by `DataFetched(fetch=number)`. `waiting` is said when it takes past 1.5 s."""

    number: int
    lookup: str
    parameters: Annotated[dict[str, str], PERSONAL] = field(default_factory=dict)
    waiting: tuple[Segment, ...] = ()


class Send(Effect, frozen=True, tag="send"):
    """Send a text message; answered by `MessageSent(send=number)`."""

    number: int
    connector: str
    to: PersonalText
    text: PersonalText


class HandOff(Effect, frozen=True, tag="hand_off"):
    """Once all is said, connect a person; answered by `HandOffAnswered`."""

    skill: str
    reason: str = ""
    priority: str = "normal"
    summary: PersonalText = ""


class HangUp(Effect, frozen=True, tag="hang_up"):
    """Once all is said, end the call. The journal's `CallEnded` was noted with it."""

    disposition: str = ""


class Note(Effect, frozen=True, tag="note"):
    """Write this fact to the journal, at this step."""

    fact: Outcome
    step: str = ""
    speaker: Literal["caller", "line", "person", "system"] = "system"


AnyEffect: TypeAlias = Say | Listen | Fetch | Send | HandOff | HangUp | Note
