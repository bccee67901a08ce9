"""Owns who last changed each step of a flow: found in the saves, through whatever the step was called in them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from msgspec import Struct
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.tables import FileText, Revision
from designer.workspace.step_texts import former_names, speaking_of, step_texts

CHUNK = 100  # saves that are read at once


class LastChange(Struct, frozen=True):
    """The save in which a step became what it is."""

    revision: int
    by: str
    at: datetime
    what: str
    name: str = ""


async def last_changes(session: AsyncSession, package: str, file: str, revision: int) -> dict[str, LastChange]:
    """By step, as they are called in that revision. That a step or what it speaks of was renamed is no change of it."""
    found: dict[str, LastChange] = {}
    called: dict[str, str] = {}  # steps that nothing is known of yet -> what they are called in `newer`
    newer, texts = None, {}
    async for older, text in _saves(session, package, file, revision):
        if newer is None:
            newer, texts = older, step_texts(text)
            called = {name: name for name in texts}
            continue
        if older.files.get(file) != newer.files.get(file):
            before, former = step_texts(text), former_names(newer.renamings, file)
            for name, now in list(called.items()):
                was = former.get(now, now)
                if texts[now] in (before.get(was), speaking_of(before.get(was, ""), newer.renamings)):
                    called[name] = was
                else:
                    found[name] = _change(newer)
                    del called[name]
            texts = before
        newer = older
        if not called:
            break
    return found | ({name: _change(newer) for name in called} if newer is not None else {})


async def _saves(session: AsyncSession, package: str, file: str, revision: int) -> AsyncIterator[tuple[Revision, str]]:
    """Newest first, each with the text of the file, until where the package begins."""
    until = revision
    while True:
        query = select(Revision).where(Revision.package == package, col(Revision.number) <= until)
        saves = (await session.exec(query.order_by(col(Revision.number).desc()).limit(CHUNK))).all()
        hashes = {save.files[file] for save in saves if file in save.files}
        rows = (await session.exec(select(FileText).where(col(FileText.hash).in_(hashes)))).all()
        text_of = {row.hash: row.text for row in rows}
        for save in saves:
            yield save, text_of.get(save.files.get(file, ""), "")
            if save.undoes == save.number:
                return
        if len(saves) < CHUNK:
            return
        until = saves[-1].number - 1


def _change(save: Revision) -> LastChange:
    return LastChange(save.number, save.by, save.at, save.what, save.name)
