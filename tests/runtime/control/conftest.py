"""Owns the stage of the control tests: a designer whose feed the test steers, a real runtime against it, and a browser."""

from __future__ import annotations

import asyncio
import json
import os
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
from websockets.asyncio.client import ClientConnection, connect

from dsl.commands.package_files import compile_path
from dsl.compiler import Compiled
from dsl.release import Release, Ticket, sign_ticket
from runtime.app import Runtime, Settings
from runtime.call.senses import Senses
from runtime.commands.demo_data import Company, read_records, serve, shipped_records
from tests.peers.feed import TOKEN, FeedStub, eventually, free_port, release_of

FLOWS = Path(__file__).parents[3] / "flows"


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
        """Preparing is of low priority, and the machine may be busy."""
        switchboard = self.runtime._switchboard
        await eventually(lambda: switchboard.release.number == number, 60)

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
