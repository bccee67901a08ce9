"""One call: how it ended, what had to happen in it, its talk as it goes on, and who read it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from litestar import MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import formats
from designer.accounts import audit, readings
from designer.calls import assurances, calls, masking, sounds, transcript
from designer.calls.assurances import Notice
from designer.calls.sound_places import places
from designer.pages.access import check, may
from designer.pages.calls import lasted
from designer.pages.screen import person, screen
from designer.publishing import settings, versions
from designer.publishing.workshop import Workshop
from designer.refusal import Refused
from designer.store.moments import now
from designer.store.tables import CallSummary, Version
from designer.workspace import texts
from designer.workspace.drafts import Drafts
from dsl import editing
from dsl.bundle import Bundle, decode
from dsl.journal import HandOffAnswered, LanguageSwitched, Record, RecordingSwitched, Said

ADDRESS = "/calls/{call:str}"
POLICIES = "policies.yaml"
SHORTEST_REASON, LONGEST_REASON = 4, 200
Form = URLEncodedBody[dict[str, str]]
_STILL_COMES = timedelta(minutes=2)  # after its end, where the runtime reaches the designer
_AUDIBLE = ("sip", "browser")
_STOP_POLLING = 286  # htmx swaps this answer and asks no more


class Wanted(Struct, frozen=True):
    """The turn in which the line said something."""

    sequence: int


@get(ADDRESS, guards=[may("calls")])
async def show(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], call: FromPath[str], turn: FromQuery[int] = -1
) -> Response[str]:
    """Who reads a call is noted; the page itself says so."""
    summary = await allowed(request, session, call)
    await readings.note(session, person(request).name, call)
    return screen(request, "call.html", **await _call(session, summary), **await _sound(session, summary), turn=turn)


@get(ADDRESS + "/transcript", guards=[may("calls")])
async def show_transcript(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    call: FromPath[str],
    turn: FromQuery[int] = -1,
    seen: FromQuery[int] = 0,
) -> Response[str]:
    """The call as far as it is known; the page asks every second until it has ended.

    `seen`: how many records the page shows. Nothing is replaced when there are no more, so focus and reading stay.
    """
    summary = await allowed(request, session, call)
    context = await _call(session, summary)
    if summary.ended_at is None and context["seen"] == seen:
        return Response("", status_code=204, media_type=MediaType.HTML)
    status = 200 if summary.ended_at is None else _STOP_POLLING
    return screen(request, "call.html", block="transcript", status=status, **context | {"polled": True}, turn=turn)


@get(ADDRESS + "/player", guards=[may("calls")])
async def show_player(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], call: FromPath[str]
) -> Response[str]:
    """The player as soon as there is something to play; the page asks until then."""
    summary = await allowed(request, session, call)
    context = await _sound(session, summary)
    if context["sound_state"] == "coming":
        return Response("", status_code=204, media_type=MediaType.HTML)
    return screen(request, "call.html", block="player", here="calls", summary=summary, **context)


@post(ADDRESS + "/speak", guards=[may("calls")], status_code=200)
async def speak(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], call: FromPath[str], data: JSONBody[Wanted]
) -> Response[bytes]:
    """What the line said at one turn, spoken again, for calls whose sound is not kept."""
    summary = await allowed(request, session, call)
    spoken = ""
    for record in await calls.records(session, call):
        match record.fact:
            case LanguageSwitched(language=language):
                spoken = language
            case Said(text=text) if record.sequence == data.sequence:
                language = spoken or await _language(session, summary)
                workshop: Workshop = request.app.state.workshop
                told = masking.without_numbers(text).replace("****", "…")  # its numbers are heard no more than seen
                return Response(await workshop.speak(_plain(told), language, {}), media_type="audio/wav")
    raise Refused("refusals.status_404", 404)


@post(ADDRESS + "/number", guards=[may("unmask")], status_code=200)
async def reveal(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], call: FromPath[str], data: Form
) -> Response[str]:
    """The caller's whole number, and those that were spoken of. Who looked is noted, and why."""
    summary = await allowed(request, session, call)
    check(request, "unmask", summary.package)
    reason = masking.without_numbers(" ".join(data.get("reason", "").split())[:LONGEST_REASON])
    if len(reason) < SHORTEST_REASON:
        raise Refused("refusals.reason_for_number", shortest=SHORTEST_REASON)
    await audit.note(session, person(request).name, "number_unmasked", f"{call}: {reason}")
    context = await _call(session, summary, whole=True)
    response = screen(request, "call.html", block="number", **context)
    if summary.ended_at is not None:  # else the page asks anew within a second, and shows them masked
        response.content += screen(request, "call.html", block="transcript", **context, turn=-1).content
    return response


async def allowed(request: Request[Any, Any, Any], session: AsyncSession, call: str) -> CallSummary:
    summary = await calls.find(session, call)
    if not person(request).may("calls", summary.package):
        raise Refused("refusals.status_403", 403)
    return summary


async def _call(session: AsyncSession, summary: CallSummary, *, whole: bool = False) -> dict[str, Any]:
    """`whole`: with every telephone number as it was."""
    records = await calls.records(session, summary.call)
    turns, told = transcript.turns(records), transcript.summary_of(records)
    titles = {head.package: head.title for head in await Drafts(session).packages()}
    version = await versions.of_bundle(session, summary.package, summary.bundle)
    ran = await _bundle(session, summary.bundle)
    flags = {name: value.flag for name, value in ran.values.items() if value.flag} if ran else {}
    return {
        "here": "calls",
        "summary": summary,
        "turns": turns if whole else [masking.without_numbers_in(turn) for turn in turns],
        "places": places(records),
        "seen": len(records),
        "told": told if whole else masking.without_numbers(told),
        "taken": _taken(records),
        "flow_title": titles.get(summary.package, summary.package),
        "drafted": summary.package in titles,
        "version": version,
        "titled": _titles(ran),
        "played": assurances.played(records, await _notices(session, version), summary.ended_at is not None),
        "checked": assurances.checked(records, flags),
        "readings": await readings.of_call(session, summary.call),
        "learning": await calls.question_of(session, summary.call),
        "number": summary.caller if whole else masking.masked(summary.caller),
        "may_unmask": not whole,
        "whole": whole,
        "polled": False,
        "lasted": lasted,
        "clock": clock,
    }


async def _sound(session: AsyncSession, summary: CallSummary) -> dict[str, Any]:
    """What there is to play of a call: `coming` while it may still arrive."""
    sound, house = await sounds.of_call(session, summary.call), await settings.read(session)
    if sound is not None:
        state = "kept" if sound.gone_at is None else "gone"
    else:
        fresh = summary.ended_at is None or now() - summary.ended_at < _STILL_COMES
        state = "coming" if house.sound and fresh and summary.line in _AUDIBLE else "none"
        if any(record.fact == RecordingSwitched(recording="never") for record in await calls.records(session, summary.call)):
            state = "never"
    until = sound.began_at + timedelta(days=house.sound_days) if sound is not None else None
    return {"sound": sound, "sound_state": state, "sound_until": until}


async def _bundle(session: AsyncSession, identity: str) -> Bundle | None:
    data = await versions.bundle_bytes(session, identity)
    return decode(data) if data else None


async def _language(session: AsyncSession, summary: CallSummary) -> str:
    ran = await _bundle(session, summary.bundle)
    return ran.language if ran else "zh-CN"


async def _notices(session: AsyncSession, version: Version | None) -> list[Notice]:
    """What the published rules say must be heard; the bundle itself holds no rules."""
    if version is None or POLICIES not in version.files:
        return []
    written = editing.read_value((await texts.read(session, {POLICIES: version.files[POLICIES]}))[POLICIES])
    found = []
    for rule in written if isinstance(written, list) else []:
        if not isinstance(rule, dict):
            continue
        heard = rule.get("heard")
        steps = (heard,) if isinstance(heard, str) else tuple(map(str, heard)) if isinstance(heard, list) else ()
        if steps:
            found.append(Notice(str(rule.get("name", "")), steps))
    return found


def _taken(records: list[Record]) -> str:
    """What came of the last hand-off; empty where there was none."""
    return next((record.fact.outcome for record in reversed(records) if isinstance(record.fact, HandOffAnswered)), "")


def _titles(ran: Bundle | None) -> Callable[..., str]:
    """What an intent, a slot or an answer is called in the bundle that the call ran; its name where that is not known."""
    if ran is None:
        return lambda name, kind="intents": name
    titles = {("intents", name): intent.title for name, intent in ran.intents.items()}
    titles |= {("slots", name): slot.title for name, slot in ran.slots.items()}
    titles |= {("answers", name): answer.title for name, answer in ran.answers.items()}
    return lambda name, kind="intents": titles.get((kind, name)) or name


def _plain(text: str) -> str:
    """Words that were said, as a reply that says them: none of their signs is a notation."""
    return "".join(f"\\{sign}" if sign in "\\<>()|" else sign for sign in text)


def clock(at: str, began: datetime) -> str:
    """When in the call something happened."""
    return formats.lasted(datetime.fromisoformat(at) - began)


HANDLERS = [show, show_transcript, show_player, speak, reveal]
