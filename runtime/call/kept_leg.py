"""Owns a leg whose sound is kept: what passes through it in both directions is put down, and nothing else is changed."""

from __future__ import annotations

from collections.abc import AsyncIterator

from runtime.line.protocols import Audio, Leg, LegEvent
from runtime.sound.call_sound import CallSound


class KeptLeg:
    """A leg as another one, with the sound of its call."""

    def __init__(self, leg: Leg, sound: CallSound) -> None:
        self._leg, self._sound = leg, sound
        self.call, self.caller, self.dialled = leg.call, leg.caller, leg.dialled
        self.direction, self.line, self.voice = leg.direction, leg.line, leg.voice

    async def events(self) -> AsyncIterator[LegEvent]:
        async for event in self._leg.events():
            if isinstance(event, Audio):
                self._sound.heard(event.pcm)
            yield event

    async def play(self, pcm: bytes) -> None:
        self._sound.said(pcm, self._leg.queued_ms())
        await self._leg.play(pcm)

    def queued_ms(self) -> int:
        return self._leg.queued_ms()

    async def clear(self) -> None:
        self._sound.silenced()
        await self._leg.clear()

    async def show(self, message: dict[str, object]) -> None:
        await self._leg.show(message)

    async def transfer(self, address: str) -> bool:
        return await self._leg.transfer(address)

    async def hang_up(self) -> None:
        await self._leg.hang_up()
