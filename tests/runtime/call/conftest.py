"""Owns the stage of the call tests: time that passes at once, a caller, a voice, ears and an engine that do as they are told."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import pytest

from dsl.bundle import Bundle
from dsl.journal import DataFetched, MessageSent, Record, Understood
from dsl.model import Connector, Defaults, Entry, Lookup, Words
from runtime.call.call import Call
from runtime.call.surroundings import Limits, Surroundings
from runtime.line.protocols import Audio, Digit, HungUp, PersonAnswered, SilenceClaimed, TextTyped
from runtime.speech.protocols import FRAME_BYTES, FRAME_MS, SAMPLE_RATE, Partial, Transcript

VOICED = b"\x01\x10" * (FRAME_BYTES // 2)
ONE_MOMENT = "One moment."
QUIET = bytes(FRAME_BYTES)
CHARACTER = bytes(SAMPLE_RATE // 10 * 2)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time jumps to the next timer as soon as nothing else is left to do."""

    _virtual = 0.0

    def time(self) -> float:
        return self._virtual

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:
            self._virtual = max(self._virtual, self._scheduled[0].when())
        super()._run_once()


class Stage:
    """One call and everything around it. The test is the caller and, in `script`, the engine."""

    def __init__(self, *, voice: bool = False, line: str = "text", **around: Any) -> None:
        self.records: list[Record] = []
        self.shown: list[dict[str, object]] = []
        self.told: list[object] = []  # what the engine was told
        self.foreseen: list[object] = []  # what it was asked of what may never happen
        self.script: Callable[[object], list[Any]] = lambda event: []
        self.leg = CallerLeg(self, voice=voice, line=line)
        self.bundle = empty_bundle()
        self.speech = SlowVoice()
        self.ears = Ears()
        self.understands: dict[str, Understood] = {}  # beside what `understood_as` says
        self.fetches: list[tuple[str, dict[str, str]]] = []
        self.fetch_seconds = 0.0
        self.fetched = DataFetched(fetch=0, outcome="ok")
        self.messages: list[tuple[str, str, str]] = []  # those that were sent to their end
        self.around = Surroundings(
            journal=SimpleNamespace(append=self.records.extend),
            fetcher=SimpleNamespace(fetch=self._fetch, send=self._send),
            voice=self.speech if voice else None,
            recognizer=self.ears if voice else None,
            now=lambda: datetime(2026, 3, 16, 2, 0, tzinfo=UTC) + timedelta(seconds=asyncio.get_running_loop().time()),
            detector=lambda: SimpleNamespace(hears=lambda frame: frame == VOICED),
            limits=around.pop("limits", Limits()),
            **around,
        )
        self.call: Call

    async def __aenter__(self) -> Stage:
        self.call = Call(self.leg, self._prepared(), self.around, package="demo", entry="inbound")
        self._running = asyncio.create_task(self.call.run())
        await self.settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        if not self._running.done():
            self.leg.leave()
        await self._running

    async def over(self) -> None:
        await self._running

    async def settle(self) -> None:
        """Lets everything happen that needs no time."""
        for _ in range(60):
            await asyncio.sleep(0)

    @property
    def facts(self) -> list[object]:
        return [record.fact for record in self.records]

    def shown_of(self, kind: str) -> list[dict[str, object]]:
        return [message for message in self.shown if message["type"] == kind]

    def _prepared(self) -> Any:
        return SimpleNamespace(
            identity="b" * 64,
            bundle=self.bundle,
            understander=SimpleNamespace(
                understand=lambda text, expectation, now: self.understands.get(text) or understood_as(text)
            ),
            dialogue=lambda: SimpleNamespace(begin=self._tell, tell=self._tell, foresee=self._foresee),
        )

    def _tell(self, event: object, at: str) -> list[Any]:
        self.told.append(event)
        return self.script(event)

    def _foresee(self, event: object, at: str) -> list[Any]:
        self.foreseen.append(event)
        return self.script(event)

    async def _fetch(self, number: int, lookup: Lookup, parameters: dict[str, str]) -> DataFetched:
        self.fetches.append((lookup.get or "", dict(parameters)))
        await asyncio.sleep(self.fetch_seconds)
        return DataFetched(fetch=number, outcome=self.fetched.outcome, values=self.fetched.values)

    async def _send(self, number: int, connector: Connector, to: str, text: str) -> MessageSent:
        await asyncio.sleep(self.fetch_seconds)
        self.messages.append((connector.post, to, text))
        return MessageSent(send=number, outcome="ok")


def understood_as(text: str) -> Understood:
    """`human please` is the intent human; digits are a pin; all else is unknown."""
    return Understood(intent="human" if "human" in text else None, slots={"pin": text} if text.isdigit() else {})


def empty_bundle() -> Bundle:
    return Bundle(
        package="demo", title="Demo", language="en-GB", entry=Entry(inbound="greet"), topics={}, values={}, defaults=Defaults(),
        if_unsure="balanced", steps={}, subflows={}, intents={}, slots={}, answers={}, escalation=(),
        data={"bill": Lookup(gives={"extra": "money"}, get="https://crm.example/bills")},
        connectors={"sms": Connector(post="https://sms.example/messages")}, words=Words(), manners={},
        built_in={"technical_trouble": "<calm>Something broke.</calm>", "too_long": "We have talked for long.",
                  "one_moment": ONE_MOMENT},
    )  # fmt: skip


class CallerLeg:
    """A telephone whose caller is the test. Sound is heard at the pace of speech."""

    call, caller, dialled, direction = "call-1", "13800001234", "10086", "inbound"

    def __init__(self, stage: Stage, *, voice: bool, line: str) -> None:
        self.voice, self.line = voice, line
        self._stage = stage
        self._events: asyncio.Queue[Any] = asyncio.Queue()
        self._heard_at = 0.0
        self.sounded = bytearray()  # all that the caller heard, and is about to hear
        self.cleared: list[float] = []
        self.transfers: list[str] = []
        self.takes_transfer = False
        self.hung_up = False

    def say(self, milliseconds: int, frame: bytes = VOICED) -> Coroutine[None, None, None]:
        return self._sound(milliseconds, frame)

    def pause(self, milliseconds: int) -> Coroutine[None, None, None]:
        return self._sound(milliseconds, QUIET)

    async def _sound(self, milliseconds: int, frame: bytes) -> None:
        for _ in range(milliseconds // 20):
            self._events.put_nowait(Audio(frame))
            await asyncio.sleep(0.02)
        await self._stage.settle()

    async def echo(self, milliseconds: int, gain: float) -> None:
        """What the line says comes back, softer."""
        for _ in range(milliseconds // 20):
            start = self._position(asyncio.get_running_loop().time())
            line = bytes(self.sounded[start : start + FRAME_BYTES]).ljust(FRAME_BYTES, b"\0")
            self._events.put_nowait(Audio((np.frombuffer(line, np.int16) * gain).astype(np.int16).tobytes()))
            await asyncio.sleep(0.02)
        await self._stage.settle()

    async def _does(self, event: object) -> None:
        self._events.put_nowait(event)
        await self._stage.settle()

    async def type(self, text: str) -> None:
        await self._does(TextTyped(text))

    async def press(self, keys: str) -> None:
        for key in keys:
            await self._does(Digit(key))

    async def claim_silence(self) -> None:
        await self._does(SilenceClaimed())

    async def person(self, accepts: bool) -> None:
        await self._does(PersonAnswered(accepts))

    def leave(self) -> None:
        self._events.put_nowait(HungUp())

    async def events(self) -> AsyncIterator[Any]:
        while True:
            event = await self._events.get()
            yield event

    def _position(self, at: float) -> int:
        return round(at * SAMPLE_RATE) * 2

    async def play(self, pcm: bytes) -> None:
        now = asyncio.get_running_loop().time()
        begins = max(self._heard_at, now)
        self.sounded.extend(bytes(self._position(begins) - len(self.sounded)))
        self.sounded.extend(pcm)
        self._heard_at = begins + len(pcm) / 2 / SAMPLE_RATE

    def queued_ms(self) -> int:
        return max(0, round((self._heard_at - asyncio.get_running_loop().time()) * 1000))

    async def clear(self) -> None:
        now = asyncio.get_running_loop().time()
        self._heard_at = now
        del self.sounded[self._position(now) :]
        self.cleared.append(now)

    async def show(self, message: dict[str, object]) -> None:
        self._stage.shown.append(message)

    async def transfer(self, address: str) -> bool:
        self.transfers.append(address)
        return self.takes_transfer

    async def hang_up(self) -> None:
        self.hung_up = True


class SlowVoice:
    """Speaks 100 ms a character."""

    fails = False
    first_after = 0.0  # seconds to the first sound of what is no waiting phrase
    sound = False  # whether what is spoken can be heard: each character as loud as it is high, and never quiet

    def __init__(self) -> None:
        self.spoken: list[tuple[str, str]] = []  # in which language, and what

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def speak(self, text: str, *, language: str, style: str = "neutral", slower: bool = False) -> AsyncIterator[bytes]:
        self.spoken.append((language, text))
        if self.first_after and text != ONE_MOMENT:
            await asyncio.sleep(self.first_after)
        for character in text:
            if self.fails:
                raise RuntimeError("no voice today")
            yield struct.pack("<h", 1000 + 1800 * (int(character) * 7 % 10)) * (SAMPLE_RATE // 10) if self.sound else CHARACTER


class Ears:
    """Hears whatever the test put into `hears`; remembers what it was leased for."""

    language, name, practice = "en", "ears", False

    def __init__(self) -> None:
        self.hears: list[str] = []
        self.leases: list[str] = []
        self.open = 0
        self.answers = True
        self.partial: Partial | None = None  # what a reading in a pause finds
        self.along: list[tuple[int, str]] = []  # what is read while the caller speaks: after so many ms of voice, these words

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def prepare(self, bundle: Bundle, identity: str) -> None: ...

    async def listen(self, identity: str, expectation: Any) -> Any:
        self.leases.append(expectation.step)
        self.open += 1
        return FakeUtterance(self)


class FakeUtterance:
    """Reads ahead at every pause, as the real one does."""

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        self._voiced = True
        self._heard_ms = 0
        self._voice_ms = 0

    @property
    def partial(self) -> Partial | None:
        read = [text for after, text in self._ears.along if self._voice_ms >= after]
        if read:
            return Partial(text=read[-1], heard_ms=self._heard_ms)
        if self._voiced or self._ears.partial is None:
            return None
        return msgspec.structs.replace(self._ears.partial, heard_ms=self._heard_ms)

    async def feed(self, pcm: bytes) -> None:
        self._heard_ms += FRAME_MS
        self._voiced = pcm == VOICED
        self._voice_ms += FRAME_MS if self._voiced else 0

    async def finish(self) -> Transcript:
        if not self._ears.answers:
            await asyncio.sleep(3600)
        self._ears.open -= 1
        return Transcript(text=self._ears.hears.pop(0) if self._ears.hears else "", confidence=0.9)

    async def cancel(self) -> None:
        self._ears.open -= 1


@pytest.fixture
def stage() -> type[Stage]:
    return Stage


@pytest.fixture
def virtual() -> Callable[[Coroutine[Any, Any, None]], None]:
    """Runs a scenario in virtual time."""

    def run(scenario: Coroutine[Any, Any, None]) -> None:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(scenario)

    return run
