"""Owns a designer's feed that a test steers: it answers, is slow, refuses or forgets, over real HTTP."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvicorn

from dsl.compiler import Compiled
from dsl.journal import Record, decode
from dsl.release import LineAssignment, Release, WeightedBundle, encode_release, release_tag

TOKEN = "shared-token"

Answer = tuple[int, bytes, list[tuple[str, str]]]  # status, body, headers


class FeedStub:
    """The designer's side of the feed, over real HTTP. `trouble` decides whether a path answers, with a status or slowly."""

    def __init__(self) -> None:
        self.release = Release()
        self.bundles: dict[str, bytes] = {}
        self.artefacts: dict[str, bytes] = {}
        self.records: dict[str, Record] = {}
        self.sounds: dict[str, bytes] = {}  # by call
        self.arrivals: list[str] = []  # identities in the order they came, repeats included
        self.statuses: list[dict[str, Any]] = []
        self.trouble: Callable[[str], int] = lambda path: 0
        self.swallow = 0  # so many deliveries are kept but answered by an error
        self.raw_release: bytes | None = None
        self.changed = asyncio.Event()
        self.port = free_port()
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def publish(self, release: Release, *compiled: Compiled) -> None:
        self.bundles |= {each.identity: each.data for each in compiled}
        self.release = release
        self.changed.set()

    async def up(self) -> None:
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._answer, port=self.port, log_level="critical", lifespan="off", interface="asgi3", timeout_graceful_shutdown=0
            )
        )
        self._task = asyncio.create_task(self._server.serve())
        await eventually(lambda: self._server is not None and self._server.started)

    async def down(self) -> None:
        if self._server is not None and self._task is not None:
            self._server.should_exit = self._server.force_exit = True
            self.changed.set()
            await self._task
            self._server = None

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        status, answer, extra = await self._route(scope["method"], scope["path"], headers, body)
        with suppress(Exception):
            await send({"type": "http.response.start", "status": status, "headers": [(k.encode(), v.encode()) for k, v in extra]})
            await send({"type": "http.response.body", "body": answer})

    async def _route(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, b"", []
        if status := self.trouble(path):
            return status, b"", []
        what, _, name = path.removeprefix("/feed/").partition("/")
        if what == "release":
            return await self._give_release(headers.get("if-none-match", ""))
        if what == "bundles":
            return (200, self.bundles[name], []) if name in self.bundles else (404, b"", [])
        if what == "artefacts" and method == "PUT":
            self.artefacts[name] = body
            return 200, b"{}", []
        if what == "artefacts":
            return (200, self.artefacts[name], []) if name in self.artefacts else (404, b"", [])
        if what == "status":
            self.statuses.append(json.loads(body))
            return 204, b"", []
        if what == "calls":
            self.sounds[name.partition("/")[0]] = body
            return 200, b"{}", []
        for record in decode(body):
            self.arrivals.append(record.identity)
            self.records.setdefault(record.identity, record)
        if self.swallow:
            self.swallow -= 1
            return 502, b"", []
        return 200, b"{}", []

    async def _give_release(self, have: str) -> Answer:
        if self.raw_release is not None:
            return 200, self.raw_release, []
        data = encode_release(self.release)
        if have.strip('"') == release_tag(data):
            self.changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await self.changed.wait()
            data = encode_release(self.release)
            if have.strip('"') == release_tag(data):
                return 304, b"", []
        return 200, data, [("ETag", f'"{release_tag(data)}"')]


async def eventually(holds: Callable[[], bool], seconds: float = 5) -> None:
    """Waits until it holds; fails when it doesn't in this time."""
    async with asyncio.timeout(seconds):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def release_of(compiled: Compiled, number: int = 1, **rest: Any) -> Release:
    assert compiled.bundle is not None
    line = LineAssignment(package=compiled.bundle.package, bundles=(WeightedBundle(compiled.identity),))
    return Release(number=number, lines={"*": line}, **rest)
