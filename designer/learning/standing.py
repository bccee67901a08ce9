"""Owns how a question stands: how many callers asked it, on which days, and the newest sentence in which somebody did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from msgspec import Struct
from sqlmodel import and_, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.tables import Asking, CallSummary

DAYS = 14
WEEK = 7


class Standing(Struct, frozen=True, kw_only=True):
    """`days`: how often it was asked on each of the last days, the oldest first. `callers`: numbers, and calls without one."""

    days: tuple[int, ...]
    callers: int = 0
    call: str = ""
    sequence: int = 0
    sentence: str = ""

    @property
    def this_week(self) -> int:
        return sum(self.days[-WEEK:])

    @property
    def week_before(self) -> int:
        return sum(self.days[-2 * WEEK : -WEEK])

    @property
    def trend(self) -> str:
        """`more`, `less` or `same` than in the week before."""
        return "more" if self.this_week > self.week_before else "less" if self.this_week < self.week_before else "same"


async def of(session: AsyncSession, questions: Collection[int], today: datetime) -> dict[int, Standing]:
    """`today`: midnight at which this day began."""
    callers, days = await _callers(session, questions), await _days(session, questions, today)
    newest = {one.question_id: one for one in await _newest(session, questions)}
    return {
        question: Standing(
            days=tuple(days.get(question, [0] * DAYS)),
            callers=callers.get(question, 0),
            call=newest[question].call if question in newest else "",
            sequence=newest[question].sequence if question in newest else 0,
            sentence=newest[question].text if question in newest else "",
        )
        for question in questions
    }


async def _callers(session: AsyncSession, questions: Collection[int]) -> dict[int, int]:
    who = func.coalesce(func.nullif(col(CallSummary.caller), ""), col(Asking.call))
    query = (
        select(Asking.question_id, func.count(func.distinct(who)))
        .join(CallSummary, col(CallSummary.call) == col(Asking.call), isouter=True)
        .where(col(Asking.question_id).in_(questions))
        .group_by(col(Asking.question_id))
    )
    return dict((await session.exec(query)).all())


async def _days(session: AsyncSession, questions: Collection[int], today: datetime) -> dict[int, list[int]]:
    since = today - timedelta(days=DAYS - 1)
    query = select(Asking.question_id, Asking.at).where(col(Asking.question_id).in_(questions), col(Asking.at) >= since)
    found: dict[int, list[int]] = {}
    for question, at in (await session.exec(query)).all():
        day = (at.astimezone(today.tzinfo).date() - since.date()).days
        found.setdefault(question, [0] * DAYS)[min(day, DAYS - 1)] += 1
    return found


async def _newest(session: AsyncSession, questions: Collection[int]) -> list[Asking]:
    last = (
        select(col(Asking.question_id).label("question"), func.max(col(Asking.at)).label("last"))
        .where(col(Asking.question_id).in_(questions))
        .group_by(col(Asking.question_id))
        .subquery()
    )
    query = select(Asking).join(last, and_(col(Asking.question_id) == last.c.question, col(Asking.at) == last.c.last))
    return list((await session.exec(query)).all())
