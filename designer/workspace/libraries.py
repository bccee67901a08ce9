"""Owns the libraries beside a draft: packages of the store that hold a library.yaml, and whose texts others use.

A package takes a library's draft as it stands. What runs does not change with it: a published version keeps the texts that it was
made of, and takes newer ones when its package is published again.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.tables import DraftHead, Revision
from designer.workspace import texts
from dsl.libraries import FLOW_FILE, HEADER, under_prefix


@dataclass(frozen=True)
class Beside:
    """Files of libraries by their names beside a package (`library/identity/slots.yaml`).

    `hashes` are those of the libraries that it needs. Of the others `files` has the names alone, with nothing in them, so that
    a name that is misspelt can be told the right one.
    """

    files: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None  # when one that it needs was last saved


def is_library(files: Mapping[str, object]) -> bool:
    return HEADER in files and FLOW_FILE not in files


async def shelf(session: AsyncSession) -> dict[str, Revision]:
    """Every library with its newest text."""
    newest = (col(Revision.package) == DraftHead.package) & (col(Revision.number) == DraftHead.revision)
    rows = await session.exec(select(Revision).join(DraftHead, newest).order_by(col(Revision.package)))
    return {row.package: row for row in rows.all() if is_library(row.files)}


async def beside(session: AsyncSession, package: str, files: Mapping[str, str]) -> Beside:
    """What the text of a package (or a library) needs, itself or through what it needs."""
    there = {name: row for name, row in (await shelf(session)).items() if name != package}
    found: dict[str, str] = {}
    hashes: dict[str, str] = {}
    changed: list[datetime] = []
    waiting, seen = [files.get(FLOW_FILE) or files.get(HEADER, "")], set[str]()
    while waiting:
        for name in await named(waiting.pop()):
            if name in there and name not in seen:
                seen.add(name)
                library = await texts.read(session, there[name].files)
                found |= under_prefix(name, library)
                hashes |= under_prefix(name, there[name].files)
                changed.append(there[name].at)
                waiting.append(library[HEADER])
    for name in there.keys() - seen:
        found |= under_prefix(name, {HEADER: ""})
    return Beside(found, hashes, max(changed, default=None))


async def users(session: AsyncSession, library: str) -> list[str]:
    """The packages and libraries whose own text says that they use it."""
    newest = (col(Revision.package) == DraftHead.package) & (col(Revision.number) == DraftHead.revision)
    rows = (await session.exec(select(Revision).join(DraftHead, newest).order_by(col(Revision.package)))).all()
    found = []
    for row in rows:
        header = next((row.files[name] for name in (FLOW_FILE, HEADER) if name in row.files), None)
        text = (await texts.read(session, {HEADER: header}))[HEADER] if header else ""
        if library in await named(text):
            found.append(row.package)
    return found


async def named(header: str) -> tuple[str, ...]:
    """The libraries that a flow.yaml or library.yaml says it uses."""
    if "uses:" not in header:
        return ()
    from dsl.source.intake import libraries_named  # here: reading loads when somebody needs it, not when the designer starts

    return await asyncio.to_thread(libraries_named, header)
