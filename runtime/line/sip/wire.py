"""Owns the words between the runtime and its line process: small binary messages on one local stream.

A message is its kind, the number of the leg it is about (0: the line itself) and a body. A line process collects
what happened in one tick of 20 ms and writes it at once, so a hundred calls cost one system call.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum

import msgspec
from msgspec import Struct

_HEADER = struct.Struct("<BII")
_POSITION = struct.Struct("<Q")
LARGEST_BODY = 1 << 20


class Kind(IntEnum):
    """What a message says. The line process says the first group, the runtime the second."""

    READY = 1  # listens; body: the port
    FAILED = 2  # can't listen; body: why
    PULSE = 3  # still alive
    STARTED = 4  # a call was answered; body: Caller
    AUDIO = 5  # body: how far playing has come, then PCM
    DIGIT = 6  # body: the key
    TRANSFERRED = 7  # body: b"1" or b"0"
    ENDED = 8  # body: how

    PLAY = 20  # body: PCM
    CLEAR = 21
    TRANSFER = 22  # body: the address
    HANG_UP = 23


_KINDS = {kind.value: kind for kind in Kind}


class Caller(Struct, frozen=True, kw_only=True):
    """Who called whom."""

    caller: str
    dialled: str


class Message(Struct, frozen=True):
    kind: Kind
    leg: int
    body: bytes


class BrokenStream(Exception):
    """The other process wrote something that is no message."""


def encode(kind: Kind, leg: int = 0, body: bytes = b"") -> bytes:
    return _HEADER.pack(kind, leg, len(body)) + body


def encode_audio(leg: int, played: int, pcm: bytes) -> bytes:
    """`played`: bytes of this leg's PCM that were heard or dropped since the call began."""
    return encode(Kind.AUDIO, leg, _POSITION.pack(played) + pcm)


def decode_audio(body: bytes) -> tuple[int, bytes]:
    return _POSITION.unpack_from(body)[0], body[_POSITION.size :]


def encode_caller(caller: Caller) -> bytes:
    return msgspec.json.encode(caller)


def decode_caller(body: bytes) -> Caller:
    return msgspec.json.decode(body, type=Caller)


class Reader:
    """Cuts a stream of bytes into messages."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        self._rest += data
        start = 0
        while len(self._rest) - start >= _HEADER.size:
            kind, leg, size = _HEADER.unpack_from(self._rest, start)
            if size > LARGEST_BODY:
                raise BrokenStream
            end = start + _HEADER.size + size
            if len(self._rest) < end:
                break
            known = _KINDS.get(kind)
            if known is None:
                raise BrokenStream
            message = Message(known, leg, bytes(self._rest[end - size : end]))
            start = end
            yield message
        del self._rest[:start]
