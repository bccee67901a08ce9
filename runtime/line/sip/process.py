"""Owns the line process: `python -m runtime.line.sip.process DESCRIPTOR HOST PORT LIMIT`, started by `SipLine` alone.

It obeys messages on an inherited socket and writes there what the callers do. When the socket closes, whatever the
reason, it ends its calls and goes: a line without a runtime must not hold callers.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys

from runtime.line.sip.stack import CannotListen, Stack
from runtime.line.sip.wire import Kind, Message, Reader, encode

TICK_SECONDS = 0.02
PULSE_TICKS = 25
LATEST_SECONDS = 0.5  # a ticker that fell behind by more than this starts afresh instead of catching up
MOST_UNREAD_BYTES = 64 << 20  # twenty seconds of 200 calls: a runtime that read none of it is as good as gone


class LineProcess(asyncio.Protocol):
    """Joins the socket, the stack and the ticker."""

    def __init__(self, host: str, port: int, limit: int) -> None:
        self._stack = Stack(host, port, limit, self._collect)
        self._port = port
        self._reader = Reader()
        self._outgoing = bytearray()
        self._transport: asyncio.WriteTransport | None = None
        self._abandoned = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        transport.set_write_buffer_limits(high=MOST_UNREAD_BYTES)

    def data_received(self, data: bytes) -> None:
        for message in self._reader.feed(data):
            self._obey(message)

    def connection_lost(self, error: Exception | None) -> None:
        self._abandoned.set()

    async def run(self) -> int:
        try:
            await self._stack.start()
        except CannotListen as reason:
            self._collect(encode(Kind.FAILED, body=str(reason).encode()))
            self._flush()
            return 1
        self._collect(encode(Kind.READY, body=str(self._port).encode()))
        ticking = asyncio.create_task(self._tick())
        await self._abandoned.wait()
        ticking.cancel()
        await self._stack.close()
        return 0

    def _obey(self, message: Message) -> None:
        call = self._stack.call(message.leg)
        if call is None:
            return
        if message.kind is Kind.PLAY:
            call.play(message.body)
        elif message.kind is Kind.CLEAR:
            call.clear()
        elif message.kind is Kind.TRANSFER:
            self._stack.run(call.transfer(message.body.decode()))
        elif message.kind is Kind.HANG_UP:
            self._stack.run(call.hang_up())

    async def _tick(self) -> None:
        clock = asyncio.get_running_loop().time
        due = clock()
        ticks = 0
        while True:
            if ticks % PULSE_TICKS == 0:
                self._collect(encode(Kind.PULSE))
            self._stack.tick()
            self._flush()
            ticks += 1
            due = max(due + TICK_SECONDS, clock() - LATEST_SECONDS)
            await asyncio.sleep(max(due - clock(), 0))

    def _collect(self, message: bytes) -> None:
        self._outgoing += message

    def _flush(self) -> None:
        if self._transport is None or not self._outgoing:
            return
        self._transport.write(bytes(self._outgoing))
        self._outgoing.clear()
        if self._transport.get_write_buffer_size() > MOST_UNREAD_BYTES:
            self._abandoned.set()


def silence_native_output() -> None:
    """The stack prints what strangers send, numbers included. Our own last words, if any, still reach stderr."""
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


async def serve(descriptor: int, host: str, port: int, limit: int) -> int:
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, lambda: None)  # Ctrl-C is for the runtime, whose closing socket ends us
    stream = socket.socket(fileno=descriptor)
    stream.setblocking(False)
    line = LineProcess(host, port, limit)
    transport, _ = await loop.create_connection(lambda: line, sock=stream)
    loop.add_signal_handler(signal.SIGTERM, transport.close)
    try:
        return await line.run()
    finally:
        transport.close()


if __name__ == "__main__":
    silence_native_output()
    descriptor, host, port, limit = sys.argv[1:]
    sys.exit(asyncio.run(serve(int(descriptor), host, int(port), int(limit))))
