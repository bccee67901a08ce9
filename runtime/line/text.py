"""Owns the text line: a call by written words, from a terminal, a test or a page, without sound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Literal

from runtime.line.protocols import Digit, HungUp, LegEvent, PersonAnswered, SilenceClaimed, TextTyped

Shown = Callable[[dict[str, object]], None]


class TextLeg:
    """A leg whose caller types. What the line says comes to `shown` as the messages of runtime/README.md."""

    voice = False

    def __init__(
        self,
        call: str,
        shown: Shown,
        *,
        caller: str = "",
        dialled: str = "",
        direction: Literal["inbound", "outbound"] = "inbound",
        line: str = "text",
    ) -> None:
        self.call, self.caller, self.dialled, self.line = call, caller, dialled, line
        self.direction = direction
        self._shown = shown
        self._events: asyncio.Queue[LegEvent] = asyncio.Queue()
        self._gone = False

    # ---- what the caller does ------------------------------------------------------------------------------------

    def type(self, text: str) -> None:
        self._happens(TextTyped(text))

    def press(self, keys: str) -> None:
        for key in keys:
            self._happens(Digit(key))

    def stay_silent(self) -> None:
        self._happens(SilenceClaimed())

    def answer_as_person(self, accepts: bool) -> None:
        self._happens(PersonAnswered(accepts))

    def leave(self, how: Literal["caller", "line_lost"] = "caller") -> None:
        self._happens(HungUp(how=how))
        self._gone = True

    def _happens(self, event: LegEvent) -> None:
        if not self._gone:
            self._events.put_nowait(event)

    # ---- what the line does --------------------------------------------------------------------------------------

    async def events(self) -> AsyncIterator[LegEvent]:
        while not isinstance(event := await self._events.get(), HungUp):
            yield event
        yield event

    async def play(self, pcm: bytes) -> None:
        """Text is shown, not played."""

    def queued_ms(self) -> int:
        return 0

    async def clear(self) -> None:
        """Shown words stay."""

    async def show(self, message: dict[str, object]) -> None:
        self._shown(message)

    async def transfer(self, address: str) -> bool:
        return False

    async def hang_up(self) -> None:
        self.leave()
