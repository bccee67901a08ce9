"""Owns the peer's sound: RTP packets of G.711 every 20 ms, telephone events, and a recording of what came back."""

from __future__ import annotations

import asyncio
import itertools
import struct
import time
from collections import deque
from dataclasses import dataclass

from tests.peers.g711 import MU_LAW, Law
from tests.peers.tones import LOUD, loudness

FRAME_SAMPLES = 160
FRAME_BYTES = 2 * FRAME_SAMPLES
FRAME_SECONDS = 0.02
SILENCE = bytes(FRAME_BYTES)
EVENTS = 101
GONE_SECONDS = 2.0  # without a packet
LONGEST_GAP_BYTES = 60 * 2 * 8000
EVENT_OF_KEY = {key: number for number, key in enumerate("0123456789*#ABCD")}

_HEADER = struct.Struct("!BBHII")
_EVENT = struct.Struct("!BBH")


@dataclass(frozen=True)
class Packet:
    """One packet that came back."""

    arrived: float
    sequence: int
    timestamp: int
    pcm: bytes

    @property
    def is_loud(self) -> bool:
        return loudness(self.pcm) > LOUD


class RtpStream(asyncio.DatagramProtocol):
    """Sends all the time, silence when there is nothing else, as a telephone does; keeps what it receives."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.received: list[Packet] = []
        self.sending = True
        self._to: tuple[str, int] | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._frames: deque[bytes] = deque()
        self._keys: deque[tuple[str, int]] = deque()
        self._said_all = asyncio.Event()
        self._sequence = 1000
        self._timestamp = 50_000
        self._sender: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, law: Law = MU_LAW) -> RtpStream:
        _, stream = await asyncio.get_running_loop().create_datagram_endpoint(lambda: cls(law), local_addr=("127.0.0.1", 0))
        return stream

    @property
    def port(self) -> int:
        assert self._transport is not None
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def error_received(self, error: Exception) -> None:
        """The other side's socket closed first: the call's signalling says so too."""

    def datagram_received(self, data: bytes, _: tuple[str, int]) -> None:
        arrived = time.perf_counter()
        _, kind, sequence, timestamp, _ = _HEADER.unpack_from(data)
        if kind & 0x7F == self.law.payload_type:
            self.received.append(Packet(arrived, sequence, timestamp, self.law.decode(data[_HEADER.size :])))

    def start(self, host: str, port: int) -> None:
        self._to = (host, port)
        if self._sender is None:
            self._sender = asyncio.create_task(self._send_all())

    async def close(self) -> None:
        if self._sender:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)
        if self._transport:
            self._transport.close()

    async def play(self, pcm: bytes) -> None:
        """Returns when the last of it was sent."""
        padded = pcm + bytes(-len(pcm) % FRAME_BYTES)
        self._frames.extend(padded[start : start + FRAME_BYTES] for start in range(0, len(padded), FRAME_BYTES))
        self._said_all.clear()
        await self._said_all.wait()

    async def press(self, key: str, milliseconds: int = 100) -> None:
        """A key by RFC 4733: packets while it is down, its end three times. Returns when the key is up again."""
        self._keys.append((key, milliseconds))
        self._said_all.clear()
        await self._said_all.wait()

    async def _send_all(self) -> None:
        clock = asyncio.get_running_loop().time
        due = clock()
        while True:
            if self._keys:
                due += await self._send_key(*self._keys[0])
                self._keys.popleft()
            else:
                if self.sending:
                    self._send(self.law.payload_type, self.law.encode(self._frames.popleft() if self._frames else SILENCE))
                self._timestamp += FRAME_SAMPLES
                due += FRAME_SECONDS
            if not self._frames and not self._keys:
                self._said_all.set()
            await asyncio.sleep(max(due - clock(), 0))

    async def _send_key(self, key: str, milliseconds: int) -> float:
        event = EVENT_OF_KEY[key]
        steps = max(milliseconds // 20, 1)
        for step in range(1, steps + 1):
            self._send(EVENTS, _EVENT.pack(event, 10, step * FRAME_SAMPLES), marker=step == 1)
            await asyncio.sleep(FRAME_SECONDS)
        for _ in range(3):
            self._send(EVENTS, _EVENT.pack(event, 0x80 | 10, steps * FRAME_SAMPLES))
        self._timestamp += (steps + 1) * FRAME_SAMPLES
        return (steps + 1) * FRAME_SECONDS

    def _send(self, kind: int, payload: bytes, marker: bool = False) -> None:
        assert self._transport is not None
        self._sequence = self._sequence + 1 & 0xFFFF
        header = _HEADER.pack(0x80, kind | (0x80 if marker else 0), self._sequence, self._timestamp & 0xFFFFFFFF, 0xC0FFEE)
        self._transport.sendto(header + payload, self._to)

    async def hear_out(self, silence: float, longest: float = 30.0) -> bytes:
        """Waits for the other side to speak and to be silent again, or gone, for so many seconds; gives what it said."""
        began = len(self.received)
        loud: list[int] = []
        async with asyncio.timeout(longest):
            while not loud or not self._silent_since(loud[-1], silence):
                seen = len(self.received)
                await asyncio.sleep(FRAME_SECONDS)
                loud += [place for place in range(seen, len(self.received)) if self.received[place].is_loud]
        return self.recording(max(loud[0] - 1, began), loud[-1] + 1)

    def _silent_since(self, place: int, silence: float) -> bool:
        """Counted in packets, for a busy machine lets them come late; who has hung up sends none."""
        if len(self.received) - place >= silence / FRAME_SECONDS:
            return True
        return time.perf_counter() - self.received[-1].arrived > max(silence, GONE_SECONDS)

    def recording(self, start: int = 0, end: int | None = None) -> bytes:
        """What came back, in the order it was spoken; a lost packet is silence."""
        packets = self.received[start:end]
        if not packets:
            return b""
        first = packets[0].timestamp
        sound = bytearray()
        for packet in sorted(packets, key=lambda one: one.timestamp - first & 0xFFFFFFFF):
            place = (packet.timestamp - first & 0xFFFFFFFF) * 2
            if place > len(sound) + LONGEST_GAP_BYTES:
                continue  # a new stream's timestamps start elsewhere: not a gap of hours
            sound.extend(bytes(max(place - len(sound), 0)))
            sound[place : place + len(packet.pcm)] = packet.pcm
        return bytes(sound)

    def gaps_ms(self) -> list[float]:
        """Milliseconds between packets as they arrived."""
        times = [packet.arrived for packet in self.received]
        return [1000 * (later - earlier) for earlier, later in itertools.pairwise(times)]
