"""Owns the test line: which save of a package its test numbers run, before it is live anywhere."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.publishing import release, versions
from designer.publishing.versions import Candidate
from designer.store import sounds
from designer.store.tables import OnTestLine


async def put(session: AsyncSession, candidate: Candidate, by: str) -> OnTestLine:
    """From the next call on. What was there before gives way."""
    await versions.keep_bundle(session, candidate.package, candidate.bundle, candidate.data)
    recordings = await sounds.keep_set(session, candidate.files)
    row = await session.merge(
        OnTestLine(package=candidate.package, bundle=candidate.bundle, revision=candidate.revision, by=by, recordings=recordings)
    )
    await session.flush()
    await release.issue(session)
    return row


async def current(session: AsyncSession, package: str) -> OnTestLine | None:
    return await session.get(OnTestLine, package)


async def everything(session: AsyncSession) -> dict[str, OnTestLine]:
    """By package."""
    return {row.package: row for row in (await session.exec(select(OnTestLine))).all()}
