"""Owns what came of the calls of each bundle: how those that have ended did."""

from collections import defaultdict
from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.tables import CallSummary
from dsl.rollout import Tally


async def by_bundle(session: AsyncSession, package: str, since: datetime, until: datetime | None = None) -> dict[str, Tally]:
    """Of callers' calls that began in this time; those that go on are not counted yet."""
    query = (
        select(CallSummary.bundle, CallSummary.how, func.count())
        .where(CallSummary.package == package, CallSummary.started_at >= since, col(CallSummary.ended_at).is_not(None))
        .where(col(CallSummary.test).is_(False))
        .group_by(CallSummary.bundle, CallSummary.how)
    )
    if until is not None:
        query = query.where(CallSummary.started_at <= until)
    found: dict[str, Tally] = defaultdict(Tally)
    for bundle, how, times in (await session.exec(query)).all():
        found[bundle].add(how, times)
    return dict(found)
