"""Owns where people are reached: skill → address → hours, for every flow or for one of its own."""

from collections.abc import Collection

from msgspec import Struct, convert, to_builtins
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.publishing import extracts, release, settings, versions
from designer.publishing.hours import Entered, read_hours
from designer.refusal import Refused
from designer.store.tables import Destination
from dsl.model import Calendar


async def table(session: AsyncSession) -> list[Destination]:
    """By skill; what is for every flow first, then in the order in which it is tried."""
    query = select(Destination).order_by(Destination.skill, Destination.package, col(Destination.id))
    return list((await session.exec(query)).all())


class Line(Struct, frozen=True, kw_only=True):
    """A line of the table as a form gives it."""

    skill: str = ""
    package: str = ""
    address: str = ""
    entered: Entered = Entered()


async def add(session: AsyncSession, line: Line) -> Destination:
    return await _write(session, Destination(skill="", address=""), line)


async def change(session: AsyncSession, number: int, line: Line) -> Destination:
    """The line keeps its place among those of its skill."""
    return await _write(session, await find(session, number), line)


async def move(session: AsyncSession, number: int, *, up: bool) -> Destination:
    """Tries a line before the one that is tried before it now, or after the one after it."""
    row = await find(session, number)
    alike = [one for one in await table(session) if (one.skill, one.package) == (row.skill, row.package)]
    place = alike.index(row) + (-1 if up else 1)
    if 0 <= place < len(alike):
        other = alike[place]
        row.address, row.hours, other.address, other.hours = other.address, other.hours, row.address, row.hours
        session.add_all([row, other])
        await session.flush()
        await release.issue(session)
    return row


async def find(session: AsyncSession, number: int) -> Destination:
    row = await session.get(Destination, number)
    if row is None:
        raise Refused("refusals.no_such_destination", 404)
    return row


async def _write(session: AsyncSession, row: Destination, line: Line) -> Destination:
    skill, address = settings.checked_skill(line.skill), settings.checked_address(line.address.strip())
    calendar = read_hours(line.entered)
    row.skill, row.package, row.address = skill, line.package, address
    row.hours = to_builtins(calendar) if calendar else None
    session.add(row)
    await session.flush()
    await release.issue(session)
    return row


async def remove(session: AsyncSession, number: int) -> Destination:
    row = await find(session, number)
    await session.delete(row)
    await session.flush()
    await release.issue(session)
    return row


def hours_of(row: Destination) -> Calendar | None:
    return convert(row.hours, Calendar) if row.hours else None


async def without_anybody(session: AsyncSession, packages: Collection[str] | None = None) -> dict[str, list[str]]:
    """Skills that live flows (of these; None: all) hand calls to and nobody is written down for: skill → flows."""
    rows = await table(session)
    found: dict[str, list[str]] = {}
    for package, version in sorted((await versions.live_versions(session)).items()):
        if packages is not None and package not in packages:
            continue
        extract = await extracts.of_bundle(session, version.bundle)
        known = {row.skill for row in rows if row.package in ("", package)}
        for skill in sorted(extract.skills - known) if extract is not None else ():
            found.setdefault(skill, []).append(package)
    return found
