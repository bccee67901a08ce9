"""Owns the leg of a SIP call: what `runtime.call` sees of a caller on the telephone."""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Literal

from runtime.line.protocols import Audio, Digit, HungUp, LegEvent
from runtime.line.sip.wire import Caller, Kind, Message, decode_audio

BYTES_A_MILLISECOND = 16
MOST_QUEUED_BYTES = 60_000 * BYTES_A_MILLISECOND  # a minute of speech; whoever plays more waits
CHUNK_BYTES = 1000 * BYTES_A_MILLISECOND
MOST_UNHEARD_FRAMES = 500  # ten seconds: a call that listens later than that hears the newest
HANG_UP_SECONDS = 2.0

Send = Callable[[Kind, int, bytes], None]
HowItEnded = Literal["caller", "line_lost", "too_long"]


class SipLeg:
    """One answered call. The line process paces the sound; this knows how far it has come."""

    direction: Literal["inbound", "outbound"] = "inbound"
    line = "sip"
    voice = True

    def __init__(self, number: int, who: Caller, send: Send) -> None:
        self.call = uuid.uuid4().hex
        self.caller = who.caller
        self.dialled = who.dialled
        self._number = number
        self._send = send
        self._happened: deque[LegEvent] = deque()
        self._unheard_frames = 0
        self._news = asyncio.Event()
        self._ended = asyncio.Event()
        self._sent = 0
        self._played = 0
        self._held_back = 0  # bytes of a `play` that waits for room
        self._clearings = 0
        self._room = asyncio.Event()
        self._transfer: asyncio.Future[bool] | None = None

    async def events(self) -> AsyncIterator[LegEvent]:
        while True:
            while not self._happened:
                self._news.clear()
                await self._news.wait()
            event = self._happened.popleft()
            if isinstance(event, Audio):
                self._unheard_frames -= 1
            yield event
            if isinstance(event, HungUp):
                return

    async def play(self, pcm: bytes) -> None:
        clearings = self._clearings
        self._held_back += len(pcm)
        for start in range(0, len(pcm), CHUNK_BYTES):
            chunk = pcm[start : start + CHUNK_BYTES]
            while self._sent - self._played > MOST_QUEUED_BYTES and not self._is_stale(clearings):
                self._room.clear()
                await self._room.wait()
            if self._is_stale(clearings):
                return
            self._held_back -= len(chunk)
            self._sent += len(chunk)
            self._send(Kind.PLAY, self._number, chunk)

    def queued_ms(self) -> int:
        return (self._held_back + self._sent - self._played) // BYTES_A_MILLISECOND

    async def clear(self) -> None:
        self._forget_sound()
        if not self._ended.is_set():
            self._send(Kind.CLEAR, self._number, b"")

    async def show(self, message: dict[str, object]) -> None:
        """A telephone has no screen."""

    async def transfer(self, address: str) -> bool:
        if self._ended.is_set():
            return False
        if self._transfer is None or self._transfer.done():
            self._transfer = asyncio.get_running_loop().create_future()
            self._send(Kind.TRANSFER, self._number, address.encode())
        return await asyncio.shield(self._transfer)

    async def hang_up(self) -> None:
        """Returns when the other side has been told. A call that has ended already is fine."""
        if self._ended.is_set():
            return
        self._send(Kind.HANG_UP, self._number, b"")
        try:
            async with asyncio.timeout(HANG_UP_SECONDS):
                await self._ended.wait()
        except TimeoutError:
            self.end("line_lost")

    def receive(self, message: Message) -> None:
        """What the line process says about this leg."""
        if self._ended.is_set():
            return
        if message.kind is Kind.AUDIO:
            played, pcm = decode_audio(message.body)
            self._hear(pcm)
            self._played = max(self._played, played)
            self._room.set()
        elif message.kind is Kind.DIGIT:
            self._happen(Digit(key=message.body.decode()))
        elif message.kind is Kind.TRANSFERRED:
            self._settle_transfer(message.body == b"1")
        elif message.kind is Kind.ENDED:
            self.end("line_lost" if message.body == b"line_lost" else "caller")

    def end(self, how: HowItEnded) -> None:
        """The call is over: `HungUp` is the last event."""
        if self._ended.is_set():
            return
        self._ended.set()
        self._forget_sound()
        self._settle_transfer(False)
        self._happen(HungUp(how=how))

    def _is_stale(self, clearings: int) -> bool:
        return self._clearings != clearings

    def _forget_sound(self) -> None:
        self._clearings += 1
        self._held_back = 0
        self._played = self._sent
        self._room.set()

    def _settle_transfer(self, moved: bool) -> None:
        if self._transfer and not self._transfer.done():
            self._transfer.set_result(moved)

    def _hear(self, pcm: bytes) -> None:
        self._unheard_frames += 1
        if self._unheard_frames > MOST_UNHEARD_FRAMES:
            self._drop_oldest_frame()
        self._happen(Audio(pcm=pcm))

    def _drop_oldest_frame(self) -> None:
        for position, event in enumerate(self._happened):
            if isinstance(event, Audio):
                del self._happened[position]
                self._unheard_frames -= 1
                return

    def _happen(self, event: LegEvent) -> None:
        self._happened.append(event)
        self._news.set()
