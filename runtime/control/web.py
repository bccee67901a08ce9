"""Owns the control port: health, metrics, preparing, understanding, the proof of hearing, conversations, replay, and the door for
calls from browsers.

The port is for the designer, which shows the shared token, and for browsers, which show a ticket that it signed. Which
page a browser comes from is not asked: an `Origin` is easily forged, a ticket is not.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Litestar, Request, Response, WebSocket, get, post, websocket
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct, to_builtins

from dsl.journal import Understood
from dsl.model import Lookup
from dsl.turn import Expectation
from runtime.call.discretion import tidy, whereabouts
from runtime.call.senses import Senses
from runtime.call.surroundings import Fetcher
from runtime.call.switchboard import Switchboard
from runtime.control.browser_calls import BrowserCalls
from runtime.control.hearing_proof import prove
from runtime.control.library import Library, NotReady
from runtime.control.metrics import render
from runtime.control.recording_sets import RecordingSets
from runtime.control.rehearsing import RehearseOrder, rehearse_all
from runtime.control.replaying import ReplayOrder, replay_all
from runtime.control.speaking import CannotSpeak, Sample, spoken_wave
from runtime.dialogue.engine import Program
from runtime.journal.outbox import Outbox
from runtime.sound.keeper import SoundKeeper
from runtime.speech.protocols import CannotHear, Voice

log = logging.getLogger("callwright.control")

LARGEST_BODY = 32 * 1024 * 1024

Order = TypeVar("Order")


@dataclass
class Services:
    """What the control port speaks for."""

    name: str
    role: str
    token: str
    library: Library
    switchboard: Switchboard
    outbox: Outbox
    sounds: SoundKeeper
    browser_calls: BrowserCalls
    began: float
    stage: Callable[[], str]  # starting, ready, ending
    tier: Callable[[str], str]  # what understanding of a language works on, in a sentence
    voice: Callable[[], Voice | None]
    fetcher: Fetcher
    senses: Senses
    recordings: RecordingSets


class UnderstandOrder(Struct, frozen=True):
    bundle: str
    text: str


class HearingOrder(Struct, frozen=True):
    bundle: str


class SpeakOrder(Struct, frozen=True):
    """A reply as it is written; `samples` stand in for its names. `recordings`: the set that it is said with."""

    text: Annotated[str, Meta(max_length=2_000)]
    language: str
    samples: dict[str, Sample] = {}
    recordings: str = ""


class LookUpOrder(Struct, frozen=True):
    """A look-up as data.yaml has it, and what it is sent."""

    lookup: Lookup
    parameters: dict[str, str]


def bearer_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Whoever asks must show the shared token; `/health` says so little that it asks for none, `/line` has tickets."""
    if handler.opt.get("open"):
        return
    services: Services = connection.app.state.services
    shown = connection.headers.get("authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(shown.encode(), services.token.encode()):
        raise NotAuthorizedException("The control port asks for the shared token.")


@get("/health", open=True, sync_to_thread=False)
def health(state: State) -> dict[str, object]:
    services: Services = state.services
    return {
        "status": services.stage(),
        "name": services.name,
        "role": services.role,
        "release": services.switchboard.release.number,
        "understanding": {language: services.tier(language) for language in ("en", "zh")},
        "hearing": services.senses.hearing(),
        "practice": services.senses.practising(),
    }


@get("/metrics", media_type="text/plain; version=0.0.4", sync_to_thread=False)
def metrics(state: State) -> str:
    services: Services = state.services
    return render(services.switchboard, services.library, services.outbox, services.sounds, time.monotonic() - services.began)


@post("/prepare", status_code=HTTP_200_OK)
async def prepare(request: Request[Any, Any, Any], state: State, urgent: FromQuery[bool] = False) -> Response[bytes]:
    """Bundle bytes in; answers when the bundle is ready, or says in one sentence why it will not be.

    `urgent`: somebody waits for it, so it comes before what is made ahead.
    """
    services: Services = state.services
    try:
        identity = services.library.add(await request.body())
        await services.library.ready(identity, urgent=urgent)
    except NotReady as problem:
        return _json({"state": "failed", "error": str(problem)}, status=422)
    return _json(services.library.preparation(identity))


@get("/prepare/{identity:str}", sync_to_thread=False)
def preparation(identity: FromPath[str], state: State) -> Response[bytes]:
    """How far the preparing of a bundle is, while another request waits for it."""
    services: Services = state.services
    return _json(services.library.preparation(identity))


@post("/understand", status_code=HTTP_200_OK)
async def understand(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    services: Services = state.services
    order = _read(await request.body(), UnderstandOrder)
    try:
        prepared = await services.library.ready(order.bundle, urgent=True)
    except NotReady as problem:
        return _json({"error": str(problem)}, status=404)
    topics = tuple(prepared.bundle.topics)
    understood: Understood = prepared.understander.understand(
        tidy(order.text), Expectation(intents=topics, topics=topics), datetime.now(UTC).astimezone()
    )
    return _json(understood)


@post("/hearing", status_code=HTTP_200_OK)
async def hearing(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    """What of a bundle would not be heard as it is written, in each of its languages."""
    services: Services = state.services
    order = _read(await request.body(), HearingOrder)
    try:
        return _json(await prove(await services.library.bundle(order.bundle), services.senses.recognizer))
    except NotReady as problem:
        return _json({"error": str(problem)}, status=404)
    except CannotHear as problem:
        return _json({"error": str(problem)}, status=422)


@post("/rehearse", status_code=HTTP_200_OK)
async def rehearse(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    """Plays a package's conversations on a bundle, through the real engine in virtual time."""
    services: Services = state.services
    order = _read(await request.body(), RehearseOrder)
    try:
        prepared = await services.library.ready(order.bundle)
    except NotReady as problem:
        return _json({"error": str(problem)}, status=404)
    return _json(await asyncio.to_thread(rehearse_all, order.conversations, Program(prepared.bundle), prepared.understander))


@post("/speak", status_code=HTTP_200_OK)
async def speak(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    """What the line would speak, as a WAV file."""
    services: Services = state.services
    order = _read(await request.body(), SpeakOrder)
    try:
        await services.recordings.ready(order.recordings)
        recordings = services.recordings.find(order.recordings)
        sound = await spoken_wave(services.voice(), order.text, order.language, order.samples, recordings)
    except (CannotSpeak, NotReady) as problem:
        return _json({"error": str(problem)}, status=422)
    return Response(sound, media_type="audio/wav")


@post("/look-up", status_code=HTTP_200_OK)
async def look_up(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    """Carries out one look-up, as a call would; only hosts of the release are reached."""
    services: Services = state.services
    order = _read(await request.body(), LookUpOrder)
    return _json(await services.fetcher.fetch(0, order.lookup, order.parameters))


@post("/replay", status_code=HTTP_200_OK)
async def replay_calls(request: Request[Any, Any, Any], state: State) -> Response[bytes]:
    services: Services = state.services
    order = _read(await request.body(), ReplayOrder)
    records = sorted(order.records, key=lambda record: (record.call, record.sequence))
    wanted = {order.bundle or record.bundle for record in records}
    try:
        programs = {identity: Program(await services.library.bundle(identity)) for identity in wanted}
    except NotReady as problem:
        return _json({"error": str(problem)}, status=404)
    return _json(await asyncio.to_thread(replay_all, records, programs, order.bundle))


@websocket("/line", open=True)
async def line(socket: WebSocket[Any, Any, Any], state: State) -> None:
    services: Services = state.services
    await services.browser_calls.carry(socket)


def create_app(services: Services) -> Litestar:
    return Litestar(
        route_handlers=[health, metrics, prepare, preparation, understand, hearing, rehearse, speak, look_up, replay_calls, line],
        guards=[bearer_only],
        state=State({"services": services}),
        request_max_body_size=LARGEST_BODY,
        exception_handlers={HTTPException: _sentence, Exception: _trouble},
        openapi_config=None,
        logging_config=None,
    )


def _read(body: bytes, kind: type[Order]) -> Order:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise HTTPException("The body is not what this address takes.", status_code=400) from None


def _json(content: object, status: int = HTTP_200_OK) -> Response[bytes]:
    return Response(msgspec.json.encode(to_builtins(content)), status_code=status, media_type="application/json")


def _sentence(_: Request[Any, Any, Any], problem: HTTPException) -> Response[bytes]:
    return _json({"error": problem.detail}, status=problem.status_code)


def _trouble(_: Request[Any, Any, Any], problem: Exception) -> Response[bytes]:
    log.error("a request to the control port failed (%s)", whereabouts(problem))
    return _json({"error": "Something went wrong in the runtime; its log says where."}, status=500)
