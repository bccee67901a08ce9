"""Where people are reached: the hand-off table, and the address for calls when nothing else can take them."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit
from designer.calls.masking import without_numbers
from designer.pages import calendars
from designer.pages.access import may, may_everywhere
from designer.pages.screen import person, screen, to
from designer.publishing import people, release, settings
from designer.publishing.hours import Entered
from designer.store.moments import now
from designer.store.tables import Destination
from designer.workspace.drafts import Drafts
from dsl.calendars import WEEKDAYS, OpeningHours

Form = URLEncodedBody[dict[str, str]]


@get("/people", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    drafts, who = Drafts(session), person(request)
    rows = [row for row in await people.table(session) if not row.package or who.may("see", row.package)]
    libraries = await drafts.libraries()
    heads = [head for head in await drafts.packages() if who.may("see", head.package)]
    titles = {head.package: head.title for head in heads if head.package not in libraries}
    without = await people.without_anybody(session, who.packages("see"))
    administers = who.may_everywhere("administer")
    shown: Callable[[str], str] = str if administers else without_numbers
    zones = [hours.zone for row in rows if (hours := people.hours_of(row)) is not None]
    return screen(
        request,
        "people.html",
        here="settings",
        tab="people",
        rows=[(row, shown(row.address), titles.get(row.package, row.package), told(row), is_open(row)) for row in rows],
        titles=titles,
        without=[(skill, [titles.get(package, package) for package in packages]) for skill, packages in without.items()],
        skills=sorted({row.skill for row in rows} | set(without)),
        weekdays=WEEKDAYS,
        zone=zones[-1] if zones else calendars.usual_zone(),
        fallback=shown((await settings.read(session)).fallback),
        may_administer=administers,
    )


@post("/people", guards=[may_everywhere("administer")])
async def add(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    data = await request.form()
    package = str(data.get("package", ""))
    if package:
        await Drafts(session).read(package)  # refused where there is none
    entered = Entered(
        days=tuple(str(day) for day in data.getall("day", [])),
        hours=str(data.get("hours", "")),
        zone=str(data.get("zone", "")),
        closed=str(data.get("closed", "")),
    )
    row = await people.add(session, str(data.get("skill", "")), package, str(data.get("address", "")), entered)
    return await _changed(request, session, row)


@post("/people/{number:int}/remove", guards=[may_everywhere("administer")])
async def remove(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], number: FromPath[int]) -> Response[str]:
    return await _changed(request, session, await people.remove(session, number))


@post("/people/fallback", guards=[may_everywhere("administer")])
async def set_fallback(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    await settings.set_fallback(session, data.get("fallback", ""))
    await release.issue(session)
    return await _changed(request, session, None)


async def _changed(request: Request[Any, Any, Any], session: AsyncSession, row: Destination | None) -> Response[str]:
    subject = f"{row.skill} {row.package or '*'} {without_numbers(row.address)}" if row is not None else "fallback"
    await audit.note(session, person(request).name, "people_changed", subject)
    return to(request, "/people", flash="settings.saved")


def told(row: Destination) -> str:
    """The hours, as a person reads them."""
    hours = people.hours_of(row)
    return words.t("people.always") if hours is None else calendars.told(hours)


def is_open(row: Destination) -> bool:
    hours = people.hours_of(row)
    return hours is None or OpeningHours(hours).is_open(now().isoformat())


HANDLERS = [show, add, remove, set_fallback]
