"""Owns what published bundles are said with: sets of recordings, fetched from the designer, verified, kept on disk by content.

A set names the SHA-256 of each of its sounds, and is named by its own. What is there already is never fetched again.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path

import msgspec

from dsl.recordings import SUFFIX, decode_set, is_key, sound_hash
from runtime.control.library import NotReady
from runtime.journal.delivery import Unreachable
from runtime.speech.recordings import Recordings

log = logging.getLogger("callwright.control")

FOLDER = "sounds"
KEPT_LOADED = 6  # beside those in force: of drafts that are tried out
_HASH = re.compile(r"[0-9a-f]{64}")

Fetch = Callable[[str], Awaitable[bytes | None]]


class RecordingSets:
    """Sets by name; the empty name is none, so that what is said by the house's own recordings and the voice needs no fetch."""

    def __init__(self, folder: Path, house: Recordings | None, *, fetch_set: Fetch, fetch_sound: Fetch) -> None:
        self._folder = folder / FOLDER
        self._house = house
        self._fetch_set = fetch_set
        self._fetch_sound = fetch_sound
        self._loaded: OrderedDict[str, Recordings] = OrderedDict()
        self._kept: frozenset[str] = frozenset()
        self._turn = asyncio.Lock()

    def find(self, name: str) -> Recordings | None:
        """What calls of a bundle with this set are said with."""
        return self._loaded.get(name, self._house)

    def keep(self, names: Collection[str]) -> None:
        """These are in force: they stay loaded whatever else is asked for."""
        self._kept = frozenset(names)
        self._make_room()

    async def ready(self, name: str) -> None:
        """Loads a set, and fetches what of it is not here. Raises `NotReady`."""
        if not name:
            return
        async with self._turn:
            if name not in self._loaded:
                try:
                    files = await self._files(name)
                except Unreachable as problem:
                    raise NotReady(f"Recordings cannot be fetched now ({problem}).") from problem
                except OSError as problem:
                    raise NotReady(f"Recordings cannot be kept: {problem.strerror}.") from problem
                self._loaded[name] = await asyncio.to_thread(self._load, files)
            self._loaded.move_to_end(name)
            self._make_room()

    async def _files(self, name: str) -> dict[str, Path]:
        try:
            sounds = decode_set(await self._bytes(name, ".json", self._fetch_set))
        except msgspec.MsgspecError:
            raise NotReady("The set of recordings cannot be read.") from None
        for sound in sounds.values():
            await self._bytes(sound, SUFFIX, self._fetch_sound)
        return {key: self._place(sound, SUFFIX) for key, sound in sounds.items() if is_key(key)}

    async def _bytes(self, name: str, suffix: str, fetch: Fetch) -> bytes:
        path = self._place(name, suffix)
        if path.is_file() and sound_hash(data := await asyncio.to_thread(path.read_bytes)) == name:
            return data
        fetched = await fetch(name)
        if fetched is None or sound_hash(fetched) != name:
            raise NotReady("The designer does not have a recording that it names.")
        await asyncio.to_thread(_write, path, fetched)
        return fetched

    def _load(self, files: dict[str, Path]) -> Recordings:
        recordings = Recordings(self._folder, self._house)
        recordings.take(files)
        for name in recordings.unreadable:
            log.warning("the recording %s cannot be used: the voice says its words", name[:12])
        return recordings

    def _make_room(self) -> None:
        spare = [name for name in self._loaded if name not in self._kept]
        for name in spare[: max(0, len(spare) - KEPT_LOADED)]:
            del self._loaded[name]

    def _place(self, name: str, suffix: str) -> Path:
        if not _HASH.fullmatch(name):
            raise NotReady("This is no name of a recording.")
        return self._folder / f"{name}{suffix}"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f"{path.suffix}.new")
    draft.write_bytes(data)
    draft.replace(path)
