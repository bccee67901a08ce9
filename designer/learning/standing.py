"""Owns how a question stands: how many callers asked it, on which days, how often in a test, and the newest sentence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement
from sqlmodel import and_, col, false, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.tables import Asking, CallSummary

DAYS = 14
WEEK = 7


class Standing(Struct, frozen=True, kw_only=True):
    """`days`: how often callers asked it on each of the last days, the oldest first. `callers`: numbers, and calls without one.
    `tests`: how often it was asked in test calls, which none of these counts."""

    days: tuple[int, ...]
    callers: int = 0
    tests: int = 0
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
    tests = await _tests(session, questions)
    newest = {one.question_id: one for one in await _newest(session, questions)}
    return {
        question: Standing(
            days=tuple(days.get(question, [0] * DAYS)),
            callers=callers.get(question, 0),
            tests=tests.get(question, 0),
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
        .where(col(Asking.question_id).in_(questions), ~_in_a_test())
        .group_by(col(Asking.question_id))
    )
    return dict((await session.exec(query)).all())


async def _tests(session: AsyncSession, questions: Collection[int]) -> dict[int, int]:
    query = (
        select(Asking.question_id, func.count())
        .join(CallSummary, col(CallSummary.call) == col(Asking.call))
        .where(col(Asking.question_id).in_(questions), _in_a_test())
        .group_by(col(Asking.question_id))
    )
    return dict((await session.exec(query)).all())


def _in_a_test() -> ColumnElement[bool]:
    """Of an asking joined with its call."""
    return func.coalesce(col(CallSummary.test), false())


async def _days(session: AsyncSession, questions: Collection[int], today: datetime) -> dict[int, list[int]]:
    since = today - timedelta(days=DAYS - 1)
    query = (
        select(Asking.question_id, Asking.at)
        .join(CallSummary, col(CallSummary.call) == col(Asking.call), isouter=True)
        .where(col(Asking.question_id).in_(questions), col(Asking.at) >= since, ~_in_a_test())
    )
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
