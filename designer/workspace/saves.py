"""Owns the saves of a package as people look back at them: page by page, some of them with a name, two of them compared."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.refusal import Refused
from designer.store.tables import Revision
from designer.workspace.drafts import Draft, Drafts
from designer.workspace.step_texts import StepChanges, step_changes

if TYPE_CHECKING:
    from dsl.editing.renaming import Renaming

LONGEST_NAME = 80


async def page_of(session: AsyncSession, package: str, before: int, count: int) -> list[Revision]:
    """Newest first, those before a save (0: the newest of all)."""
    query = select(Revision).where(Revision.package == package).order_by(col(Revision.number).desc()).limit(count)
    return list((await session.exec(query.where(col(Revision.number) < before) if before else query)).all())


async def name_save(session: AsyncSession, package: str, number: int, name: str) -> Revision:
    """What people call a save; an empty name takes it away."""
    revision = await session.get(Revision, (package, number))
    if revision is None:
        raise Refused("refusals.no_such_revision", 404, number=number)
    revision.name = " ".join(name.split())[:LONGEST_NAME]
    session.add(revision)
    await session.flush()
    return revision


async def names(session: AsyncSession, package: str) -> dict[int, str]:
    """The saves that have one."""
    query = select(Revision.number, Revision.name).where(Revision.package == package, col(Revision.name) != "")
    return dict((await session.exec(query)).all())


async def renamings(drafts: Drafts, old: Draft, new: Draft) -> list[Renaming]:
    """What got another name between two saves of a package."""
    from dsl.editing import renamed  # here: the grammars load when somebody needs them, not when the designer starts

    records = await drafts.renamings(old.package, old.revision, new.revision)
    return await asyncio.to_thread(
        lambda: renamed.renamings(renamed.definitions(old.files), renamed.definitions(new.files), records)
    )


def changes_of_steps(old: Draft, new: Draft, file: str, found: Sequence[Renaming]) -> StepChanges:
    """What became of the steps of one file between two saves of a package."""
    spoken = [{"kind": one.kind, "old": one.old, "new": one.new, "scope": one.scope} for one in found]
    return step_changes(old.files.get(file, ""), new.files.get(file, ""), spoken, file)


async def as_called_later(files: Mapping[str, str], found: Sequence[Renaming]) -> dict[str, str]:
    """Files with everything under the name that it got later, so that a renamed thing is compared with itself."""
    from dsl.editing.renaming import rename  # here: as above
    from dsl.editing.tree import EditError

    def renamed(known: dict[str, str]) -> dict[str, str]:
        for one in found:
            try:
                known |= rename(known, one)
            except EditError:
                continue  # its old name is taken by something else now: it is shown as gone and come
        return known

    return await asyncio.to_thread(renamed, dict(files))
