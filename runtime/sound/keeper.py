"""Owns the sounds of calls on this machine: each in a file of its own as the call goes on, until the designer has it.

Every second what has settled is written, in a thread: no call waits for the disk, and a killed process costs the last second.
A disk that is full costs the sound, never the call.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from msgspec import Struct

from runtime.sound.call_sound import CallSound

log = logging.getLogger("callwright.sound")

WRITES_EVERY = 1.0
LEAST_FREE = 500_000_000
"""Bytes that the disk keeps for all else."""
_UNDER_WAY, _WHOLE = ".part", ".ulaw"
_MOMENT = "%Y%m%dT%H%M%S.%fZ"


class KeptSound(Struct, frozen=True):
    """The sound of a call that is over, waiting to be delivered."""

    call: str
    began: datetime
    path: Path


class SoundKeeper:
    """A folder of sounds. `fresh` is set when one is whole. Used from one event loop."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        least_free: int = LEAST_FREE,
    ) -> None:
        self._folder, self._clock, self._now, self._least_free = folder, clock, now, least_free
        self._files: dict[CallSound, Path] = {}
        self._writing = asyncio.Lock()
        self._told = False  # that the disk is full
        self.fresh = asyncio.Event()
        self.fresh.set()

    def take_up(self) -> None:
        """What a process that died left under way is as whole as it will ever be."""
        for path in self._folder.glob(f"*{_UNDER_WAY}"):
            path.rename(path.with_suffix(_WHOLE))
        self.fresh.set()

    def begin(self, call: str) -> CallSound | None:
        """The sound of a call that begins now; None where there is no room for it."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            free = shutil.disk_usage(self._folder).free
        except OSError as problem:
            self._tell_once(type(problem).__name__)
            return None
        if free < self._least_free:
            self._tell_once("the disk is nearly full")
            return None
        self._told = False
        sound = CallSound(self._clock)
        self._files[sound] = self._folder / f"{self._now().strftime(_MOMENT)}_{quote(call, safe='')}{_UNDER_WAY}"
        return sound

    async def end(self, sound: CallSound) -> None:
        """The call is over: its sound may be delivered."""
        async with self._writing:
            path = self._files.pop(sound, None)
            if path is not None and sound.dropped:
                await asyncio.to_thread(path.unlink, missing_ok=True)
            elif path is not None and await asyncio.to_thread(_write, path, sound.rest(), True):
                self.fresh.set()

    async def run(self) -> None:
        """Until cancelled: writes every second."""
        while True:
            await asyncio.sleep(WRITES_EVERY)
            await self.write()

    async def write(self) -> None:
        """What has settled of each call under way."""
        async with self._writing:
            for sound in [sound for sound in self._files if sound.dropped]:
                await asyncio.to_thread(self._files.pop(sound).unlink, missing_ok=True)
            due = [(sound, path, sound.due()) for sound, path in self._files.items()]
            for sound in await asyncio.to_thread(_write_all, due):
                del self._files[sound]
                sound.drop()

    def waiting(self) -> list[KeptSound]:
        """Those that are whole, the oldest first."""
        found = []
        for path in sorted(self._folder.glob(f"*{_WHOLE}")):
            moment, _, call = path.stem.partition("_")
            found.append(KeptSound(unquote(call), datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC), path))
        return found

    def forget(self, kept: KeptSound) -> None:
        """The designer has it, or never will."""
        kept.path.unlink(missing_ok=True)

    def _tell_once(self, why: str) -> None:
        if not self._told:
            log.error("the sound of calls is not kept now (%s): calls go on without", why)
        self._told = True


def _write_all(due: list[tuple[CallSound, Path, bytes]]) -> list[CallSound]:
    """Those that could not be written; what there is of them is delivered."""
    return [sound for sound, path, data in due if not _write(path, data, False)]


def _write(path: Path, data: bytes, whole: bool) -> bool:
    try:
        with path.open("ab") as file:
            file.write(data)
        if whole:
            path.rename(path.with_suffix(_WHOLE))
    except OSError as problem:
        log.error("the sound of a call could not be written on (%s): the call goes on without", type(problem).__name__)
        return False
    return True
