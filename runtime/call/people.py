"""Owns asking a person to take a call: by transfer on a telephone line, or played by the caller on a screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from dsl.journal import HandOffAnswered
from runtime.dialogue.effects import HandOff
from runtime.line.protocols import Leg, PersonAnswered


class People:
    """Those whom one call can be handed to. `transferred` is true once the leg belongs to a person."""

    def __init__(self, leg: Leg, reached: Callable[[str], Sequence[str]], seconds: float) -> None:
        self._leg = leg
        self._reached = reached
        self._seconds = seconds
        self._played: asyncio.Future[bool] | None = None
        self.transferred = False

    async def ask(self, order: HandOff) -> HandOffAnswered:
        if self._leg.line == "sip":
            return await self._transfer(self._reached(order.skill))
        return await self._play(order)

    def play(self, event: PersonAnswered) -> None:
        """The caller on a screen answers for the person; out of turn it means nothing."""
        if self._played is not None and not self._played.done():
            self._played.set_result(event.accepts)

    async def fall_back(self, address: str) -> None:
        """To this address, whoever is there: the last resort of a call in trouble."""
        if address:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    self.transferred = await self._leg.transfer(address)

    async def _transfer(self, addresses: Sequence[str]) -> HandOffAnswered:
        """One after the other, until one takes the call."""
        if not addresses:
            return HandOffAnswered(outcome="closed")
        for address in addresses:
            if not self.transferred:
                await self.fall_back(address)
        return HandOffAnswered(outcome="accepted" if self.transferred else "no_answer")

    async def _play(self, order: HandOff) -> HandOffAnswered:
        self._played = asyncio.get_running_loop().create_future()
        await self._leg.show({"type": "handing_off", "skill": order.skill, "reason": order.reason, "summary": order.summary})
        try:
            async with asyncio.timeout(self._seconds):
                accepts = await self._played
        except TimeoutError:
            return HandOffAnswered(outcome="no_answer")
        return HandOffAnswered(outcome="accepted" if accepts else "refused")
