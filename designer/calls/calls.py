"""Owns looking calls up: the list, one call, its records."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.calls.days import FLOWLESS
from designer.calls.intake import records_of
from designer.calls.strain import ANGRY
from designer.refusal import Refused
from designer.store.tables import Asking, CallSummary, JournalRecord
from dsl.journal import Record

PAGE = 50


async def newest(
    session: AsyncSession,
    packages: Collection[str] | None = None,
    *,
    before: datetime | None = None,
    since: datetime | None = None,
    unknown_only: bool = False,
    ended: Collection[str] = (),
    bundle: str = "",
    test: bool | None = None,
    flowless: bool | None = None,
    steps: Collection[str] = (),
    angry_only: bool = False,
) -> list[CallSummary]:
    """A page of calls of these packages (None: of all), newest first.

    `before` is the start of the last one shown. `ended`: only those that ended so.
    `test`: only those to test numbers, or only callers'; None: both. `flowless`: the same of calls that were only told something.
    `steps`: only those that came to one of these last.
    """
    query = select(CallSummary).order_by(col(CallSummary.started_at).desc(), CallSummary.call).limit(PAGE + 1)
    if packages is not None:
        query = query.where(col(CallSummary.package).in_(packages))
    if before is not None:
        query = query.where(CallSummary.started_at < before)
    if since is not None:
        query = query.where(CallSummary.started_at >= since)
    if flowless is not None:
        told = col(CallSummary.disposition).in_(FLOWLESS)
        query = query.where(told if flowless else ~told)
    if ended:
        query = query.where(col(CallSummary.how).in_(ended))
    if bundle:
        query = query.where(CallSummary.bundle == bundle)
    if test is not None:
        query = query.where(col(CallSummary.test).is_(test))
    if steps:
        query = query.where(col(CallSummary.step).in_(steps))
    if angry_only:
        query = query.where(CallSummary.anger >= ANGRY)
    if unknown_only:
        query = query.where(CallSummary.unknowns > 0)
    return list((await session.exec(query)).all())


async def find(session: AsyncSession, call: str) -> CallSummary:
    summary = await session.get(CallSummary, call)
    if summary is None:
        raise Refused("refusals.no_such_call", 404)
    return summary


async def question_of(session: AsyncSession, call: str) -> dict[int, int]:
    """By the sequence of a turn: the number of the question to learn that it became."""
    rows = await session.exec(select(Asking.sequence, Asking.question_id).where(Asking.call == call))
    return dict(rows.all())


async def records(session: AsyncSession, call: str) -> list[Record]:
    """In the order in which they happened."""
    query = select(JournalRecord).where(JournalRecord.call == call).order_by(col(JournalRecord.sequence))
    return records_of((await session.exec(query)).all())
