"""The emergency switch: turn it, end it, and the notices that are ready for it."""

from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import audit
from designer.formats import until
from designer.pages.access import may, may_everywhere
from designer.pages.screen import emergency_number, person, screen, to
from designer.publishing import emergency, numbers, settings
from designer.refusal import Refused
from designer.store.moments import now
from designer.store.tables import Measure
from designer.workspace.drafts import Drafts
from dsl.release import EVERY_NUMBER

Form = URLEncodedBody[dict[str, str]]
MINUTES = (30, 60, 120, 240, 480, 1440)
_ALL = "all"  # in the form: `*` is a number, and an empty field is a slip


def told(measure: Measure) -> dict[str, str]:
    return {"numbers": emergency_number(measure.dialled), "until": until(measure.until)}


@get("/emergency", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[str]:
    who, notices, house = person(request), await emergency.notices(session), await settings.read(session)
    mine = [row.dialled for row in await numbers.all_numbers(session) if who.may("emergency", row.package)]
    everywhere = who.may_everywhere("emergency")
    return screen(
        request,
        "emergency.html",
        here="settings",
        tab="emergency",
        may_switch=everywhere or bool(mine),
        may_approve=everywhere,
        measures=request.scope["measures"],  # type: ignore[typeddict-item] # by access.py
        choices=[*[(_ALL, emergency_number(EVERY_NUMBER))] * everywhere, *[(one, emergency_number(one)) for one in mine]],
        deeds=emergency.DEEDS,
        minutes=MINUTES,
        notices=notices,
        ready=[(str(notice.id), notice.title) for notice in notices if notice.approved_by],
        two_people=house.approval,
        fallback=house.fallback,
        titles={head.package: head.title for head in await Drafts(session).packages()},
        ways=[way for way in await emergency.ways(session) if who.may("see", way.package)],
        history=await emergency.history(session, who.packages("see")),
        may_end=lambda dialled: everywhere or dialled in mine,
    )


@post("/emergency", guards=[may("emergency")])
async def begin(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    chosen, notice = data.get("number", ""), data.get("notice", "")
    dialled = EVERY_NUMBER if chosen == _ALL else chosen or "?"
    await _check_right(request, session, dialled)
    who, ends = person(request).name, _until(data.get("minutes", ""), data.get("until", ""))
    number = int(notice) if notice.isdecimal() else None
    measure = await emergency.begin(session, dialled, data.get("does", ""), number, ends, who)
    await audit.note(session, who, "emergency_on", emergency.subject(measure))
    return to(request, "/emergency", flash="emergency.begun")


@post("/emergency/{number:int}/end", guards=[may("emergency")])
async def end(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], number: FromPath[int]) -> Response[str]:
    measure = await emergency.find(session, number)
    await _check_right(request, session, measure.dialled)
    await emergency.end(session, measure, person(request).name)
    await audit.note(session, person(request).name, "emergency_off", emergency.subject(measure))
    return to(request, "/emergency", flash="emergency.ended")


@post("/emergency/notices", guards=[may("emergency")])
async def add_notice(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: Form) -> Response[str]:
    who = person(request).name
    notice = await emergency.add_notice(session, data.get("title", ""), data.get("zh", ""), data.get("en", ""), who)
    await audit.note(session, who, "notice_added", f"{notice.id} {notice.title}")
    return to(request, "/emergency", flash="emergency.notice_added")


@post("/emergency/notices/{number:int}/{decision:str}", guards=[may_everywhere("emergency")])
async def decide(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], number: FromPath[int], decision: FromPath[str]
) -> Response[str]:
    who = person(request).name
    match decision:
        case "approve":
            notice = await emergency.approve_notice(session, number, who)
            await audit.note(session, who, "notice_approved", f"{number} {notice.title}")
        case "remove":
            notice = await emergency.remove_notice(session, number)
            await audit.note(session, who, "notice_removed", f"{number} {notice.title}")
        case _:
            raise Refused("refusals.status_404", 404)
    return to(request, "/emergency", flash="settings.saved")


async def _check_right(request: Request[Any, Any, Any], session: AsyncSession, dialled: str) -> None:
    """All numbers want the right on every flow, one number that on its own."""
    who = person(request)
    if who.may_everywhere("emergency"):
        return
    rows = {row.dialled: row.package for row in await numbers.all_numbers(session)}
    if dialled not in rows or not who.may("emergency", rows[dialled]):
        raise Refused("refusals.status_403", 403)


def _until(minutes: str, at: str) -> datetime:
    """The clock of this place where one was given, else so many minutes from now."""
    try:
        if at.strip():
            return datetime.fromisoformat(at).astimezone()
        return now().replace(second=0, microsecond=0) + timedelta(minutes=int(minutes) + 1)  # whole minutes are easier to tell
    except (ValueError, OverflowError):
        raise Refused("refusals.no_such_time") from None


HANDLERS = [show, begin, end, add_notice, decide]
