"""Owns how many callers were helped without a person: not handed over, not lost by us, and not back within a day.

A call is marked as its caller rings the same flow again, so the figure is read by a count. It is given of calls that are a day
old or more, for nobody knows of a younger one whether its caller will ring again; and of those with a number, as well.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement
from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.calls.days import FLOWLESS
from designer.store.tables import CallSummary

WITHIN = timedelta(days=1)
OVER = timedelta(days=7)
_BY_NOBODY = ("line", "caller")  # how a call ends that went to no person and broke off by no fault of ours
_UNSOLVED = ("unsolved", "nobody_available", "voicemail", "stop_calling", "loop", "too_long")


class Contained(Struct):
    """Of `calls`, so many were helped without a person; `hung_up` of these ended the call themselves."""

    calls: int = 0
    solved: int = 0
    hung_up: int = 0

    @property
    def share(self) -> float:
        return 100 * self.solved / self.calls if self.calls else 0.0


async def mark(session: AsyncSession, began: Iterable[CallSummary]) -> None:
    """Marks calls whose caller rang again: these, which just came in, and those before them."""
    for call in began:
        if call.test or not call.caller:
            continue
        same = (
            (col(CallSummary.caller) == call.caller) & (col(CallSummary.package) == call.package)
            & col(CallSummary.test).is_(False) & (col(CallSummary.call) != call.call)
        )  # fmt: skip
        at = col(CallSummary.started_at)
        later = select(CallSummary.call).where(same, at >= call.started_at, at <= call.started_at + WITHIN).limit(1)
        call.again = (await session.exec(later)).first() is not None
        session.add(call)
        await session.exec(
            update(CallSummary).where(same, at <= call.started_at, at >= call.started_at - WITHIN).values(again=True)
        )


async def by_package(session: AsyncSession, packages: Collection[str] | None, at: datetime) -> dict[str, Contained]:
    """Of the calls that began in the week until a day before `at`, and have ended."""
    began, until = col(CallSummary.started_at), at - WITHIN
    query = (
        select(CallSummary.package, CallSummary.how, func.count(), func.count().filter(_helped()))
        .where(began > until - OVER, began <= until, col(CallSummary.ended_at).is_not(None), col(CallSummary.test).is_(False))
        .where(CallSummary.caller != "", col(CallSummary.disposition).not_in(FLOWLESS))
        .group_by(CallSummary.package, CallSummary.how)
    )
    if packages is not None:
        query = query.where(col(CallSummary.package).in_(packages))
    found: defaultdict[str, Contained] = defaultdict(Contained)
    for package, how, calls, solved in (await session.exec(query)).all():
        of = found[package]
        of.calls += calls
        of.solved += solved
        of.hung_up += solved if how == "caller" else 0
    return dict(found)


def _helped() -> ColumnElement[bool]:
    alone = col(CallSummary.how).in_(_BY_NOBODY) & col(CallSummary.disposition).not_in(_UNSOLVED)
    return alone & col(CallSummary.again).is_(False)
