"""Owns recorded prompts in the store: files kept once, found by their hash, and the sets that runtimes pull."""

from collections.abc import Collection, Mapping

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.inserting import insert_new
from designer.store.tables import RecordedWords, RecordingSet, Sound
from dsl.recordings import encode_set, recordings_among, sound_hash


async def keep(session: AsyncSession, data: bytes, seconds: float) -> str:
    """The hash of a file that is kept from now on."""
    mark = sound_hash(data)
    row = {"hash": mark, "size": len(data), "seconds": seconds, "data": data}
    await insert_new(session, Sound, [row], (col(Sound.hash),))
    return mark


async def find(session: AsyncSession, mark: str) -> bytes | None:
    row = await session.get(Sound, mark)
    return row.data if row else None


async def lengths(session: AsyncSession, marks: Collection[str]) -> dict[str, float]:
    """Seconds, by hash."""
    query = select(Sound.hash, Sound.seconds).where(col(Sound.hash).in_(set(marks)))
    return dict((await session.exec(query)).all())


async def sizes(session: AsyncSession, marks: Collection[str]) -> dict[str, int]:
    """Bytes, by hash."""
    query = select(Sound.hash, Sound.size).where(col(Sound.hash).in_(set(marks)))
    return dict((await session.exec(query)).all())


async def size(session: AsyncSession, marks: Collection[str]) -> int:
    """Bytes of all of them together."""
    return (await session.exec(select(func.sum(Sound.size)).where(col(Sound.hash).in_(set(marks))))).one() or 0


async def keep_set(session: AsyncSession, files: Mapping[str, str]) -> str:
    """The set of the recordings among the files of a version (path -> hash); empty where there is none."""
    name, data = set_of(files)
    if name:
        await insert_new(session, RecordingSet, [{"name": name, "data": data}], (col(RecordingSet.name),))
    return name


def set_of(files: Mapping[str, str]) -> tuple[str, bytes]:
    """Its name and its bytes."""
    recordings = recordings_among(files)
    data = encode_set(recordings) if recordings else b""
    return sound_hash(data) if recordings else "", data


async def find_set(session: AsyncSession, name: str) -> bytes | None:
    row = await session.get(RecordingSet, name)
    return row.data if row else None


async def note_words(session: AsyncSession, words: RecordedWords) -> None:
    await session.merge(words)


async def words_of(session: AsyncSession, keys: Collection[str]) -> dict[str, RecordedWords]:
    """What these were recorded for, where it is known."""
    rows = await session.exec(select(RecordedWords).where(col(RecordedWords.key).in_(set(keys))))
    return {row.key: row for row in rows.all()}
