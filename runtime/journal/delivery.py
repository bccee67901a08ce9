"""Owns the delivery of the outbox: batches in order, at least once, patient while the designer is away.

Nobody waits for it: calls write to the outbox and go on.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence

from runtime.journal.outbox import Outbox, Stored

log = logging.getLogger("callwright.journal")

GATHER_SECONDS = 0.2  # what a call writes within it goes out together: a request costs more than its records
FIRST_WAIT = 0.25
LONGEST_WAIT = 5.0
SETTLE_SECONDS = 1.0


class Refused(Exception):
    """The designer read the batch and will never take it; another try would change nothing."""


class Unreachable(Exception):
    """The designer is down, slow, restarting or in trouble; a later try may do."""


Post = Callable[[bytes], Awaitable[None]]


class Delivery:
    """Runs until cancelled. `post` sends one JSON list and raises `Refused` or `Unreachable`."""

    def __init__(self, outbox: Outbox, post: Post) -> None:
        self._outbox = outbox
        self._post = post

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._deliver())
            tasks.create_task(self._settle())

    async def drain(self, seconds: float) -> None:
        """Before the process ends: delivers what it can in this time."""
        try:
            async with asyncio.timeout(seconds):
                while self._outbox.waiting:
                    await self._send(self._outbox.batch())
        except (TimeoutError, Unreachable):
            log.info("%d records wait on disk for the next start", self._outbox.waiting)

    async def _deliver(self) -> None:
        wait = FIRST_WAIT
        while True:
            await self._outbox.fresh.wait()
            await asyncio.sleep(GATHER_SECONDS)
            try:
                await self._send(self._outbox.batch())
                self._outbox.rest_if_empty()
                wait = FIRST_WAIT
            except Unreachable:
                await asyncio.sleep(wait * random.uniform(0.8, 1.2))
                wait = min(wait * 2, LONGEST_WAIT)

    async def _send(self, batch: Sequence[Stored]) -> None:
        """Sends a batch. When it is refused, its halves: so one bad record is found and does not hold up the rest."""
        if not batch:
            return
        try:
            await self._post(b"[" + b",".join(stored.data for stored in batch) + b"]")
        except Refused as refusal:
            if len(batch) == 1:
                log.error("the designer refuses journal record %s (%s): it is set aside", batch[0].identity, refusal)
                self._outbox.set_aside(batch[0], str(refusal))
                return
            middle = len(batch) // 2
            await self._send(batch[:middle])
            await self._send(batch[middle:])
        else:
            self._outbox.forget(batch)

    async def _settle(self) -> None:
        while True:
            await asyncio.sleep(SETTLE_SECONDS)
            await asyncio.to_thread(self._outbox.settle)
