"""Owns which recorded prompts a package may hold: checked as they come, within limits."""

import asyncio
from collections.abc import Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from designer.refusal import Refused
from designer.store import sounds
from designer.workspace.sound_files import as_wave
from dsl.recordings import Unfit, Wave, check_wave, is_key, is_recording, key_in, path_of

MOST = 500
LARGEST = 60_000_000
"""Bytes of all recordings of a package."""
SCRIPT = "recordings/script.csv"
"""What the command writes beside recordings: a list for people, made anew whenever it is wanted."""


async def check(data: bytes, name: str = "") -> Wave:
    """`name` stands in the refusal of a file that no call can play."""
    try:
        return await asyncio.to_thread(check_wave, data)
    except Unfit as unfit:
        raise _refusal(unfit, name) from None


def _refusal(unfit: Unfit, name: str) -> Refused:
    return Refused(f"refusals.recording_{unfit.code}", 422, name=name[:80] or "WAV", **unfit.arguments)


async def playable(data: bytes, name: str = "") -> bytes:
    """The file as a WAV file; refused where it is a sound of another kind that cannot be read."""
    try:
        return await asyncio.to_thread(as_wave, data)
    except Unfit as unfit:
        raise _refusal(unfit, name) from None


async def keep(session: AsyncSession, data: bytes, name: str = "") -> str:
    """The hash of a file that is kept from now on."""
    return await sounds.keep(session, data, (await check(data, name)).seconds)


async def keep_all(session: AsyncSession, files: Mapping[str, bytes]) -> dict[str, str]:
    """Path -> hash, of the recordings of a zip."""
    return {path: await keep(session, data, path) for path, data in files.items()}


def check_path(path: str) -> None:
    if not is_key(key_in(path)) or path != path_of(key_in(path)):
        raise Refused("refusals.recording_name", path=path[:120])


async def check_sizes(session: AsyncSession, recordings: Mapping[str, str]) -> None:
    """Of a package as it would be."""
    if len(recordings) > MOST:
        raise Refused("refusals.too_many_recordings", limit=MOST)
    if recordings and await sounds.size(session, recordings.values()) > LARGEST:
        raise Refused("refusals.recordings_too_large", 413, limit=f"{LARGEST // 1_000_000} MB")


def of(hashes: Mapping[str, str]) -> dict[str, str]:
    """The recordings among a package's files: path -> hash."""
    return {path: mark for path, mark in hashes.items() if is_recording(path)}


async def read(session: AsyncSession, hashes: Mapping[str, str]) -> dict[str, bytes]:
    """The files, byte by byte as they came."""
    found = {}
    for path, mark in of(hashes).items():
        data = await sounds.find(session, mark)
        assert data is not None, "what a revision names is kept"
        found[path] = data
    return found
