"""Owns the delivery of the sounds of calls: each whole, at least once, the oldest first, patient while the designer is away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path

from runtime.control.feed import patiently
from runtime.journal.delivery import Refused, Unreachable
from runtime.sound.keeper import SoundKeeper

log = logging.getLogger("callwright.control")

CHUNK_BYTES = 256 * 1024

Put = Callable[[str, datetime, AsyncIterator[bytes]], Awaitable[None]]


class SoundDelivery:
    """`put` sends the sound of one call and raises `Refused` or `Unreachable`."""

    def __init__(self, keeper: SoundKeeper, put: Put) -> None:
        self._keeper = keeper
        self._put = put

    async def run(self) -> None:
        """Until cancelled."""
        await patiently(self._deliver, "the sound of calls")

    async def drain(self, seconds: float) -> None:
        """Before the process ends: delivers what it can in this time. The rest waits on disk for the next start."""
        try:
            async with asyncio.timeout(seconds):
                await self._deliver_all()
        except (TimeoutError, Unreachable):
            log.info("%d sounds of calls wait on disk for the next start", len(self._keeper.waiting()))

    async def _deliver(self) -> None:
        await self._keeper.fresh.wait()
        self._keeper.fresh.clear()
        try:
            await self._deliver_all()
        except Unreachable:
            self._keeper.fresh.set()
            raise

    async def _deliver_all(self) -> None:
        for kept in self._keeper.waiting():
            try:
                await self._put(kept.call, kept.began, _read(kept.path))
            except Refused as refusal:
                log.error("the designer will not take the sound of a call (%s): it is dropped", refusal)
            self._keeper.forget(kept)


async def _read(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk
