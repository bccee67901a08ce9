"""The feed that runtimes pull from and deliver to (see `dsl/release.py`). Machines only: a bearer token, no cookies."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import File
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import rolling_out
from designer.calls import intake
from designer.calls import sounds as call_sounds
from designer.learning import questions
from designer.pages.access import from_a_runtime
from designer.publishing import release, versions
from designer.publishing.artefacts import Artefacts
from designer.publishing.runtimes import Runtimes
from designer.refusal import Refused
from designer.store import sounds
from designer.store.engine import Store
from dsl.release import RuntimeStatus

JOURNAL_LIMIT = 20_000_000
ARTEFACT_LIMIT = 500_000_000
SOUND_LIMIT = 200_000_000
"""More than three hours of a call."""
LONGEST_CALL_NAME = 64
_LONGEST_WAIT = 30


@get("/release")
async def pull_release(request: Request[Any, Any, Any], wait: FromQuery[int] = 0) -> Response[bytes]:
    """The newest release as soon as it differs from the one the runtime has; 304 when it doesn't in this time."""
    store: Store = request.app.state.store
    have = request.headers.get("if-none-match", "").strip('"')
    count = store.notices.count(release.TOPIC)
    issued = await _newest(store)
    if issued.tag == have and wait > 0:
        await store.notices.changed(release.TOPIC, count, min(wait, _LONGEST_WAIT))
        issued = await _newest(store)
    tag = {"ETag": f'"{issued.tag}"'}
    if issued.tag == have:
        return Response(b"", status_code=304, headers=tag)
    return Response(issued.data, media_type=MediaType.JSON, headers=tag)


@get("/bundles/{identity:str}")
async def pull_bundle(session: NamedDependency[AsyncSession], identity: FromPath[str]) -> Response[bytes]:
    data = await versions.bundle_bytes(session, identity)
    if data is None:
        raise Refused("refusals.no_such_bundle", 404)
    return Response(data, media_type=MediaType.JSON)


@get("/recordings/{name:str}")
async def pull_recording_set(session: NamedDependency[AsyncSession], name: FromPath[str]) -> Response[bytes]:
    data = await sounds.find_set(session, name)
    if data is None:
        raise Refused("refusals.no_such_recording", 404)
    return Response(data, media_type=MediaType.JSON)


@get("/sounds/{name:str}")
async def pull_sound(session: NamedDependency[AsyncSession], name: FromPath[str]) -> Response[bytes]:
    data = await sounds.find(session, name)
    if data is None:
        raise Refused("refusals.no_such_recording", 404)
    return Response(data, media_type="audio/wav")


@get("/artefacts/{name:str}")
async def pull_artefact(request: Request[Any, Any, Any], name: FromPath[str]) -> File:
    artefacts: Artefacts = request.app.state.artefacts
    return File(artefacts.find(name), media_type="application/octet-stream")


@put("/artefacts/{name:str}", request_max_body_size=ARTEFACT_LIMIT)
async def share_artefact(request: Request[Any, Any, Any], name: FromPath[str]) -> dict[str, int]:
    artefacts: Artefacts = request.app.state.artefacts
    return {"stored": await artefacts.keep(name, request.stream())}


@put("/calls/{call:str}/sound", status_code=200, request_max_body_size=SOUND_LIMIT)
async def deliver_sound(request: Request[Any, Any, Any], call: FromPath[str], began: FromQuery[str]) -> dict[str, int]:
    """The sound of a call that is over; how much of it there was."""
    files: call_sounds.SoundFiles = request.app.state.sounds
    try:
        at = datetime.fromisoformat(began)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not 0 < len(call) <= LONGEST_CALL_NAME:
        raise Refused("refusals.sound_unreadable", 400)
    arrived = await files.receive(request.stream())
    size = arrived.stat().st_size
    store: Store = request.app.state.store
    async with store.session() as session:
        await call_sounds.keep(session, files, call, at, arrived)
    return {"stored": size}


@post("/journal", status_code=200, request_max_body_size=JOURNAL_LIMIT)
async def deliver_journal(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession]) -> Response[dict[str, int]]:
    """What can be read is kept in any case; 422 tells the runtime that a record among them could not."""
    delivery = intake.read(await request.body())
    taken = await intake.take(session, delivery)
    await questions.note(session, taken.new, taken.tests)
    answer = {"accepted": len(delivery.raw), "new": len(taken.new), "rejected": delivery.rejected}
    return Response(answer, status_code=422 if delivery.rejected else 200)


@post("/status", status_code=204)
async def note_status(request: Request[Any, Any, Any]) -> None:
    runtimes: Runtimes = request.app.state.runtimes
    try:
        status = msgspec.json.decode(await request.body(), type=RuntimeStatus)
    except msgspec.DecodeError:
        raise Refused("refusals.not_a_status", 400) from None
    await runtimes.note(status)
    if status.stopped:
        store: Store = request.app.state.store
        async with store.session() as session:
            await rolling_out.stopped_by_a_runtime(session, status.stopped)


async def _newest(store: Store) -> Any:
    async with store.session() as session:
        return await release.newest(session) or await release.issue(session)


HANDLERS = [
    Router(
        path="/feed",
        guards=[from_a_runtime],
        opt={"open": True},
        route_handlers=[
            pull_release,
            pull_bundle,
            pull_recording_set,
            pull_sound,
            pull_artefact,
            share_artefact,
            deliver_sound,
            deliver_journal,
            note_status,
        ],
    )
]
