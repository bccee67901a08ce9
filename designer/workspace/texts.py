"""Owns texts in the store: each kept once, found by its hash."""

from collections.abc import Mapping

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.inserting import insert_new
from designer.store.tables import FileText
from designer.workspace.package_files import text_hash
from dsl.recordings import is_recording

_READING_ORDER = (
    "flow.yaml",
    "library.yaml",
    "intents.yaml",
    "slots.yaml",
    "answers.yaml",
    "escalation.yaml",
    "policies.yaml",
    "data.yaml",
)


async def keep(session: AsyncSession, files: Mapping[str, str]) -> dict[str, str]:
    """Keeps the texts that are new; gives path -> hash."""
    hashes = {path: text_hash(text) for path, text in files.items()}
    known = set((await session.exec(select(FileText.hash).where(col(FileText.hash).in_(set(hashes.values()))))).all())
    new = {hashes[path]: text for path, text in files.items() if hashes[path] not in known}
    await insert_new(session, FileText, [{"hash": mark, "text": text} for mark, text in new.items()], (col(FileText.hash),))
    return hashes


async def read(session: AsyncSession, hashes: Mapping[str, str]) -> dict[str, str]:
    """The files that `keep` kept, in the order in which a person reads a package; recordings among them are none."""
    hashes = {path: mark for path, mark in hashes.items() if not is_recording(path)}
    rows = await session.exec(select(FileText).where(col(FileText.hash).in_(set(hashes.values()))))
    text_of = {row.hash: row.text for row in rows.all()}
    return {path: text_of[hashes[path]] for path in sorted(hashes, key=_reading_order)}


def _reading_order(path: str) -> tuple[int, str]:
    place = _READING_ORDER.index(path) if path in _READING_ORDER else len(_READING_ORDER)
    return place, path
