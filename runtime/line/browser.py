"""Owns the browser's line: one WebSocket a call, JSON for words and keys, binary frames for sound.

The messages are described in runtime/README.md. Everything from the browser is untrusted: a message that is malformed,
too long or too fast gets one sentence and ends the call, and a browser that reads too slowly loses only its own call.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from typing import Annotated, Literal, Protocol, TypeAlias

import msgspec
import numpy as np
import soxr
from msgspec import Meta, Struct, field

from runtime.line.protocols import Audio, Digit, HungUp, LegEvent, PersonAnswered, SilenceClaimed, TextTyped

log = logging.getLogger("callwright.line")

MICROPHONE_RATE = 16_000
RATE = 8_000
FRAME_BYTES = RATE // 50 * 2
BYTES_PER_MS = RATE // 1000 * 2
"""Of the sound inside the runtime, and of what is sent to the browser."""

LONGEST_JSON = 8_192
LONGEST_SOUND = MICROPHONE_RATE // 50 * 2 * 10  # 200 ms in one frame
MESSAGES_A_SECOND = 120  # 50 frames of sound, and room for bursts
BURST = 360
AHEAD_MS = 400  # so much sound is sent before it is due, against a network that hiccups
MOST_UNREAD = 256  # messages a browser may leave unread
START_SECONDS = 15.0


class Socket(Protocol):
    """A WebSocket, whoever serves it."""

    async def receive(self) -> str | bytes | None:
        """The next message, or None when the browser is gone."""

    async def send(self, message: str | bytes) -> None: ...

    async def close(self) -> None: ...


Answer: TypeAlias = str | dict[str, str]


class Start(Struct, tag="start", forbid_unknown_fields=True):
    """`now`, `data` and `slow` are for a try-out alone: the moment it is, what look-ups answer, which of them are late."""

    mode: Literal["text", "voice"] = "text"
    now: Annotated[str, Meta(max_length=40)] = ""
    data: Annotated[dict[str, Answer], Meta(max_length=100)] = field(default_factory=dict)
    slow: Annotated[tuple[str, ...], Meta(max_length=100)] = ()


class Text(Struct, tag="text", forbid_unknown_fields=True):
    """`anger` and `interrupts` are for a try-out alone."""

    text: Annotated[str, Meta(max_length=2_000)]
    anger: Annotated[float, Meta(ge=0, le=1)] | None = None
    interrupts: bool = False


class Key(Struct, tag="key", forbid_unknown_fields=True):
    key: Annotated[str, Meta(pattern=r"^[0-9*#]$")]


class Silence(Struct, tag="silence", forbid_unknown_fields=True):
    pass


class Person(Struct, tag="person", forbid_unknown_fields=True):
    accepts: bool


class HangUp(Struct, tag="hang_up", forbid_unknown_fields=True):
    pass


Said: TypeAlias = Start | Text | Key | Silence | Person | HangUp
_decoder = msgspec.json.Decoder(Said)


class Malformed(Exception):
    """What the browser sent can't be taken; the message is the sentence it is told."""


class Throttle:
    """So many messages a second, with room for a burst."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._left = float(burst)
        self._last = asyncio.get_running_loop().time()

    def take(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._left = min(self._burst, self._left + (now - self._last) * self._rate)
        self._last = now
        self._left -= 1
        return self._left >= 0


class BrowserLeg:
    """One browser's call. `run` carries the socket's traffic; the call beside it uses the rest."""

    direction: Literal["inbound", "outbound"] = "inbound"

    def __init__(self, socket: Socket, call: str, *, caller: str = "", dialled: str = "") -> None:
        self.call, self.caller, self.dialled = call, caller, dialled
        self.voice = False
        self.line = "text"
        self.played = Start()  # what a try-out plays in place of the world
        self.trying = False
        self._socket = socket
        self._throttle = Throttle(MESSAGES_A_SECOND, BURST)
        self._events: asyncio.Queue[LegEvent] = asyncio.Queue()
        self._outgoing: asyncio.Queue[str | bytes | None] = asyncio.Queue(MOST_UNREAD)
        self._unread = asyncio.Event()  # more than it may leave: it is given up
        self._sound: deque[bytes] = deque()
        self._more_sound = asyncio.Event()
        self._heard_until = 0.0  # loop time at which what was sent will have been heard
        self._down = soxr.ResampleStream(MICROPHONE_RATE, RATE, 1, dtype="int16", quality="MQ")
        self._rest = b""
        self._gone = False

    # ---- the socket ------------------------------------------------------------------------------------------------

    async def started(self) -> bool:
        """Waits for `start`. False when it never came in order; the socket is closed then."""
        try:
            async with asyncio.timeout(START_SECONDS):
                message = await self._receive()
            if message is None:
                return False
            if not isinstance(message, Start):
                raise Malformed("The first message has to be start.")
        except TimeoutError:
            return await self.refuse("No start message came.")
        except Malformed as problem:
            return await self.refuse(str(problem))
        self.played = message
        self.voice = message.mode == "voice"
        self.line = "browser" if self.voice else "text"
        return True

    async def say_ready(self, about: dict[str, object]) -> None:
        """Before the call begins: what this line is and does."""
        mode = "voice" if self.voice else "text"
        await self._socket.send(_json({"type": "ready", "call": self.call, "mode": mode, "rate": RATE, **about}))

    async def say_preparing(self) -> None:
        await self._socket.send(_json({"type": "preparing"}))

    async def refuse(self, sentence: str) -> bool:
        """Ends what has not become a call, with one sentence."""
        await self._socket.send(_json({"type": "error", "message": sentence}))
        await self._socket.close()
        return False

    async def run(self) -> None:
        """Carries messages both ways until the call or the browser ends."""
        tasks = [asyncio.create_task(work) for work in (self._read(), self._write(), self._pace(), self._given_up())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if not tasks[1].done() and self._gone and not self._unread.is_set():
                await asyncio.wait({tasks[1]}, timeout=1)  # the last words on their way out
        finally:
            self._happens(HungUp(how="line_lost"))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._socket.close()

    async def _read(self) -> None:
        try:
            while (message := await self._receive()) is not None:
                match message:
                    case bytes():
                        self._take_sound(message)
                    case Text():
                        anger, interrupts = (message.anger, message.interrupts) if self.trying else (None, False)
                        self._happens(TextTyped(message.text, anger, interrupts))
                    case Key():
                        self._happens(Digit(message.key))
                    case Silence():
                        self._happens(SilenceClaimed())
                    case Person():
                        self._happens(PersonAnswered(message.accepts))
                    case HangUp():
                        self._happens(HungUp())
                        await asyncio.Event().wait()  # the call says its last and hangs up
                    case Start():
                        raise Malformed("The call has started already.")
        except Malformed as problem:
            self._send(_json({"type": "error", "message": str(problem)}))
            self._send(None)
            self._happens(HungUp(how="line_lost"))
            await asyncio.sleep(1)  # reads nothing more; the sentence goes out, then the socket closes

    async def _receive(self) -> Said | bytes | None:
        message = await self._socket.receive()
        if message is None:
            return None
        if not self._throttle.take():
            raise Malformed("Too many messages in too short a time.")
        if isinstance(message, bytes):
            if len(message) > LONGEST_SOUND or len(message) % 2:
                raise Malformed("A frame of sound has to be 16-bit PCM of at most 200 ms.")
            return message
        if len(message) > LONGEST_JSON:
            raise Malformed("The message is too long.")
        try:
            said: Said = _decoder.decode(message)
            return said
        except (msgspec.MsgspecError, UnicodeError):
            raise Malformed("The message is none of those that this line knows.") from None

    async def _given_up(self) -> None:
        await self._unread.wait()

    async def _write(self) -> None:
        while (message := await self._outgoing.get()) is not None:
            await self._socket.send(message)

    def _send(self, message: str | bytes | None) -> None:
        try:
            self._outgoing.put_nowait(message)
        except asyncio.QueueFull:
            if not self._unread.is_set():
                log.warning("a browser reads too slowly: its call is ended")
                self._unread.set()
                self._happens(HungUp(how="line_lost"))

    def _happens(self, event: LegEvent) -> None:
        if self._gone and isinstance(event, HungUp):
            return
        self._gone = self._gone or isinstance(event, HungUp)
        self._events.put_nowait(event)

    # ---- sound -----------------------------------------------------------------------------------------------------

    def _take_sound(self, pcm: bytes) -> None:
        if not self.voice:
            raise Malformed("This call is by text: it takes no sound.")
        self._rest += self._down.resample_chunk(np.frombuffer(pcm, dtype="<i2")).astype("<i2").tobytes()
        while len(self._rest) >= FRAME_BYTES:
            frame, self._rest = self._rest[:FRAME_BYTES], self._rest[FRAME_BYTES:]
            self._happens(Audio(frame))

    async def _pace(self) -> None:
        """Sends sound a little before it is due, so that what is cleared was mostly never sent."""
        loop = asyncio.get_running_loop()
        while True:
            await self._more_sound.wait()
            while self._sound:
                if (ahead := self._heard_until - loop.time() - AHEAD_MS / 1000) > 0:
                    await asyncio.sleep(ahead)
                    continue
                frame = self._sound.popleft()
                self._heard_until = max(self._heard_until, loop.time()) + len(frame) / BYTES_PER_MS / 1000
                self._send(frame)
            self._more_sound.clear()

    # ---- the call's side -------------------------------------------------------------------------------------------

    async def events(self) -> AsyncIterator[LegEvent]:
        while not isinstance(event := await self._events.get(), HungUp):
            yield event
        yield event

    async def play(self, pcm: bytes) -> None:
        size = FRAME_BYTES * 5
        self._sound.extend(pcm[start : start + size] for start in range(0, len(pcm), size))
        self._more_sound.set()

    def queued_ms(self) -> int:
        unsent = sum(len(frame) for frame in self._sound) // BYTES_PER_MS
        unheard = self._heard_until - asyncio.get_running_loop().time()
        return unsent + max(0, round(unheard * 1000))

    async def clear(self) -> None:
        self._sound.clear()
        self._heard_until = 0.0
        self._send(_json({"type": "clear"}))

    async def show(self, message: dict[str, object]) -> None:
        self._send(_json(message))

    async def transfer(self, address: str) -> bool:
        return False  # a browser can't be sent elsewhere; its caller plays the person

    async def hang_up(self) -> None:
        self._gone = True
        self._send(None)


def _json(message: dict[str, object]) -> str:
    return msgspec.json.encode(message).decode()
