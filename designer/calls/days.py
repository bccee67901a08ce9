"""Owns the figures of a day: how many calls, how they ended, when they came, and who waits for a person right now.

Calls that only test (to a test number, or made from the designer) are in none of them.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.tables import CallSummary, JournalRecord

Outcome = Literal["line", "caller", "handed_off", "line_lost", "too_long", "error"]
TROUBLE: tuple[Outcome, ...] = ("line_lost", "too_long", "error")
FLOWLESS = ("closed", "emergency")
"""What calls are written down as that were only told something, by no flow: the line ended them, and solved nothing."""
_HOURS = 24
_STILL_WAITS = timedelta(hours=2)  # a hand-off older than that belongs to a call whose end never came


@dataclass(frozen=True)
class Figures:
    """A span of time. `ended` counts by how calls ended; `hours` has the calls that began in each hour of the day's clock."""

    calls: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    unknowns: int = 0
    hours: tuple[int, ...] = (0,) * _HOURS

    def count(self, *outcomes: Outcome) -> int:
        return sum(self.ended[outcome] for outcome in outcomes)


@dataclass(frozen=True)
class Comparison:
    """Today so far; yesterday up to the same time of day, and the whole of it by the hour."""

    today: Figures
    yesterday: Figures
    yesterday_hours: tuple[int, ...]


def midnight(at: datetime) -> datetime:
    """When the day of `at` began, in its own time zone."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


async def compare(session: AsyncSession, packages: Collection[str] | None, at: datetime) -> Comparison:
    """`at`: now, in the time zone whose midnight begins a day. Only calls of these packages count; None: of all."""
    began = midnight(at)
    rows = await _between(session, packages, began - timedelta(days=1), at)
    whole_yesterday = [row for row in rows if row.started_at < began]
    return Comparison(
        today=_figures([row for row in rows if row.started_at >= began], at),
        yesterday=_figures([row for row in whole_yesterday if row.started_at <= at - timedelta(days=1)], at),
        yesterday_hours=_figures(whole_yesterday, at).hours,
    )


async def waiting(session: AsyncSession, packages: Collection[str] | None, at: datetime) -> list[str]:
    """The calls that were handed to a person whom nobody has reached yet, the longest waiting first."""
    query = (
        select(JournalRecord.call, JournalRecord.kind, JournalRecord.at)
        .join(CallSummary, col(CallSummary.call) == JournalRecord.call)
        .where(
            col(CallSummary.ended_at).is_(None),
            col(CallSummary.started_at) > at - _STILL_WAITS,
            _of(packages),
            col(JournalRecord.kind).in_(("handed_off", "hand_off_answered")),
        )
        .order_by(JournalRecord.call, col(JournalRecord.sequence))
    )
    last = {call: (at, kind) for call, kind, at in (await session.exec(query)).all()}
    return sorted((call for call, (_, kind) in last.items() if kind == "handed_off"), key=lambda call: last[call])


@dataclass(frozen=True)
class _Row:
    started_at: datetime
    how: str
    unknowns: int


def _of(packages: Collection[str] | None) -> ColumnElement[bool]:
    callers = col(CallSummary.test).is_(False)
    return callers if packages is None else callers & col(CallSummary.package).in_(packages)


async def _between(session: AsyncSession, packages: Collection[str] | None, since: datetime, until: datetime) -> list[_Row]:
    query = select(CallSummary.started_at, CallSummary.how, CallSummary.unknowns, CallSummary.disposition).where(
        CallSummary.started_at >= since, CallSummary.started_at <= until, _of(packages)
    )
    rows = (await session.exec(query)).all()
    return [_Row(at, "told" if how == "line" and said in FLOWLESS else how, unknowns) for at, how, unknowns, said in rows]


def _figures(rows: list[_Row], at: datetime) -> Figures:
    by_hour = Counter(row.started_at.astimezone(at.tzinfo).hour for row in rows)
    return Figures(
        calls=len(rows),
        ended=Counter(row.how for row in rows if row.how),
        unknowns=sum(row.unknowns for row in rows),
        hours=tuple(by_hour[hour] for hour in range(_HOURS)),
    )
