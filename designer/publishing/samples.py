"""Owns what look-ups answered when somebody last tested them, for trying a flow out without those systems."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.moments import now
from designer.store.tables import LookupSample
from dsl.journal import DataFetched


async def keep(session: AsyncSession, package: str, name: str, fetched: DataFetched, by: str) -> LookupSample:
    sample = LookupSample(package=package, name=name, outcome=fetched.outcome, given=dict(fetched.values), by=by, at=now())
    return await session.merge(sample)


async def find(session: AsyncSession, package: str, name: str) -> LookupSample | None:
    return await session.get(LookupSample, (package, name))


async def all_of(session: AsyncSession, package: str) -> dict[str, LookupSample]:
    """By the name of the look-up."""
    found = await session.exec(select(LookupSample).where(LookupSample.package == package))
    return {sample.name: sample for sample in found.all()}
