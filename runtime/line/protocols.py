"""Owns what a line looks like to a call: one `Leg` a caller, whoever carries it (browser, SIP, a terminal)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal, Protocol, TypeAlias

from msgspec import Struct


class Audio(Struct, frozen=True):
    """20 ms of the caller's voice: 8 kHz PCM."""

    pcm: bytes


class TextTyped(Struct, frozen=True):
    """The caller wrote (a text line, the try-out). `anger`: how angry they play to be, whatever the words; `interrupts`:
    they speak into what the line says, which a line of text has said at once."""

    text: str
    anger: float | None = None
    interrupts: bool = False


class Digit(Struct, frozen=True):
    """A key went down: RFC 4733, SIP INFO, or a button in the browser."""

    key: str


class SilenceClaimed(Struct, frozen=True):
    """A text caller lets the question's time pass without waiting for it."""


class PersonAnswered(Struct, frozen=True):
    """A text caller plays the person who is asked to take over."""

    accepts: bool


class HungUp(Struct, frozen=True):
    """The caller is gone. Always the last event of a leg."""

    how: Literal["caller", "line_lost", "too_long"] = "caller"


LegEvent: TypeAlias = Audio | TextTyped | Digit | SilenceClaimed | PersonAnswered | HungUp


class Leg(Protocol):
    """One answered call. `voice` says whether audio flows; a leg without it is shown words instead."""

    call: str  # the call's id, unique over all runtimes
    caller: str
    dialled: str
    direction: Literal["inbound", "outbound"]
    line: str  # text, browser, sip
    voice: bool

    def events(self) -> AsyncIterator[LegEvent]:
        """What the caller does, in order, `HungUp` last."""

    async def play(self, pcm: bytes) -> None:
        """Queues 8 kHz PCM for the caller, who hears it at the pace of speech. Returns once it is taken, perhaps at once."""

    def queued_ms(self) -> int:
        """Milliseconds of sound taken but not heard yet."""

    async def clear(self) -> None:
        """Silence at once: what is queued is dropped (barge-in)."""

    async def show(self, message: dict[str, object]) -> None:
        """Tells a caller with a screen what happens (said, heard, understood, step, ended). SIP ignores it."""

    async def transfer(self, address: str) -> bool:
        """Hands the caller to this SIP address; False when the line can't or the other side refuses."""

    async def hang_up(self) -> None:
        """Ends the call from our side."""
