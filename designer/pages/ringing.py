"""Ringing a number from the browser: a call to the live line, for who has no telephone at hand."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.pages.access import check, may
from designer.pages.screen import screen
from designer.pages.tryout import CallTicket, Trouble, engine_of, names_of
from designer.publishing import numbers
from designer.publishing.runtimes import Runtimes, practises
from designer.publishing.workshop import Workshop
from designer.refusal import Refused
from designer.store.tables import Number
from designer.workspace.drafts import Drafts

NOBODY_DIALS = "anything"
"""What the browser dials to reach the number that takes every other one."""


class Wanted(Struct, frozen=True):
    """The call that somebody wants to make: which number, and from which they want to seem to call."""

    dialled: str
    caller: str = ""


@get("/numbers/call", guards=[may("see")])
async def show(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], dialled: FromQuery[str] = "*"
) -> Response[str]:
    number = await _number(request, session, dialled)
    drafts = Drafts(session)
    draft, checked = await drafts.read(number.package), await drafts.check(number.package)
    live = _runtimes(request).live()
    return screen(
        request,
        "ringing.html",
        here="numbers",
        rung=number.package,
        test=number.test,
        dialled=dialled,
        any_other=dialled == numbers.EVERY_OTHER,
        there=live is not None,
        hearing=engine_of(live.hearing, draft.language) if live else "",
        speaking=engine_of(live.speaking, draft.language) if live else "",
        practice=practises(engine_of(live.hearing, draft.language)) if live else False,
        names=names_of(checked.package) if checked.package else {},
        suggestions=[],
    )


@post("/numbers/call/ticket", guards=[may("see")], status_code=200)
async def ticket(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], data: JSONBody[Wanted]
) -> Response[Any]:
    """Lets the browser ring the live runtime once."""
    number = await _number(request, session, data.dialled)
    live = _runtimes(request).live()
    if live is None:
        return Response(Trouble(sentence=words.t("ringing.no_line")), status_code=503)
    workshop: Workshop = request.app.state.workshop
    draft = await Drafts(session).read(number.package)
    dialled = NOBODY_DIALS if number.dialled == numbers.EVERY_OTHER else number.dialled
    signed = workshop.ticket(dialled=dialled, caller=data.caller.strip()[:32], test=True)
    hearing = engine_of(live.hearing, draft.language)
    return Response(CallTicket(ticket=signed, port=live.line_port, revision=draft.revision, hearing=hearing))


async def _number(request: Request[Any, Any, Any], session: AsyncSession, dialled: str) -> Number:
    number = await session.get(Number, dialled)
    if number is None:
        raise Refused("refusals.no_such_number", 404)
    check(request, "see", number.package)
    return number


def _runtimes(request: Request[Any, Any, Any]) -> Runtimes:
    runtimes: Runtimes = request.app.state.runtimes
    return runtimes


HANDLERS = [show, ticket]
