"""The calls: the list, and one call with its transcript as it happens."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import MediaType, Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import audit
from designer.calls import calls, days, transcript
from designer.pages.access import check, may
from designer.pages.screen import person, screen
from designer.publishing import versions
from designer.refusal import Refused
from designer.store.tables import CallSummary
from designer.workspace.drafts import Drafts
from dsl.bundle import decode

ENDINGS: dict[str, tuple[str, ...]] = {
    "going": ("",),
    "line": ("line",),
    "caller": ("caller",),
    "handed_off": ("handed_off",),
    "trouble": days.TROUBLE,
}
"""What the list can be narrowed to, by how calls ended."""
SHORTEST_REASON, LONGEST_REASON = 4, 200
Form = URLEncodedBody[dict[str, str]]
_STOP_POLLING = 286  # htmx swaps this answer and asks no more


class Narrowed(Struct, frozen=True, kw_only=True):
    """Which calls the list shows, as its address says it."""

    package: str = ""
    ended: str = ""  # one of ENDINGS
    today: bool = False
    unknown: bool = False
    bundle: str = ""  # of one version

    def address(self, page: str) -> str:
        given = {name: getattr(self, name) for name in ("package", "ended", "today", "unknown", "bundle")}
        chosen = {name: "true" if value is True else value for name, value in given.items() if value}
        return f"{page}?{urlencode(chosen)}" if chosen else page


def narrowed(
    package: FromQuery[str] = "",
    ended: FromQuery[str] = "",
    today: FromQuery[bool] = False,
    unknown: FromQuery[bool] = False,
    bundle: FromQuery[str] = "",
) -> Narrowed:
    return Narrowed(package=package, ended=ended if ended in ENDINGS else "", today=today, unknown=unknown, bundle=bundle)


NARROWED = {"chosen": Provide(narrowed, sync_to_thread=False)}


@get("/calls", guards=[may("calls")], dependencies=NARROWED)
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    chosen: NamedDependency[Narrowed],
    before: FromQuery[str] = "",
) -> Response[str]:
    return await _list(request, session, chosen, before, block=None)


@get("/calls/rows", guards=[may("calls")], dependencies=NARROWED)
async def rows(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], chosen: NamedDependency[Narrowed]
) -> Response[str]:
    """The list again, as it stands now; the page asks every few seconds."""
    return await _list(request, session, chosen, "", block="rows")


@get("/calls/{call:str}", guards=[may("calls")])
async def show_call(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], call: FromPath[str], turn: FromQuery[int] = -1
) -> Response[str]:
    summary = await _allowed(request, session, call)
    return screen(request, "call.html", **await _call(session, summary), turn=turn)


@get("/calls/{call:str}/transcript", guards=[may("calls")])
async def show_transcript(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    call: FromPath[str],
    turn: FromQuery[int] = -1,
    seen: FromQuery[int] = 0,
) -> Response[str]:
    """The transcript as far as it is known; the page asks every second until the call has ended.

    `seen`: how many records the page shows. Nothing is replaced when there are no more, so focus and reading stay.
    """
    summary = await _allowed(request, session, call)
    context = await _call(session, summary)
    if summary.ended_at is None and context["seen"] == seen:
        return Response("", status_code=204, media_type=MediaType.HTML)
    status = 200 if summary.ended_at is None else _STOP_POLLING
    return screen(request, "call.html", block="transcript", status=status, **context, turn=turn)


@post("/calls/{call:str}/number", guards=[may("unmask")], status_code=200)
async def reveal(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], call: FromPath[str], data: Form
) -> Response[str]:
    """The caller's whole number. Who looked is noted, and why."""
    summary = await _allowed(request, session, call)
    check(request, "unmask", summary.package)
    reason = calls.without_numbers(" ".join(data.get("reason", "").split())[:LONGEST_REASON])
    if len(reason) < SHORTEST_REASON:
        raise Refused("refusals.reason_for_number", shortest=SHORTEST_REASON)
    await audit.note(session, person(request).name, "number_unmasked", f"{call}: {reason}")
    return screen(request, "call.html", block="number", summary=summary, number=summary.caller, may_unmask=False)


async def _list(
    request: Request[Any, Any, Any], session: AsyncSession, chosen: Narrowed, before: str, *, block: str | None
) -> Response[str]:
    found = await calls.newest(
        session,
        package=chosen.package,
        before=_moment(before),
        since=days.midnight(datetime.now().astimezone()) if chosen.today else None,
        unknown_only=chosen.unknown,
        ended=ENDINGS.get(chosen.ended, ()),
        bundle=chosen.bundle,
    )
    seen = [summary for summary in found[: calls.PAGE] if person(request).may("calls", summary.package)]
    more = found[calls.PAGE - 1].started_at.isoformat() if len(found) > calls.PAGE else ""
    heads = await Drafts(session).packages()
    titles = {head.package: head.title for head in heads if person(request).may("calls", head.package)}
    version = await versions.of_bundle(session, chosen.package, chosen.bundle) if chosen.bundle else None
    return screen(
        request,
        "calls.html",
        block=block,
        here="calls",
        summaries=seen,
        titles=titles,
        chosen=chosen,
        version=version.number if version else None,
        endings=ENDINGS,
        more=more,
        before=before,
        masked=calls.masked,
        lasted=lasted,
    )


async def _allowed(request: Request[Any, Any, Any], session: AsyncSession, call: str) -> CallSummary:
    summary = await calls.find(session, call)
    if not person(request).may("calls", summary.package):
        raise Refused("refusals.status_403", 403)
    return summary


async def _call(session: AsyncSession, summary: CallSummary) -> dict[str, Any]:
    records = await calls.records(session, summary.call)
    titles = {head.package: head.title for head in await Drafts(session).packages()}
    return {
        "here": "calls",
        "summary": summary,
        "turns": transcript.turns(records),
        "seen": len(records),
        "told": transcript.summary_of(records),
        "flow_title": titles.get(summary.package, summary.package),
        "version": await versions.of_bundle(session, summary.package, summary.bundle),
        "titled": await _titles(session, summary.bundle),
        "number": calls.masked(summary.caller),
        "may_unmask": True,
        "lasted": lasted,
        "clock": clock,
    }


async def _titles(session: AsyncSession, bundle: str) -> Callable[..., str]:
    """What an intent, a slot or an answer is called in the bundle that the call ran; its name where that is not known."""
    data = await versions.bundle_bytes(session, bundle)
    if not data:
        return lambda name, kind="intents": name
    ran = decode(data)
    titles = {("intents", name): intent.title for name, intent in ran.intents.items()}
    titles |= {("slots", name): slot.title for name, slot in ran.slots.items()}
    titles |= {("answers", name): answer.title for name, answer in ran.answers.items()}
    return lambda name, kind="intents": titles.get((kind, name)) or name


def lasted(summary: CallSummary) -> str:
    """How long the call took so far, as minutes and seconds."""
    seconds = int(((summary.ended_at or summary.last_at) - summary.started_at).total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}"


def clock(at: str, began: datetime) -> str:
    """When in the call something happened."""
    seconds = max(0, int((datetime.fromisoformat(at) - began).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02d}"


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo else None


HANDLERS = [show, rows, show_call, show_transcript, reveal]
