"""Owns the conversation of the tests: keeps what happens in each call of a line, and can echo the caller."""

import asyncio
from collections.abc import Awaitable, Callable

from runtime.line.protocols import Audio, Leg, LegEvent
from runtime.line.sip import SipLine

OpenLine = Callable[..., Awaitable[SipLine]]


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what another process does sets no event of ours
            await asyncio.sleep(0.01)


class Conversation:
    """Listens to the end of each call."""

    def __init__(self, *, echo: bool = False) -> None:
        self.echo = echo
        self.legs: list[Leg] = []
        self.events: list[list[LegEvent]] = []

    async def __call__(self, leg: Leg) -> None:
        self.legs.append(leg)
        happened: list[LegEvent] = []
        self.events.append(happened)
        async for event in leg.events():
            happened.append(event)
            if self.echo and isinstance(event, Audio):
                await leg.play(event.pcm)

    async def leg(self, call: int = 0) -> Leg:
        await until(lambda: len(self.legs) > call)
        return self.legs[call]

    def without_sound(self, call: int = 0) -> list[LegEvent]:
        return [event for event in self.events[call] if not isinstance(event, Audio)]

    def sound(self, call: int = 0) -> bytes:
        return b"".join(event.pcm for event in self.events[call] if isinstance(event, Audio))
