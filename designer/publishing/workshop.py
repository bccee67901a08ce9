"""Owns talking to the workshop runtime: preparing bundles, playing conversations and understanding words on them, and
tickets for try-out calls."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Mapping
from typing import Any, TypeAlias

import httpx
import msgspec
from msgspec import Struct
from sqlmodel import col, select

from designer.publishing.runtimes import Runtimes
from designer.publishing.versions import keep_bundle
from designer.refusal import Refused
from designer.store.engine import Store, take_turn
from designer.store.moments import now
from designer.store.tables import BundleData, Preparation
from dsl.journal import DataFetched, Understood
from dsl.model import Conversation, Lookup
from dsl.release import Ticket, sign_ticket

PREPARE_LIMIT = 120.0
PLAY_LIMIT = 60.0
PROGRESS_LIMIT = 2.0
LOOK_UP_LIMIT = 70.0  # a look-up may take a minute
_TICKET_LASTS = 120
_MOST_PLAYED = 64  # bundles whose conversations are remembered

Conversations: TypeAlias = dict[str, tuple[Conversation, ...]]
"""By the name of their file."""


class Sample(Struct, frozen=True):
    """A value that stands in for a name of a reply: its type, and its canonical text."""

    type: str
    text: str


class Unkept(Struct, frozen=True):
    """A turn of a conversation that did not come true, in both languages. `number`: of the conversation in its file."""

    file: str
    conversation: str
    turn: int
    en: str
    zh: str
    number: int = 0
    wanted: str = ""
    got: str = ""  # what came of the turn, where one thing stands against another


class Told(Struct, frozen=True):
    """One conversation: what the line said when the call began, then at each turn that was played."""

    file: str
    number: int
    said: tuple[tuple[str, ...], ...]
    name: str = ""


class TakenEdge(Struct, frozen=True):
    """A way on from a step (or, without one, from any question), and how often it was taken."""

    step: str
    kind: str
    label: str
    target: str
    times: int


class Covered(Struct, frozen=True):
    """What the conversations together went through."""

    steps: dict[str, int] = {}
    edges: tuple[TakenEdge, ...] = ()


class Played(Struct, frozen=True):
    passed: int
    failed: int
    failures: tuple[Unkept, ...]
    told: tuple[Told, ...] = ()
    covered: Covered = Covered()


class UnderWay(Struct, frozen=True):
    """How far preparing is: `waiting` for its turn or `working`, for so long."""

    state: str = "unknown"
    seconds: float = 0.0


class HeardAs(Struct, frozen=True):
    """What of a bundle isn't heard as written, in one language; `pronounced`: words of no dictionary, with their sounds."""

    language: str
    samples: int
    unaccepted: tuple[str, ...] = ()
    pronounced: dict[str, str] = {}
    unheard: tuple[str, ...] = ()


class Workshop:
    """The runtime that takes no calls. Where it is, its heartbeat says."""

    def __init__(self, store: Store, runtimes: Runtimes, token: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._store = store
        self._runtimes = runtimes
        self._token = token
        self._played: dict[str, Played] = {}
        self._newest: dict[str, Played] = {}
        self._playing: dict[str, asyncio.Task[Played | None]] = {}
        self._not_played: set[str] = set()  # what was tried and could not be
        self._begun: dict[str, asyncio.Task[None]] = {}
        self._running: dict[tuple[str, bool], asyncio.Task[Preparation | None]] = {}  # by bundle, and whether it is made ahead
        # No proxies: the control port is on this machine or in the operator's own network.
        headers = {"Authorization": f"Bearer {token}"}
        self._client = httpx.AsyncClient(headers=headers, timeout=10.0, trust_env=False, transport=transport)

    @property
    def there(self) -> bool:
        return self._runtimes.workshop() is not None

    async def close(self) -> None:
        tasks = [*self._running.values(), *self._playing.values(), *self._begun.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()

    async def known(self, bundle: str) -> Preparation | None:
        """What the workshop said of this bundle, if it was prepared before."""
        async with self._store.session() as session:
            return (await session.exec(select(Preparation).where(Preparation.bundle == bundle))).first()

    async def prepare(self, package: str, bundle: str, data: bytes, *, ahead: bool = False) -> Preparation | None:
        """Makes the bundle ready to take calls; None when there is no workshop. Asked twice, it is done once.

        `ahead`: nobody waits for it yet, so it gives way to what somebody waits for.
        """
        done = await self.known(bundle)
        if done is not None and done.ready:
            return done
        running = self._running.get((bundle, ahead)) or self._running.get((bundle, False))
        if running is None:
            running = asyncio.create_task(self._prepare(package, bundle, data, ahead=ahead))
            self._running[bundle, ahead] = running
            running.add_done_callback(lambda _: self._running.pop((bundle, ahead), None))
        return await asyncio.shield(running)

    def played(self, bundle: str, conversations: Conversations) -> Played | None:
        """What came of these conversations on this bundle, if they were played there before."""
        return self._played.get(_key(bundle, conversations))

    def newest(self, package: str) -> Played | None:
        """What came of its conversations when they were last played, on whatever the draft was then."""
        return self._newest.get(package)

    def not_played(self, bundle: str, conversations: Conversations) -> bool:
        """Whether it was tried, and the workshop couldn't."""
        return _key(bundle, conversations) in self._not_played

    def begin(self, package: str, bundle: str, data: bytes, conversations: Conversations) -> None:
        """Prepares a bundle that somebody looks at and plays its conversations, beside everything else and once."""
        if bundle not in self._begun:
            task = asyncio.create_task(self._begin(package, bundle, data, conversations))
            self._begun[bundle] = task
            task.add_done_callback(lambda _: self._begun.pop(bundle, None))

    async def progress(self, bundle: str) -> UnderWay | None:
        """How far the preparing of a bundle is, where the workshop tells."""
        workshop = self._runtimes.workshop()
        if workshop is None:
            return None
        try:
            response = await self._client.get(f"{workshop.control.rstrip('/')}/prepare/{bundle}", timeout=PROGRESS_LIMIT)
            return msgspec.json.decode(response.content, type=UnderWay)
        except (httpx.HTTPError, msgspec.MsgspecError):
            return None

    async def usual_seconds(self, package: str) -> float:
        """How long the last of its bundles took to prepare; 0 where nobody knows."""
        query = select(Preparation.report).join(BundleData, col(BundleData.identity) == Preparation.bundle)
        query = query.where(BundleData.package == package, col(Preparation.ready)).order_by(col(Preparation.at).desc()).limit(1)
        async with self._store.session() as session:
            report = (await session.exec(query)).first() or {}
        seconds = report.get("seconds", 0.0)
        return float(seconds) if isinstance(seconds, int | float) else 0.0

    async def play(self, package: str, bundle: str, conversations: Conversations) -> Played | None:
        """Plays conversations on a bundle that is prepared; None when the workshop can't. Asked twice, it is done once."""
        key = _key(bundle, conversations)
        if key not in self._playing:
            task = asyncio.create_task(self._play(package, bundle, conversations))
            self._playing[key] = task
            task.add_done_callback(lambda _: self._playing.pop(key, None))
        return await asyncio.shield(self._playing[key])

    async def _begin(self, package: str, bundle: str, data: bytes, conversations: Conversations) -> None:
        if await self.known(bundle) is None:
            await self.prepare(package, bundle, data)
        preparation = await self.known(bundle)
        untried = self.played(bundle, conversations) is None and not self.not_played(bundle, conversations)
        if preparation is not None and preparation.ready and conversations and untried:
            await self.play(package, bundle, conversations)

    async def _play(self, package: str, bundle: str, conversations: Conversations) -> Played | None:
        body = msgspec.json.encode({"bundle": bundle, "conversations": conversations})
        response = await self._post("/rehearse", content=body, timeout=PLAY_LIMIT)
        if response is None or response.status_code != httpx.codes.OK:
            self._not_played.add(_key(bundle, conversations))
            return None
        self._not_played.discard(_key(bundle, conversations))
        played = msgspec.json.decode(response.content, type=Played)
        while len(self._played) >= _MOST_PLAYED:
            self._played.pop(next(iter(self._played)))
        self._played[_key(bundle, conversations)] = self._newest[package] = played
        return played

    async def understand(self, package: str, bundle: str, data: bytes, text: str) -> Understood:
        """What these words mean on this bundle, which is prepared first if it has to be."""
        if await self.prepare(package, bundle, data) is None:
            raise Refused("refusals.no_workshop", 503)
        response = await self._post("/understand", json={"bundle": bundle, "text": text})
        if response is None or response.status_code != httpx.codes.OK:
            raise Refused("refusals.workshop_failed", 502)
        return msgspec.json.decode(response.content, type=Understood)

    async def heard(self, package: str, bundle: str, data: bytes) -> list[HeardAs] | None:
        """How the line hears this bundle, which is prepared first if it has to be; None when the workshop can't tell."""
        preparation = await self.prepare(package, bundle, data)
        if preparation is None or not preparation.ready:
            return None
        response = await self._post("/hearing", json={"bundle": bundle}, timeout=PLAY_LIMIT)
        if response is None or response.status_code != httpx.codes.OK:
            return None
        return msgspec.json.decode(response.content, type=list[HeardAs])

    async def speak(self, text: str, language: str, samples: Mapping[str, Sample], recordings: str = "") -> bytes:
        """What the line would speak, as a WAV file; `recordings`: the set that it is said with."""
        order = {"text": text, "language": language, "samples": samples, "recordings": recordings}
        response = await self._post("/speak", content=msgspec.json.encode(order))
        if response is None:
            raise Refused("refusals.no_workshop", 503)
        if response.status_code != httpx.codes.OK:
            raise Refused("refusals.cannot_speak", 422)
        return response.content

    async def look_up(self, lookup: Lookup, parameters: Mapping[str, str]) -> DataFetched:
        """Carries out one look-up, as a call would."""
        order = {"lookup": lookup, "parameters": parameters}
        response = await self._post("/look-up", content=msgspec.json.encode(order), timeout=LOOK_UP_LIMIT)
        if response is None:
            raise Refused("refusals.no_workshop", 503)
        if response.status_code != httpx.codes.OK:
            raise Refused("refusals.workshop_failed", 502)
        return msgspec.json.decode(response.content, type=DataFetched)

    def ticket(self, *, bundle: str = "", dialled: str = "", caller: str = "", recordings: str = "", test: bool = False) -> str:
        """Lets one browser make one call within two minutes; `test`: one that no figure of callers counts."""
        expires = int(time.time()) + _TICKET_LASTS
        nonce = secrets.token_hex(8)
        ticket = Ticket(
            nonce=nonce, expires=expires, dialled=dialled, bundle=bundle, caller=caller, recordings=recordings, test=test
        )
        return sign_ticket(ticket, self._token)

    async def _prepare(self, package: str, bundle: str, data: bytes, *, ahead: bool) -> Preparation | None:
        # The runtime fetches the bundle from our feed when a call comes, so it is kept before anything refers to it.
        async with self._store.session() as session:
            await keep_bundle(session, package, bundle, data)
        response = await self._post("/prepare", content=data, params={"urgent": str(not ahead).lower()}, timeout=PREPARE_LIMIT)
        if response is None:
            return None
        report = _report(response)
        preparation = Preparation(bundle=bundle, ready=response.status_code == httpx.codes.OK, report=report, at=now())
        async with self._store.session() as session:
            await take_turn(session)  # somebody who waits and what was made ahead may end together
            await session.merge(preparation)
        self._store.notices.post(f"prepared:{bundle}")
        return preparation

    async def _post(self, path: str, **options: Any) -> httpx.Response | None:
        workshop = self._runtimes.workshop()
        if workshop is None:
            return None
        try:
            return await self._client.post(workshop.control.rstrip("/") + path, **options)
        except httpx.HTTPError:
            return None


def _key(bundle: str, conversations: Conversations) -> str:
    return bundle + hashlib.sha256(msgspec.json.encode(conversations, order="sorted")).hexdigest()


def _report(response: httpx.Response) -> dict[str, Any]:
    try:
        report = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        return {}
    return report if isinstance(report, dict) else {}
