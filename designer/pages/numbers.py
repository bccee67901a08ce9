"""The numbers: which dialled number runs which flow, and when."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit
from designer.pages import calendars
from designer.pages.access import check, may
from designer.pages.items import entered_in
from designer.pages.screen import person, screen, to
from designer.publishing import extracts, number_hours, numbers, people, test_line, versions
from designer.publishing.hours import Entered
from designer.refusal import Refused
from designer.store.moments import now
from designer.store.tables import Number, OnTestLine, Version
from designer.workspace.drafts import Drafts
from dsl.calendars import OpeningHours
from dsl.model import LANGUAGES

Form = URLEncodedBody[dict[str, str]]
FIELDS = (
    "dialled", "package", "entry", "language", "runs", "when", "calendar", "does", "says_zh", "says_en", "skill", "other",
    "other_entry",
)  # fmt: skip


class Shown(Struct, frozen=True, kw_only=True):
    """A number as the page shows it. `open`: None where it takes calls always; `gap`: what its hours want and is not live."""

    row: Number
    hours: str = ""
    open: bool | None = None
    otherwise: str = ""
    gap: str = ""


@get("/numbers", guards=[may("see")])
async def show(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], change: FromQuery[str] = ""
) -> Response[str]:
    """`change`: the number whose settings stand in the form."""
    drafts, who = Drafts(session), person(request)
    libraries = await drafts.libraries()
    titles = {head.package: head.title for head in await drafts.packages() if head.package not in libraries}
    live, tested = await versions.live_versions(session), await test_line.everything(session)
    seen = [row for row in await numbers.all_numbers(session) if who.may("see", row.package)]
    changed = next((row for row in seen if row.dialled == change and who.may("numbers", row.package)), None)
    hours = number_hours.of(changed) if changed is not None else None
    own = calendars.entered(hours.own if hours is not None else None, calendars.OFFICE_HOURS)
    return screen(
        request,
        "numbers.html",
        here="numbers",
        rows=[await _shown(session, row, titles, live, tested) for row in seen],
        titles=titles,
        assignable=[(package, title) for package, title in titles.items() if who.may("numbers", package)],
        live=live,
        tested=tested,
        spoken=[(language, words.t(f"flows.language_{language}")) for language in LANGUAGES],
        can_assign=who.may("numbers"),
        changed=changed,
        filled=hours or number_hours.Hours(),
        calendar=await _called(session, hours, {package: version.bundle for package, version in live.items()}) if hours else "",
        when="always" if hours is None else "own" if hours.own else "calendar",
        own=own,
        **calendars.rows(own),
        calendars=await _calendars(session, {package: version for package, version in live.items() if package in titles}, titles),
        does=number_hours.DOES,
        skills=sorted({row.skill for row in await people.table(session)}),
    )


@post("/numbers", guards=[may("numbers")])
async def assign(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    data = await entered_in(request)
    given = {name: data.text(name) for name in FIELDS}
    dialled, package = given.get("dialled", ""), given.get("package", "")
    await _check_both(request, session, dialled, package)
    hours = number_hours.of_form(_wanted(given, calendars.sent(data)))
    for run in {package, hours.package if hours is not None else ""} - {""}:
        check(request, "numbers", run)
        if (await Drafts(session).read(run)).is_library:
            raise Refused("refusals.library_is_no_line", 409)
    entry, language, test = given["entry"] or "inbound", given.get("language", ""), given.get("runs") == "test"
    before = _told(await session.get(Number, dialled.strip()))
    await numbers.assign(session, dialled, package, entry, language, test=test, hours=hours)
    after = _told(await session.get(Number, dialled.strip()))
    await audit.note(session, person(request).name, "number_assigned", f"{dialled.strip()} {audit.from_to(before, after)}")
    return to(request, "/numbers", flash="numbers.saved")


@post("/numbers/remove", guards=[may("numbers")])
async def remove(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    dialled = data.get("dialled", "")
    await _check_both(request, session, dialled)
    before = _told(await session.get(Number, dialled))
    await numbers.remove(session, dialled)
    await audit.note(session, person(request).name, "number_removed", f"{dialled} {before}")
    return to(request, "/numbers", flash="numbers.removed")


def _told(row: Number | None) -> str:
    """What a number runs, as the audit log says it."""
    if row is None:
        return ""
    hours = number_hours.of(row)
    parts = (
        row.package, row.entry if row.entry != "inbound" else "", row.language, "test" if row.test else "",
        f"hours:{hours.does}" if hours is not None else "",
    )  # fmt: skip
    return " ".join(part for part in parts if part)


async def _check_both(request: Request[Any, Any, Any], session: AsyncSession, dialled: str, package: str | None = None) -> None:
    """Whoever moves a number needs the right where it comes from as well as where it goes. `*` takes calls of every package."""
    row = await session.get(Number, dialled.strip())
    whole = numbers.EVERY_OTHER if dialled.strip() == numbers.EVERY_OTHER else None
    for touched in {row.package if row else None, package, whole} - {None}:
        check(request, "numbers", touched)


def _wanted(given: Mapping[str, str], own: Entered) -> number_hours.Wanted:
    return number_hours.Wanted(
        when=given.get("when", ""), calendar=given.get("calendar", ""), entered=own, does=given.get("does", ""),
        zh=given.get("says_zh", ""), en=given.get("says_en", ""), skill=given.get("skill", ""),
        package=given.get("other", ""), entry=given.get("other_entry", ""),
    )  # fmt: skip


async def _shown(
    session: AsyncSession,
    row: Number,
    titles: Mapping[str, str],
    live: Mapping[str, Version],
    tested: Mapping[str, OnTestLine],
) -> Shown:
    hours = number_hours.of(row)
    if hours is None:
        return Shown(row=row)
    runs: dict[str, str] = {package: version.bundle for package, version in live.items()}
    if row.test and row.package in tested:
        runs[row.package] = tested[row.package].bundle
    calendar = await number_hours.calendar(session, hours, runs)
    flow = hours.package or row.package
    if calendar is None:
        return Shown(
            row=row, gap=words.t("numbers.no_calendar", calendar=hours.calendar, flow=titles.get(hours.package_of_calendar))
        )
    if hours.does == "flow" and flow not in (tested if row.test else live):
        return Shown(row=row, gap=words.t("numbers.other_not_live", flow=titles.get(flow, flow)))
    called = await _called(session, hours, runs)
    name = f"{called} ({titles.get(hours.package_of_calendar)}) · " if hours.calendar else ""
    entry = words.t(f"numbers.entry_{hours.entry}")
    skill = hours.skill or words.t("numbers.skill_of_flow")
    otherwise = words.t(f"numbers.told_{hours.does}", flow=titles.get(flow, flow), entry=entry, skill=skill)
    is_open = OpeningHours(calendar).is_open(now().isoformat())
    return Shown(row=row, hours=name + calendars.told(calendar), open=is_open, otherwise=otherwise)


async def _called(session: AsyncSession, hours: number_hours.Hours, runs: Mapping[str, str]) -> str:
    """What the calendar is called in what runs."""
    bundle = runs.get(hours.package_of_calendar)
    extract = await extracts.of_bundle(session, bundle) if bundle is not None else None
    return number_hours.name_among(hours, extract.calendars if extract is not None else ())


async def _calendars(session: AsyncSession, live: Mapping[str, Version], titles: Mapping[str, str]) -> list[tuple[str, str]]:
    """Those of what is live, as the form offers them."""
    found: list[tuple[str, str]] = []
    for package, version in live.items():
        extract = await extracts.of_bundle(session, version.bundle)
        names = sorted(extract.calendars) if extract is not None else []
        found += [(f"{package}/{name}", f"{titles[package]} · {name}") for name in names]
    return found


HANDLERS = [show, assign, remove]
