"""Owns what a call has done beside its inbox: look-ups, messages, asking for a person, following the leg."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from dsl.bundle import Bundle
from runtime.call.happenings import Failed, Happening, LookUpTakesLong
from runtime.call.people import People
from runtime.call.surroundings import Surroundings
from runtime.dialogue.effects import Fetch, HandOff, Send

TRANSFER_SETTLES = 2.0  # seconds in which a leg that ended may turn out to have been transferred


class Errands:
    """The tasks of one call. One that breaks is a `Failed` in the inbox."""

    def __init__(self, around: Surroundings, bundle: Bundle, people: People, happens: Callable[[Happening], None]) -> None:
        self._around = around
        self._bundle = bundle
        self._people = people
        self._happens = happens
        self._tasks: set[asyncio.Task[None]] = set()
        self._look_ups: set[int] = set()
        self._messages: set[asyncio.Task[None]] = set()
        self._connecting: asyncio.Task[None] | None = None

    @property
    def looking_up(self) -> bool:
        """Or sending something: the caller waits for another system."""
        return bool(self._look_ups)

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def look_up(self, order: Fetch) -> None:
        self._look_ups.add(order.number)
        self.start(self._fetch(order))

    def send(self, order: Send) -> None:
        self._look_ups.add(order.number)
        task = self.start(self._send(order))
        self._messages.add(task)
        task.add_done_callback(self._messages.discard)

    def is_open(self, order: Fetch | Send) -> bool:
        return order.number in self._look_ups

    def came_back(self, number: int) -> None:
        self._look_ups.discard(number)

    def connect(self, order: HandOff) -> None:
        self._connecting = self.start(self._connect(order))

    async def settle_transfer(self) -> None:
        """The leg ended while a person was asked for: a transfer that succeeds ends it too, so which of the two was it?"""
        if self._connecting is not None and not self._connecting.done():
            await asyncio.wait({self._connecting}, timeout=TRANSFER_SETTLES)

    async def close(self) -> None:
        """Everything is given up but messages: who hangs up while one is under way is still to get it."""
        tasks = list(self._tasks)
        for task in tasks:
            if task not in self._messages:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _fetch(self, order: Fetch) -> None:
        late = self._late(order)
        try:
            lookup = self._bundle.data[order.lookup]
            self._happens(await self._around.fetcher.fetch(order.number, lookup, order.parameters))
        finally:
            late.cancel()

    async def _send(self, order: Send) -> None:
        late = self._late(order)
        try:
            connector = self._bundle.connectors[order.connector]
            self._happens(await self._around.fetcher.send(order.number, connector, order.to, order.text))
        finally:
            late.cancel()

    def _late(self, order: Fetch | Send) -> asyncio.TimerHandle:
        after = self._around.limits.waiting_words_after
        return asyncio.get_running_loop().call_later(after, self._happens, LookUpTakesLong(order))

    async def _connect(self, order: HandOff) -> None:
        self._happens(await self._people.ask(order))

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        problem = None if task.cancelled() else task.exception()
        if isinstance(problem, Exception):
            self._happens(Failed(problem))
