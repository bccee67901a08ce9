"""Owns one line process from outside: starting it, talking with it, noticing that it died or hangs, ending it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable

from runtime.line.sip.wire import BrokenStream, Kind, Message, Reader, encode

CHECK_SECONDS = 1.0
CHECKS_TO_START = 15
MISSED_CHECKS = 3  # in a row without a word: it hangs
END_SECONDS = 3.0


class Child(asyncio.Protocol):
    """A line process that runs. `hear` gets what it says."""

    def __init__(self, process: Process, hear: Callable[[Message], None]) -> None:
        self.process = process
        self._hear = hear
        self._reader = Reader()
        self._transport: asyncio.WriteTransport | None = None
        self._gone = asyncio.Event()
        self._spoke = False
        self._patience = CHECKS_TO_START

    @classmethod
    async def start(cls, host: str, port: int, limit: int, hear: Callable[[Message], None]) -> Child:
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "runtime.line.sip.process", str(theirs.fileno()), host, str(port), str(limit),
                pass_fds=(theirs.fileno(),), stdin=DEVNULL,
            )  # fmt: skip
        ours.setblocking(False)
        child = cls(process, hear)
        await asyncio.get_running_loop().create_connection(lambda: child, sock=ours)
        return child

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._spoke = True
        self._patience = MISSED_CHECKS
        try:
            for message in self._reader.feed(data):
                self._hear(message)
        except BrokenStream:
            self._gone.set()

    def connection_lost(self, error: Exception | None) -> None:
        self._gone.set()

    def send(self, kind: Kind, leg: int, body: bytes) -> None:
        if self._transport and not self._gone.is_set():
            self._transport.write(encode(kind, leg, body))

    async def watch(self) -> None:
        """Returns when it died; one that said nothing for too long is killed."""
        missed = 0
        while missed < self._patience:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CHECK_SECONDS):
                    await self._gone.wait()
                    return
            missed = 0 if self._spoke else missed + 1
            self._spoke = False
        self.process.kill()

    async def end(self) -> None:
        """Lets it end its calls in order, and makes sure that it goes."""
        if self._transport:
            self._transport.close()
        try:
            async with asyncio.timeout(END_SECONDS):
                await self.process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()
