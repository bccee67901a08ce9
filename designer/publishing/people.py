"""Owns where people are reached: skill → address → hours, for every flow or for one of its own."""

import re

from msgspec import Struct, convert, to_builtins
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.publishing import release, settings, versions
from designer.refusal import Refused
from designer.store.tables import Destination
from dsl.bundle import decode
from dsl.calendars import WEEKDAYS, parse_days, parse_hours, parse_zone
from dsl.directory import handed_to
from dsl.model import Calendar
from dsl.notation import NotationError

_SKILL = re.compile(r"[\w\-]{1,40}")
_SEPARATORS = re.compile(r"[,，;；]\s*")


class Entered(Struct, frozen=True, kw_only=True):
    """The hours as a form gives them: without days and hours, always."""

    days: tuple[str, ...] = ()
    hours: str = ""
    zone: str = ""
    closed: str = ""  # days off, one a line: `2026-10-01..2026-10-07 National Day`


async def table(session: AsyncSession) -> list[Destination]:
    """By skill; what is for every flow first, then in the order in which it is tried."""
    query = select(Destination).order_by(Destination.skill, Destination.package, col(Destination.id))
    return list((await session.exec(query)).all())


async def add(session: AsyncSession, skill: str, package: str, address: str, entered: Entered) -> Destination:
    skill, address = skill.strip(), settings.checked_address(address.strip())
    if not _SKILL.fullmatch(skill):
        raise Refused("refusals.skill", line=skill[:80])
    calendar = read_hours(entered)
    row = Destination(skill=skill, package=package, address=address, hours=to_builtins(calendar) if calendar else None)
    session.add(row)
    await session.flush()
    await release.issue(session)
    return row


async def remove(session: AsyncSession, number: int) -> Destination:
    row = await session.get(Destination, number)
    if row is None:
        raise Refused("refusals.no_such_destination", 404)
    await session.delete(row)
    await session.flush()
    await release.issue(session)
    return row


def hours_of(row: Destination) -> Calendar | None:
    return convert(row.hours, Calendar) if row.hours else None


def read_hours(entered: Entered) -> Calendar | None:
    days = [day for day in WEEKDAYS if day in entered.days]
    spans = [span for span in _SEPARATORS.split(entered.hours.strip()) if span]
    if not days and not spans and not entered.closed.strip():
        return None
    days, spans = days or list(WEEKDAYS), spans or ["0:00-24:00"]
    holidays = {}
    try:
        zone = parse_zone(entered.zone.strip())
        for span in spans:
            parse_hours(span)
        for line in filter(None, map(str.strip, entered.closed.splitlines())):
            written, _, title = line.partition(" ")
            parse_days(written)
            holidays[written] = title.strip() or written
    except NotationError as problem:
        raise Refused("refusals.hours_of_people", text=str(problem.arguments.get("text", ""))[:80]) from None
    return Calendar(zone=zone, open={day: tuple(spans) for day in days}, holidays=holidays)


async def without_anybody(session: AsyncSession) -> dict[str, list[str]]:
    """Skills that live flows hand calls to and nobody is written down for: skill → flows."""
    rows = await table(session)
    found: dict[str, list[str]] = {}
    for package, version in sorted((await versions.live_versions(session)).items()):
        data = await versions.bundle_bytes(session, version.bundle)
        known = {row.skill for row in rows if row.package in ("", package)}
        for skill in sorted(handed_to(decode(data)) - known) if data else ():
            found.setdefault(skill, []).append(package)
    return found
