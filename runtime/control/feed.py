"""Owns the feed: what this runtime pulls from the designer (release, bundles, artefacts) and pushes to it (journal, status).

The runtime is always the caller. The designer may be down, slow or restarting: the last good release is on disk, calls
go on, and each loop here tries again by itself, at most a second later at first.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import msgspec

from dsl.release import LineAssignment, Release, RuntimeStatus, decode_release, encode_release, release_tag
from runtime.call.script import PreparedBundle
from runtime.call.switchboard import Switchboard
from runtime.control.library import Library, NotReady
from runtime.control.recording_sets import RecordingSets
from runtime.journal.delivery import Refused, Unreachable

log = logging.getLogger("callwright.control")

POLL_SECONDS = 20
FIRST_WAIT = 0.25
LONGEST_WAIT = 5.0
STATUS_SECONDS = 2.0
SHORTEST_POLL = 0.5  # a designer that answers "nothing new" at once is not asked in a tight loop
NEVER_TAKEN = (400, 413, 422)
"""Answers to what was delivered that another try would not change."""


class Designer:
    """The designer's feed over HTTP. Raises `Unreachable` for whatever another try may mend."""

    def __init__(self, address: str, token: str, client: httpx.AsyncClient | None = None) -> None:
        self._client = client or httpx.AsyncClient(
            base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=10.0, trust_env=False, follow_redirects=False
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def release(self, tag: str) -> bytes | None:
        """The release as bytes, or None when it still is the one with this tag."""
        headers = {"If-None-Match": f'"{tag}"'} if tag else {}
        answer = await self._ask("GET", f"/feed/release?wait={POLL_SECONDS}", headers=headers, timeout=POLL_SECONDS + 10)
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return None
        _expect_ok(answer)
        return answer.content

    async def bundle(self, identity: str) -> bytes | None:
        return await self._download(f"/feed/bundles/{identity}")

    async def recording_set(self, name: str) -> bytes | None:
        return await self._download(f"/feed/recordings/{name}")

    async def sound(self, name: str) -> bytes | None:
        return await self._download(f"/feed/sounds/{name}")

    async def artefact(self, name: str) -> bytes | None:
        return await self._download(f"/feed/artefacts/{name}")

    async def put_artefact(self, name: str, data: bytes) -> None:
        _expect_ok(await self._ask("PUT", f"/feed/artefacts/{name}", content=data, timeout=60))

    async def post_journal(self, data: bytes) -> None:
        """Raises `Refused` when the designer read the records and will not take them."""
        answer = await self._ask("POST", "/feed/journal", content=data, headers={"Content-Type": "application/json"})
        if answer.status_code in NEVER_TAKEN:
            raise Refused(f"status {answer.status_code}")
        _expect_ok(answer)

    async def put_sound(self, call: str, began: datetime, data: AsyncIterator[bytes]) -> None:
        """Raises `Refused` when the designer will never take the sound of this call."""
        address = f"/feed/calls/{quote(call, safe='')}/sound"
        answer = await self._ask("PUT", address, params={"began": began.isoformat()}, content=data, timeout=60)
        if answer.status_code in NEVER_TAKEN:
            raise Refused(f"status {answer.status_code}")
        _expect_ok(answer)

    async def post_status(self, status: RuntimeStatus) -> None:
        content = msgspec.json.encode(status)
        _expect_ok(await self._ask("POST", "/feed/status", content=content, headers={"Content-Type": "application/json"}))

    async def _download(self, path: str) -> bytes | None:
        answer = await self._ask("GET", path, timeout=60)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        _expect_ok(answer)
        return answer.content

    async def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            return await self._client.request(method, path, **options)
        except httpx.HTTPError as problem:
            raise Unreachable(type(problem).__name__) from problem


def _expect_ok(answer: httpx.Response) -> None:
    if not answer.is_success:
        raise Unreachable(f"status {answer.status_code}")


class Releases:
    """Keeps the release in force. A new one takes over when everything in it is ready, never before."""

    def __init__(
        self,
        path: Path,
        designer: Designer,
        library: Library,
        recordings: RecordingSets,
        switchboard: Switchboard,
        *,
        prepares: bool = True,
    ) -> None:
        self._path = path
        self._designer = designer
        self._library = library
        self._recordings = recordings
        self._switchboard = switchboard
        self._prepares = prepares
        self._tag = ""
        self.switched = asyncio.Event()

    async def restore(self) -> None:
        """The last good release, from disk: calls can be taken before the designer is reached, or without it."""
        try:
            release = decode_release(self._path.read_bytes())
        except FileNotFoundError:
            return
        except (OSError, msgspec.MsgspecError):
            log.error("the kept release cannot be read: calls are taken once the designer gives one")
            return
        await self._take(release)

    async def follow(self) -> None:
        await patiently(self._follow_once, "the release")

    async def _follow_once(self) -> None:
        asked = asyncio.get_running_loop().time()
        data = await self._designer.release(self._tag)
        if data is None:
            await asyncio.sleep(max(0.0, asked + SHORTEST_POLL - asyncio.get_running_loop().time()))
            return
        try:
            release = decode_release(data)
        except msgspec.MsgspecError:
            raise Unreachable("a release that cannot be read") from None
        if not await self._take(release):
            raise Unreachable("a release that is not all ready")
        self._tag = release_tag(data)

    async def _take(self, release: Release) -> bool:
        """Switches to this release as far as it can run; False when some of it can't yet."""
        before = self._switchboard.release
        self._switchboard.heed(release)  # the emergency switch must act at once
        ready: dict[str, PreparedBundle] = {}
        failed = False
        for identity, recorded in sorted(_bundles(release).items()) if self._prepares else ():
            try:
                for name in recorded:
                    await self._recordings.ready(name)
                ready[identity] = await self._library.ready(identity)
            except NotReady as problem:
                log.error("bundle %s cannot run here: %s", identity[:12], problem)
                failed = True
        if failed:
            release = await self._as_far_as_ready(release, before, ready)
        self._switchboard.switch(release, ready)
        self._library.keep(ready)
        self._recordings.keep([name for recorded in _bundles(release).values() for name in recorded])
        _keep(self._path, encode_release(release))
        if not failed:
            log.info("release %d is in force", release.number)
        self.switched.set()
        return not failed

    async def _as_far_as_ready(self, release: Release, before: Release, ready: dict[str, PreparedBundle]) -> Release:
        """Numbers whose new bundle can't run keep what they ran before; all else of the release holds."""
        lines: dict[str, LineAssignment] = {}
        for dialled, assignment in release.lines.items():
            chosen = assignment if _all_ready(assignment, ready) else before.lines.get(dialled)
            if chosen is None:
                continue
            for bundle in {item.bundle for one in chosen.every() for item in one.bundles} - ready.keys():
                ready[bundle] = await self._library.ready(bundle)
            lines[dialled] = chosen
        return msgspec.structs.replace(release, number=before.number, lines=lines)


def _bundles(release: Release) -> dict[str, list[str]]:
    """Each bundle with the sets of recordings that its calls are said with."""
    found: dict[str, list[str]] = {}
    for assignment in release.lines.values():
        for one in assignment.every():
            for item in one.bundles:
                found.setdefault(item.bundle, []).append(item.recordings)
    return found


def _all_ready(assignment: LineAssignment, ready: dict[str, PreparedBundle]) -> bool:
    return all(item.bundle in ready for one in assignment.every() for item in one.bundles)


def _keep(path: Path, data: bytes) -> None:
    draft = path.with_suffix(".new")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as problem:
        log.error("the release could not be kept on disk (%s): it is in force until this process ends", type(problem).__name__)


async def heartbeat(designer: Designer, status: Callable[[], RuntimeStatus], switched: asyncio.Event) -> None:
    """Tells the designer every two seconds, and at once when a new release is in force."""

    async def beat() -> None:
        switched.clear()
        await designer.post_status(status())
        try:
            async with asyncio.timeout(STATUS_SECONDS):
                await switched.wait()
        except TimeoutError:
            pass

    await patiently(beat, "the status")


async def patiently(work: Callable[[], Awaitable[None]], subject: str) -> None:
    """Repeats this work for ever. While the designer can't be reached it waits longer and longer, and says so once."""
    wait = FIRST_WAIT
    while True:
        try:
            await work()
            if wait > FIRST_WAIT:
                log.info("the designer is back (%s)", subject)
            wait = FIRST_WAIT
        except Unreachable as problem:
            if wait == FIRST_WAIT:
                log.warning("the designer cannot be reached for %s (%s): calls go on", subject, problem)
            await asyncio.sleep(wait * random.uniform(0.8, 1.2))
            wait = min(wait * 2, LONGEST_WAIT)
