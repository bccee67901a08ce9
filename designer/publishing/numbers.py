"""Owns the numbers: which package each runs, live or on the test line, by which entry, in which language, and when."""

import re

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.publishing import number_hours, release
from designer.publishing.number_hours import Hours
from designer.refusal import Refused
from designer.store.tables import Number
from dsl.model import LANGUAGES

EVERY_OTHER = "*"
_DIALLED = re.compile(r"\*|\+?[0-9A-Za-z_.\-]{1,31}")


async def all_numbers(session: AsyncSession) -> list[Number]:
    """By number, the one that takes every other last."""
    rows = (await session.exec(select(Number))).all()
    return sorted(rows, key=lambda row: (row.dialled == EVERY_OTHER, row.dialled))


async def using(session: AsyncSession, package: str) -> list[Number]:
    """Those that run the package, be it at some hours alone."""
    rows = await all_numbers(session)
    return [row for row in rows if package in (row.package, (number_hours.of(row) or number_hours.Hours()).package)]


async def opening_by(session: AsyncSession, package: str, calendar: str) -> list[Number]:
    """Those whose hours are a calendar of the package."""
    kept = [(row, number_hours.of(row) or Hours()) for row in await all_numbers(session)]
    return [row for row, hours in kept if hours.package_of_calendar == package and number_hours.goes_by(hours, calendar)]


async def follow(session: AsyncSession, package: str, calendar: str, new: str) -> None:
    """Hours that are a calendar of the package go on by it when it is called otherwise."""
    for row in await opening_by(session, package, calendar):
        hours = number_hours.of(row)
        assert hours is not None, "it opens by a calendar"
        row.hours = number_hours.stored(number_hours.following(hours, new))
        session.add(row)
    await session.flush()


async def assign(
    session: AsyncSession,
    dialled: str,
    package: str,
    entry: str = "inbound",
    language: str = "",
    *,
    test: bool = False,
    hours: Hours | None = None,
) -> None:
    """From the next call on, this number runs this package; outside of `hours`, what they say."""
    dialled = dialled.strip()
    if not _DIALLED.fullmatch(dialled):
        raise Refused("refusals.number", number=dialled[:40])
    row = await session.get(Number, dialled)
    if row is None:
        row = Number(dialled=dialled, package=package)
    if hours is not None and (before := number_hours.of(row)) is not None:
        hours = number_hours.chosen_again(hours, before)
    row.package, row.entry = package, "outbound" if entry == "outbound" else "inbound"
    row.language = language if language in LANGUAGES else ""
    row.test, row.hours = test, number_hours.stored(hours)
    session.add(row)
    await session.flush()
    await release.issue(session)


async def remove(session: AsyncSession, dialled: str) -> None:
    row = await session.get(Number, dialled)
    if row is None:
        raise Refused("refusals.no_such_number", 404)
    await session.delete(row)
    await session.flush()
    await release.issue(session)
