"""Owns the pipe between a program and its worker processes: messages framed by their length, one struct a message.

A worker's standard output is its pipe; whatever a library prints there would break the framing, so `worker_pipe` moves
it to standard error first.
"""

from __future__ import annotations

import asyncio
import os
import select
import struct
import sys
from typing import Generic, TypeVar

import msgspec

_LENGTH = struct.Struct("<I")
LONGEST = 64 * 1024 * 1024
"""No message is longer: what claims to be is a broken pipe."""

Message = TypeVar("Message")


class PipeBroken(Exception):
    """The other end is gone, or sends what is no message."""


def frame(message: object) -> bytes:
    """The bytes of one message on the pipe."""
    body = msgspec.msgpack.encode(message)
    return _LENGTH.pack(len(body)) + body


def _length(head: bytes) -> int:
    (length,) = _LENGTH.unpack(head)
    if length > LONGEST:
        raise PipeBroken
    return int(length)


async def receive(stream: asyncio.StreamReader, decoder: msgspec.msgpack.Decoder[Message]) -> Message:
    """The next message of a worker. Raises PipeBroken."""
    try:
        return decoder.decode(await stream.readexactly(_length(await stream.readexactly(_LENGTH.size))))
    except (asyncio.IncompleteReadError, ConnectionError, msgspec.DecodeError) as problem:
        raise PipeBroken from problem


class WorkerPipe(Generic[Message]):
    """The worker's end: blocking, for a worker does one thing at a time."""

    def __init__(self, reading: int, writing: int, messages: object) -> None:
        self._reading, self._writing = reading, writing
        self._decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(messages)

    def receive(self) -> Message | None:
        """The next message; None when the program that ordered the work has gone."""
        head = self._read(_LENGTH.size)
        body = None if head is None else self._read(_length(head))
        return None if body is None else self._decoder.decode(body)

    def waiting(self) -> bool:
        """Whether a message (or the end) is there to be received now."""
        return bool(select.select([self._reading], [], [], 0)[0])

    def send(self, message: object) -> None:
        view = memoryview(frame(message))
        while view:
            view = view[os.write(self._writing, view) :]

    def _read(self, count: int) -> bytes | None:
        received = bytearray()
        while len(received) < count:
            piece = os.read(self._reading, count - len(received))
            if not piece:
                return None
            received += piece
        return bytes(received)


def worker_pipe(messages: object) -> WorkerPipe[Message]:
    """Takes standard input and output for the pipe; from here on `print` goes to standard error."""
    writing = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return WorkerPipe(sys.stdin.fileno(), writing, messages)
