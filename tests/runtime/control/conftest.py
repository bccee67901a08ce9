"""Owns the stage of the control tests: a designer whose feed the test steers, a real runtime against it, and a browser."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from dsl.commands.package_files import compile_path
from dsl.compiler import Compiled
from dsl.journal import Record, decode
from dsl.release import LineAssignment, Release, Ticket, WeightedBundle, encode_release, release_tag, sign_ticket
from runtime.app import Runtime, Settings
from runtime.call.senses import Senses
from runtime.commands.demo_data import Company, read_records, serve, shipped_records

TOKEN = "shared-token"
FLOWS = Path(__file__).parents[3] / "flows"


Answer = tuple[int, bytes, list[tuple[str, str]]]  # status, body, headers


class FeedStub:
    """The designer's side of the feed, over real HTTP. `trouble` decides whether a path answers, with a status or slowly."""

    def __init__(self) -> None:
        self.release = Release()
        self.bundles: dict[str, bytes] = {}
        self.artefacts: dict[str, bytes] = {}
        self.records: dict[str, Record] = {}
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


class Browser:
    """A browser's end of the line: sends messages, and collects what comes."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.messages: list[dict[str, Any]] = []
        self.sound = b""

    async def send(self, kind: str, **rest: object) -> None:
        await self.socket.send(json.dumps({"type": kind, **rest}))

    async def until(self, kind: str, seconds: float = 10, **wanted: object) -> dict[str, Any]:
        """The next message of this type; those before it are collected."""
        async with asyncio.timeout(seconds):
            while True:
                message = await self.socket.recv()
                if isinstance(message, bytes):
                    self.sound += message
                    continue
                found: dict[str, Any] = json.loads(message)
                self.messages.append(found)
                if found["type"] == kind and all(found.get(name) == value for name, value in wanted.items()):
                    return found

    @property
    def said(self) -> str:
        return " ".join(message["text"] for message in self.messages if message["type"] == "said")


class RunningRuntime:
    """A real runtime in this process, on a free port."""

    def __init__(self, feed: FeedStub, data: Path, **settings: Any) -> None:
        settings = {"name": f"live-{time.monotonic_ns()}", "grace": 0.2} | settings
        self.runtime = Runtime(Settings(data=data, designer=feed.address, token=TOKEN, **settings), Senses())
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(self.runtime.run(self._stop))
        self.http = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.runtime.port}",
            headers={"Authorization": f"Bearer {TOKEN}"},
            trust_env=False,
            timeout=60,
        )

    async def answers(self) -> None:
        async with asyncio.timeout(20):
            while True:
                if self._task.done():
                    self._task.result()
                with suppress(httpx.HTTPError):
                    if (await self.http.get("/health", timeout=1)).json()["status"] == "ready":
                        return
                await asyncio.sleep(0.02)

    async def in_force(self, number: int) -> None:
        switchboard = self.runtime._switchboard
        await eventually(lambda: switchboard.release.number == number, 30)

    async def close(self) -> None:
        self._stop.set()
        await self._task
        await self.http.aclose()

    def dial(self, mode: str | None = "text", **about: Any) -> AbstractAsyncContextManager[Browser]:
        return dial(self.runtime.port, mode, **about)


class RuntimeProcess:
    """A runtime in a process of its own, as `callwright runtime` starts it."""

    def __init__(self, feed: FeedStub, data: Path) -> None:
        self.port = free_port()
        words = ["--data", str(data), "--designer", feed.address, "--control-port", str(self.port), "--no-sip", "--grace", "1"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dsl.commands", "runtime", *words], env={**os.environ, "CALLWRIGHT_TOKEN": TOKEN}
        )

    def dial(self, mode: str | None = "text", **about: Any) -> AbstractAsyncContextManager[Browser]:
        return dial(self.port, mode, **about)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    async def end(self) -> int:
        self.process.terminate()
        return await asyncio.to_thread(self.process.wait, 20)


@asynccontextmanager
async def dial(port: int, mode: str | None, *, ticket: str | None = None, **about: Any) -> AsyncIterator[Browser]:
    about = {"nonce": str(time.monotonic_ns()), "expires": int(time.time()) + 60, "caller": "13800001234"} | about
    text = sign_ticket(Ticket(**about), TOKEN) if ticket is None else ticket
    async with connect(f"ws://127.0.0.1:{port}/line?ticket={text}", proxy=None) as socket:
        browser = Browser(socket)
        if mode is not None:
            await browser.send("start", mode=mode)
        yield browser


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


@pytest.fixture
def flows() -> Path:
    return FLOWS


@pytest.fixture
def company() -> Iterator[str]:
    """The demonstration service, as an address."""
    server = serve(Company(read_records(shipped_records())), "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def parcel_status() -> Compiled:
    return compile_path(FLOWS / "parcel_status")


@pytest.fixture(scope="session")
def phone_bill() -> Compiled:
    return compile_path(FLOWS / "phone_bill")


@pytest.fixture(scope="session")
def prepared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose artefacts the tests share, so that each flow is prepared once."""
    return tmp_path_factory.mktemp("runtime")


@pytest.fixture
async def feed() -> AsyncIterator[FeedStub]:
    stub = FeedStub()
    await stub.up()
    yield stub
    await stub.down()


@pytest.fixture
async def start(feed: FeedStub) -> AsyncIterator[Callable[..., Any]]:
    """Starts runtimes; those still running are closed at the end."""
    running: list[RunningRuntime] = []

    async def begin(data: Path, **settings: Any) -> RunningRuntime:
        runtime = RunningRuntime(feed, data, **settings)
        running.append(runtime)
        await runtime.answers()
        return runtime

    yield begin
    for runtime in running:
        await runtime.close()


@pytest.fixture
def spawn(feed: FeedStub) -> Iterator[Callable[[Path], RuntimeProcess]]:
    """Starts runtimes in processes of their own; those still running are killed at the end."""
    running: list[RuntimeProcess] = []

    def begin(data: Path) -> RuntimeProcess:
        running.append(RuntimeProcess(feed, data))
        return running[-1]

    yield begin
    for runtime in running:
        if runtime.process.poll() is None:
            runtime.kill()


@pytest.fixture(name="eventually")
def waiting() -> Callable[..., Any]:
    return eventually


@pytest.fixture
def release() -> Callable[..., Release]:
    return release_of
