"""Where people are reached: the hand-off table, and the address for calls when nothing else can take them."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit
from designer.calls.masking import without_numbers
from designer.pages import calendars
from designer.pages.access import may, may_everywhere
from designer.pages.items import entered_in
from designer.pages.screen import is_fragment, person, screen, to
from designer.publishing import people, release, settings
from designer.refusal import Refused
from designer.store.moments import now
from designer.store.tables import Destination
from designer.workspace.drafts import Drafts
from dsl.calendars import OpeningHours

Form = URLEncodedBody[dict[str, str]]


AT_FIELD = {"refusals.skill": "skill", "refusals.sip_address": "address", "refusals.hours_of_people": "hours",
            "refusals.day_twice": "hours"}  # fmt: skip
"""The field that a refusal is about."""


class Row(Struct, frozen=True, kw_only=True):
    """A line of the table as it is shown; `first` and `last` of those of its skill that are tried one after the other."""

    row: Destination
    address: str
    flow: str
    hours: str
    open: bool
    first: bool
    last: bool


class Shown(Struct, frozen=True, kw_only=True):
    """The form of a line. `number`: of the one that is changed; 0: a new one. `problems`: by field."""

    line: people.Line
    number: int = 0
    problems: dict[str, list[tuple[str, str]]] = {}


@get("/people", guards=[may("see")])
async def show(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], change: FromQuery[int] = 0
) -> Response[str]:
    """`change`: the line whose form stands open."""
    form = Shown(line=people.Line(entered=calendars.entered(None)))
    if change and person(request).may_everywhere("administer"):
        row = await people.find(session, change)
        hours = calendars.entered(people.hours_of(row))
        form = Shown(line=people.Line(skill=row.skill, package=row.package, address=row.address, entered=hours), number=change)
    return await _page(request, session, form)


async def _page(request: Request[Any, Any, Any], session: AsyncSession, form: Shown) -> Response[str]:
    drafts, who = Drafts(session), person(request)
    rows = [row for row in await people.table(session) if not row.package or who.may("see", row.package)]
    libraries = await drafts.libraries()
    heads = [head for head in await drafts.packages() if who.may("see", head.package)]
    titles = {head.package: head.title for head in heads if head.package not in libraries}
    without = await people.without_anybody(session, who.packages("see"))
    administers = who.may_everywhere("administer")
    shown: Callable[[str], str] = str if administers else without_numbers
    return screen(
        request,
        "people.html",
        block="line" if form.problems else None,
        status=422 if form.problems else 200,
        here="settings",
        tab="people",
        rows=[
            Row(
                row=row,
                address=shown(row.address),
                flow=titles.get(row.package, row.package),
                hours=told(row),
                open=is_open(row),
                first=not _alike(row, before),
                last=not _alike(row, after),
            )
            for before, row, after in zip([None, *rows], rows, [*rows[1:], None], strict=False)
        ],
        form=form,
        titles=titles,
        without=[(skill, [titles.get(package, package) for package in packages]) for skill, packages in without.items()],
        skills=sorted({row.skill for row in rows} | set(without)),
        **calendars.rows(form.line.entered, form.problems.get("hours", [])),
        fallback=shown((await settings.read(session)).fallback),
        may_administer=administers,
    )


@post("/people", guards=[may_everywhere("administer")])
async def add(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    return await _written(request, session, 0)


@post("/people/{number:int}", guards=[may_everywhere("administer")])
async def change(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], number: FromPath[int]) -> Response[str]:
    return await _written(request, session, number)


@post("/people/{number:int}/move", guards=[may_everywhere("administer")])
async def move(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], number: FromPath[int], data: Form
) -> Response[str]:
    return await _changed(request, session, _told(await people.move(session, number, up=data.get("way") == "up")))


async def _written(request: Request[Any, Any, Any], session: AsyncSession, number: int) -> Response[str]:
    """What can't be written is said at its field, and all that was entered stays there."""
    data = await entered_in(request)
    line = people.Line(
        skill=data.text("skill"), package=data.text("package"), address=data.text("address"), entered=calendars.sent(data)
    )
    if line.package:
        await Drafts(session).read(line.package)  # refused where there is none
    before = await session.get(Destination, number) if number else None
    told = _told(before) if before else ""
    try:
        row = await (people.change(session, number, line) if number else people.add(session, line))
    except Refused as refusal:
        field = AT_FIELD.get(refusal.key)
        if field is None or not is_fragment(request):
            raise
        problems = {field: [("error", words.t(refusal.key, **refusal.arguments))]}
        return await _page(request, session, Shown(line=line, number=number, problems=problems))
    return await _changed(request, session, audit.from_to(told, _told(row)))


@post("/people/{number:int}/remove", guards=[may_everywhere("administer")])
async def remove(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], number: FromPath[int]) -> Response[str]:
    return await _changed(request, session, _told(await people.remove(session, number)))


@post("/people/fallback", guards=[may_everywhere("administer")])
async def set_fallback(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    before = (await settings.read(session)).fallback
    await settings.set_fallback(session, data.get("fallback", ""))
    await release.issue(session)
    after = (await settings.read(session)).fallback
    return await _changed(request, session, f"fallback {audit.from_to(without_numbers(before), without_numbers(after) or '—')}")


def _told(row: Destination) -> str:
    """Where somebody is reached, as the audit log says it."""
    return f"{row.skill} {row.package or '*'} {without_numbers(row.address)}"


async def _changed(request: Request[Any, Any, Any], session: AsyncSession, subject: str) -> Response[str]:
    await audit.note(session, person(request).name, "people_changed", subject)
    return to(request, "/people", flash="settings.saved")


def told(row: Destination) -> str:
    """The hours, as a person reads them."""
    hours = people.hours_of(row)
    return words.t("people.always") if hours is None else calendars.told(hours)


def is_open(row: Destination) -> bool:
    hours = people.hours_of(row)
    return hours is None or OpeningHours(hours).is_open(now().isoformat())


def _alike(row: Destination, other: Destination | None) -> bool:
    """Whether both are tried for the same calls."""
    return other is not None and (row.skill, row.package) == (other.skill, other.package)


HANDLERS = [show, add, change, move, remove, set_fallback]
