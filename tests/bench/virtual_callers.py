"""Owns callers who are heard frame by frame by the product's own ears, not at the pace of time, and the engines that hear them.

A reading is given out as late as it would be on a machine that has nothing else to do.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np

from dsl.bundle import Bundle
from dsl.turn import Expectation
from runtime.call.hearing import Hearing, Spoken
from runtime.call.judging import Judgement, judgement
from runtime.speech.hearing import messages as pocketsphinx
from runtime.speech.hearing.decoder import EnglishDecoder
from runtime.speech.hearing.grammar import GrammarBook
from runtime.speech.hearing.kaldi.decoder import Decoders
from runtime.speech.hearing.kaldi.graphs import HearingCompiler
from runtime.speech.hearing.kaldi.messages import KALDI, Begin, Cancel, Feed, Finish, Heard, Open, SoFar
from runtime.speech.hearing.kaldi.model import practice_model
from runtime.speech.hearing.kaldi.sharing import Listener, SharedWorker
from runtime.speech.hearing.rules import RuleBook
from runtime.speech.hearing.spoken_sound import SpokenSound
from runtime.speech.hearing.streaming import DecodingWorkers, StreamedUtterance
from runtime.speech.protocols import FRAME_BYTES, FRAME_MS, Partial, Recognizer, Transcript
from runtime.speech.voice_activity import VoiceActivity
from runtime.understanding import Understander, Understanders
from tests.peers import espeak_callers
from tests.peers.flite import speak

BEFORE_MS = 600
AFTER = bytes(16 * 1500)
NOISE = 12.0
LEFT_MS = 5000  # of the prompt, when the caller begins
READING_FRAMES = 3  # that pocketsphinx takes to read
PAUSED_MS = 160  # of silence, after which it does


class Line:
    """What the line itself is saying."""

    def __init__(self, busy: bool) -> None:
        self.busy, self.left_ms = busy, LEFT_MS if busy else 0

    def sounding(self, size: int) -> bytes:
        return b""


class PocketsphinxEars:
    """Implements `Recognizer` and `Utterance` on a decoder in this process, reading in each pause as the product's does."""

    language, name, practice = "en", "pocketsphinx", False

    def __init__(self, bundle: Bundle) -> None:
        self._decoder, self._book = EnglishDecoder(), GrammarBook(bundle)
        self.partial: Partial | None = None

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def prepare(self, bundle: Bundle, identity: str) -> None: ...

    async def listen(self, identity: str, expectation: Expectation) -> PocketsphinxEars:
        self._grammar = self._book.moment(expectation)
        self._decoder.learn(self._grammar)
        self._sound, self.partial = SpokenSound(), None
        self._next: tuple[int, Partial] | None = None
        self._known: Transcript | None = None
        return self

    async def feed(self, pcm: bytes) -> None:
        if self._sound.take(pcm):
            self.partial = self._next = self._known = None
        elif self._next is None and self._sound.has_voice and self._sound.silent_ms >= PAUSED_MS:
            self._next = (READING_FRAMES, Partial(text=self._read().text, heard_ms=self._sound.milliseconds))
        elif self._next is not None and self.partial is None:
            frames, partial = self._next
            self._next = (frames - 1, partial)
            self.partial = partial if frames <= 1 else None

    async def finish(self) -> Transcript:
        return self._read() if self._sound.has_voice else Transcript(text="", confidence=0.0)

    async def cancel(self) -> None: ...

    def _read(self) -> Transcript:
        if self._known is None:
            heard = self._decoder.hear(self._grammar.name, self._sound.words())
            assert isinstance(heard, pocketsphinx.Heard)
            self._known = Transcript(text=heard.text, confidence=heard.confidence, alternatives=heard.alternatives)
        return self._known


class KaldiEars:
    """Implements `Recognizer` on the practice model in this process; words so far are there a frame later."""

    name, practice = "Kaldi, practice model", True

    def __init__(self, bundle: Bundle, folder: Path) -> None:
        self.language = bundle.language[:2]
        model = practice_model(self.language, folder / "model")
        with quietly():
            self._hearing = HearingCompiler(model, folder / "hearing").compile(bundle, "bench")
            decoders = Decoders(model, folder / "hearing")
        self._book = RuleBook(bundle)
        self._streams = DecodingWorkers(Open(KALDI, self.language, "", ""), workers=0, spares=0)
        self._streams.shared = [InProcess(decoders)]

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def prepare(self, bundle: Bundle, identity: str) -> None: ...

    async def listen(self, identity: str, expectation: Expectation) -> StreamedUtterance:
        mask = self._hearing.mask(self._book.moment(expectation), open=self._book.ways.is_open(expectation.slot))
        return self._streams.listen("bench", mask)


class InProcess(SharedWorker):
    """A decoding worker that is this process: its answers come when the next frame does."""

    def __init__(self, decoders: Decoders) -> None:
        self._decoders = decoders
        self._heard: dict[int, Listener] = {}

    @property
    def pid(self) -> int:
        return os.getpid()

    @property
    def load(self) -> int:
        return 0

    def begin(self, order: Begin, listener: Listener) -> None:
        self._heard[order.utterance] = listener
        self._decoders.begin(order)

    def tell(self, order: Begin | Feed | Finish | Cancel) -> None:
        match order:
            case Feed():
                self._decoders.feed(order.utterance, order.pcm)
                self._answer(self._decoders.look(order.utterance))
            case Finish():
                self._answer(self._decoders.finish(order.utterance))
            case Cancel():
                self._decoders.cancel(order.utterance)

    def _answer(self, reply: SoFar | Heard) -> None:
        asyncio.get_running_loop().call_soon(self._heard[reply.utterance], reply)


class Caller:
    """Plays a clip to fresh ears, and keeps what they made of it, with the millisecond at which they did."""

    def __init__(
        self, ears: Recognizer, understander: Understander | Understanders, moment: Expectation, *, line_speaks: bool = False
    ) -> None:
        self.spoken: list[tuple[int, Spoken]] = []
        self.interrupted: list[int] = []
        self._moment, self._understander, self._frame = moment, understander, 0
        self._hearing = Hearing(
            ears, "bench", VoiceActivity(), may_begin=lambda: True, line=Line(line_speaks), judge=self._judge,
            began=lambda: None, interrupted=lambda: self.interrupted.append(self._frame * FRAME_MS), ended=lambda: None,
            spoke=lambda spoken: self.spoken.append((self._frame * FRAME_MS, spoken)),
        )  # fmt: skip
        self._hearing.expect(moment)

    def _judge(self, text: str) -> Judgement:
        now = datetime.now(UTC)
        return judgement(text, self._understander.understand(text, self._moment, now), self._moment, now)

    async def hear(self, pcm: bytes) -> None:
        for start in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES):
            self._hearing.hear(pcm[start : start + FRAME_BYTES])
            self._frame += 1
            for _ in range(4):
                await asyncio.sleep(0)
        await self._hearing.close()

    @property
    def counts(self) -> bool:
        """Whether their voice broke in."""
        return any(spoken.interruption is not None and spoken.interruption.stops for _, spoken in self.spoken)


def on_the_line(*parts: bytes) -> bytes:
    """The parts one after another, silence before and after, in noise."""
    samples = np.frombuffer(bytes(16 * BEFORE_MS) + b"".join(parts) + AFTER, "<i2").astype(np.float64)
    noisy = samples + np.random.default_rng(samples.size).normal(0, NOISE, samples.size)
    return noisy.clip(-32768, 32767).astype("<i2").tobytes()


def trimmed(clip: bytes) -> bytes:
    """From the first loud sample to the last."""
    loud = np.flatnonzero(np.abs(np.frombuffer(clip, "<i2").astype(int)) > 300)
    return clip[2 * int(loud[0]) : 2 * int(loud[-1])]


@cache
def said_by_flite(words: str, voice: str) -> bytes:
    return trimmed(speak(words, voice))


@cache
def said_by_espeak(words: str, voice: str, language: str = "en") -> bytes:
    """`voice`: a number of those that no practice model has heard."""
    return trimmed(espeak_callers.say(words, language, int(voice)))


SaidBy = Callable[[str, str], bytes]


@contextmanager
def quietly() -> Iterator[None]:
    """Kaldi writes to the terminal from below Python."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
