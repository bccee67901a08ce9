"""Owns the sound of calls here: a file a call in the data folder, what is known of it in the store, and its end.

The file is what runtimes deliver (`dsl.call_sound`), about a megabyte a minute; nobody ever reads half of one. It is gone when
its time is over, or when an admin deletes it; that it was there stays.
"""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.refusal import Refused
from designer.store.engine import post_after_commit
from designer.store.inserting import insert_new
from designer.store.moments import now
from designer.store.tables import CallSound
from dsl.call_sound import FRAME_BYTES, loudness

COLUMNS = 300
"""As many parts of a call are drawn."""


class SoundFiles:
    """A folder with a file a call, named by a hash of the call: whatever a call is called, it is a file's name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, call: str) -> Path:
        return self._folder / f"{hashlib.sha256(call.encode()).hexdigest()}.ulaw"

    async def receive(self, chunks: AsyncIterator[bytes]) -> Path:
        """What arrives, beside its place. Whoever asked for it puts it there or removes it."""
        descriptor, beside = await asyncio.to_thread(self._begin)
        try:
            with os.fdopen(descriptor, "wb") as file:
                async for chunk in chunks:
                    await asyncio.to_thread(file.write, chunk)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        return beside

    def remove(self, call: str) -> None:
        self.of(call).unlink(missing_ok=True)

    def _begin(self) -> tuple[int, Path]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, path = tempfile.mkstemp(dir=self._folder, prefix=".arriving-")
        return descriptor, Path(path)


async def keep(session: AsyncSession, files: SoundFiles, call: str, began: datetime, arrived: Path) -> None:
    """Keeps what arrived as the sound of this call, once: delivered again, or after it was deleted, it is not taken."""
    try:
        data = await asyncio.to_thread(arrived.read_bytes)
        if len(data) % FRAME_BYTES:
            raise Refused("refusals.sound_unreadable", 422)
        caller, line = await asyncio.to_thread(loudness, data, COLUMNS)
        row = {
            "call": call,
            "began_at": began,
            "size": len(data),
            "gone_by": "",
            "caller_loudness": caller,
            "line_loudness": line,
        }
        if await insert_new(session, CallSound, [row], (col(CallSound.call),)):
            await asyncio.to_thread(arrived.replace, files.of(call))
            post_after_commit(session, f"call:{call}")
    finally:
        await asyncio.to_thread(arrived.unlink, missing_ok=True)


async def of_call(session: AsyncSession, call: str) -> CallSound | None:
    """What is known of it, gone or not."""
    return await session.get(CallSound, call)


async def kept_of(session: AsyncSession, calls: Collection[str]) -> frozenset[str]:
    """Those of the calls whose sound is here."""
    query = select(CallSound.call).where(col(CallSound.call).in_(set(calls)), col(CallSound.gone_at).is_(None))
    return frozenset((await session.exec(query)).all())


async def used(session: AsyncSession) -> tuple[int, int]:
    """How many there are, and their bytes."""
    query = select(func.count(), func.coalesce(func.sum(col(CallSound.size)), 0)).where(col(CallSound.gone_at).is_(None))
    count, size = (await session.exec(query)).one()
    return count, int(size)


async def delete(session: AsyncSession, files: SoundFiles, sound: CallSound, by: str = "") -> None:
    """`by`: who wants it; nobody: its time is over. The file goes first: what the store calls gone is nowhere."""
    await asyncio.to_thread(files.remove, sound.call)
    sound.gone_at, sound.gone_by = now(), by
    sound.caller_loudness = sound.line_loudness = []
    session.add(sound)
    await session.flush()


async def delete_old(session: AsyncSession, files: SoundFiles, days: int) -> int:
    """Those that were kept for so long. How many there were."""
    query = select(CallSound).where(col(CallSound.gone_at).is_(None), CallSound.began_at < now() - timedelta(days=days))
    old = (await session.exec(query.limit(500))).all()
    for sound in old:
        await delete(session, files, sound)
    return len(old)
