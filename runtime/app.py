"""Owns the wiring of a runtime: the only place where its lines, its speech, its calls and its control port meet."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import socket
import sqlite3
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from dsl.bundle import Bundle
from dsl.recordings import FOLDER
from dsl.release import RuntimeStatus
from runtime.call.fetching import HttpFetcher
from runtime.call.prepared import Understander
from runtime.call.senses import Senses
from runtime.call.surroundings import Surroundings
from runtime.call.switchboard import Switchboard
from runtime.call.trials import Trials
from runtime.control.browser_calls import BrowserCalls
from runtime.control.feed import Designer, Releases, heartbeat
from runtime.control.library import Library
from runtime.control.preparing import Preparer
from runtime.control.recording_sets import RecordingSets
from runtime.control.sharing import SharedArtefacts
from runtime.control.sound_delivery import SoundDelivery
from runtime.control.tickets import TicketGate
from runtime.control.web import Services, create_app
from runtime.journal.call_journal import end_abandoned
from runtime.journal.delivery import Delivery
from runtime.journal.outbox import Outbox
from runtime.line.sip import SipLine
from runtime.sound.keeper import SoundKeeper
from runtime.speech.hearing.recognizers import Engine, chosen, unknown_choices
from runtime.speech.recordings import Recordings
from runtime.speech.voice.command_voice import voices_from_environment
from runtime.speech.voice.pyttsx_voice import PyttsxVoice
from runtime.speech.voice.voices import Voices
from runtime.understanding.encoder.choice import tier
from runtime.understanding.sources import prepared_names
from runtime.understanding.understander import load

log = logging.getLogger("callwright.runtime")

LARGEST_MESSAGE = 64 * 1024
LAST_DELIVERY_SECONDS = 3.0


@dataclass(frozen=True)
class Settings:
    """What a runtime is told when it starts. `sip_port` None: no SIP line. `grace`: how long calls may go on at the end."""

    data: Path
    designer: str
    token: str
    name: str = "runtime"
    host: str = "127.0.0.1"
    control_port: int = 0
    sip_port: int | None = None
    workshop: bool = False
    grace: float = 20.0


class CannotStart(Exception):
    """The message is one sentence."""


class Runtime:
    """One runtime process. Bundles and artefacts under `data` may be shared by several; journal and release are its own."""

    def __init__(self, settings: Settings, senses: Senses | None = None) -> None:
        self._settings = settings
        self._began = time.monotonic()
        self._stage = "starting"
        own = settings.data / settings.name
        own.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            opened.enter_context(_only_one(own / "lock", settings.name))
            self._listening = opened.enter_context(_bind(settings.host, settings.control_port))
            self._outbox = opened.enter_context(closing(_open_outbox(own / "journal.sqlite")))
            self._opened = opened.pop_all()
        self.port: int = self._listening.getsockname()[1]
        self._designer = Designer(settings.designer, settings.token)
        self._senses = senses or _senses(settings.data)
        self._library = Library(
            settings.data,
            Preparer(),
            _Understanding(),
            self._senses.prepare,
            fetch=self._designer.bundle,
            sharing=SharedArtefacts(self._designer),
        )
        self._fetcher = HttpFetcher(lambda: self._switchboard.release.hosts)
        around = Surroundings(journal=self._outbox, fetcher=self._fetcher)
        self._recordings = RecordingSets(
            settings.data,
            self._senses.recordings,
            fetch_set=self._designer.recording_set,
            fetch_sound=self._designer.sound,
        )
        self._sounds = SoundKeeper(own / "sounds")
        self._switchboard = Switchboard(
            around,
            self._senses,
            trials=Trials(own / "stopped.json"),
            recordings=self._recordings.find,
            sounds=self._sounds,
        )
        self._releases = Releases(
            own / "release.json",
            self._designer,
            self._library,
            self._recordings,
            self._switchboard,
            prepares=not settings.workshop,
        )
        self._delivery = Delivery(self._outbox, self._designer.post_journal)
        self._sound_delivery = SoundDelivery(self._sounds, self._designer.put_sound)
        self._sip: SipLine | None = None
        if settings.sip_port is not None and not settings.workshop:
            self._sip = SipLine(settings.host, settings.sip_port, self._switchboard.accept)

    async def run(self, stop: asyncio.Event) -> None:
        """Takes calls until `stop`; then no new ones, and returns when those under way are over or their time is up."""
        ended = end_abandoned(self._outbox.open_calls(), self._outbox, lambda: datetime.now(UTC))
        if ended:
            log.warning("%d calls were under way when this runtime last died: their ends are written", ended)
        self._sounds.take_up()
        server = self._control_port()
        tasks = [asyncio.create_task(work) for work in self._loops(server)]
        stopping = asyncio.create_task(stop.wait())
        try:
            done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()  # a loop that ended ends the runtime, with what ended it
        finally:
            stopping.cancel()
            await self._close(server, tasks)

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _loops(self, server: _Server) -> Iterator[Coroutine[None, None, None]]:
        yield server.serve(sockets=[self._listening])
        yield self._take_calls()
        yield heartbeat(self._designer, self._status, self._releases.switched)
        yield self._delivery.run()
        yield self._sounds.run()
        yield self._sound_delivery.run()

    async def _take_calls(self) -> None:
        """Voice and ears first, then the last good release, then the lines: whoever rings is answered."""
        await self._senses.start()
        await self._releases.restore()
        if self._sip is not None:
            await self._sip.start()
        self._stage = "ready"
        log.info("%s answers on port %d", "the workshop" if self._settings.workshop else "the runtime", self.port)
        await self._releases.follow()

    def _control_port(self) -> _Server:
        services = Services(
            name=self._settings.name,
            role=self._role,
            token=self._settings.token,
            library=self._library,
            switchboard=self._switchboard,
            outbox=self._outbox,
            sounds=self._sounds,
            browser_calls=BrowserCalls(
                TicketGate(self._settings.token),
                self._library,
                self._switchboard,
                self._senses,
                self._recordings,
            ),
            began=self._began,
            stage=lambda: self._stage,
            tier=tier,
            voice=lambda: self._senses.voice,
            fetcher=self._fetcher,
            senses=self._senses,
            recordings=self._recordings,
        )
        return _Server(
            uvicorn.Config(
                create_app(services),
                log_level="warning",
                access_log=False,
                ws="websockets-sansio",
                ws_max_size=LARGEST_MESSAGE,
                timeout_graceful_shutdown=2,
                lifespan="off",
            )
        )

    @property
    def _role(self) -> str:
        return "workshop" if self._settings.workshop else "live"

    def _status(self) -> RuntimeStatus:
        return RuntimeStatus(
            name=self._settings.name,
            role="workshop" if self._settings.workshop else "live",
            control=f"http://{_address_towards(self._settings.designer, self._settings.host)}:{self.port}",
            line_port=self.port,
            calls=self._switchboard.calls,
            test_calls=self._switchboard.test_calls,
            release=self._switchboard.release.number,
            sip=self._sip.status if self._sip is not None else "",
            hearing=self._senses.hearing(),
            speaking=self._senses.speaking(),
            waiting_records=self._outbox.waiting,
            stopped=self._switchboard.trials.stopped,
            version=version("callwright"),
        )

    async def _close(self, server: _Server, tasks: list[asyncio.Task[None]]) -> None:
        self._stage = "ending"
        log.info("no new calls; %d under way", self._switchboard.calls)
        await self._switchboard.close(self._settings.grace)
        if self._sip is not None:
            await self._sip.close()
        await self._library.close()
        server.should_exit = True
        if tasks:
            await asyncio.wait(tasks[:1], timeout=4)  # the port's own task
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(self._delivery.drain(LAST_DELIVERY_SECONDS), self._sound_delivery.drain(LAST_DELIVERY_SECONDS))
        await asyncio.gather(self._senses.close(), self._fetcher.close(), self._designer.close(), return_exceptions=True)
        self._opened.close()


class _Server(uvicorn.Server):
    """Leaves the process's signals to the command, which ends calls before the port."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Understanding:
    """The understanding of this build, as the library wants it."""

    def parts(self, bundle: Bundle) -> Sequence[str]:
        each = [prepared_names(bundle.spoken_in(language)) for language in bundle.languages]
        return [name for names in each for name in (names.intents, names.answers)]

    def load(self, bundle: Bundle, folder: Path) -> Understander:
        return load(bundle, folder)


def _senses(data: Path) -> Senses:
    """The voices and what hears each language here; said plainly, for a practice model hears no people."""
    voice = PyttsxVoice()
    try:
        others = voices_from_environment(voice)
    except ValueError as problem:
        raise CannotStart(f"{problem}.") from None
    recognizers = [engine.make(data / "hearing") for engine in _engines()]
    return Senses(Voices(voice, others), recognizers, Recordings(data / FOLDER))


def _engines() -> list[Engine]:
    """What hears each language, told as a runtime starts."""
    for choice in unknown_choices():
        log.warning(
            "CALLWRIGHT_HEARING asks for %s, which is not here: `callwright models list --kind hearing` names what is", choice
        )
    engines = chosen()
    for language, engine in engines.items():
        log.info("%s is heard by %s", language, engine.name)
        if engine.practice:
            log.warning(
                "the practice model understands synthetic speech only; people are heard with a model that you add: "
                "`callwright models add --kind hearing --language %s FOLDER`",
                language,
            )
    return list(engines.values())


def _only_one(path: Path, name: str) -> TextIOWrapper:
    """Two runtimes on one journal would write under the same numbers."""
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise CannotStart(f"Another runtime named {name} runs on this data folder; give this one another --name.") from None
    return handle


def _open_outbox(path: Path) -> Outbox:
    try:
        return Outbox(path)
    except sqlite3.Error as problem:
        raise CannotStart(f"The journal {path} cannot be opened: {problem}.") from None


def _bind(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=256)
    except OSError as problem:
        raise CannotStart(f"Control port {port} on {host} cannot be opened: {problem.strerror}.") from None


def _address_towards(designer: str, host: str) -> str:
    """Our own address as the designer reaches it: the one we listen on, or where the way to the designer begins."""
    if host not in ("0.0.0.0", "::", ""):
        return host
    place = urlsplit(designer)
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((place.hostname or "127.0.0.1", place.port or 80))
        return str(probe.getsockname()[0])
    return "127.0.0.1"
