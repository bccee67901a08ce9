"""Measures turn-taking on synthetic callers: listeners' sounds, interruptions, turns and numbers cut, silence waited for.

uv run python -m tests.bench.bench_turns           needs flite

The product's own ears (voice detection, endpointing, barge-in, pocketsphinx, understanding) hear clips frame by frame, not
at the pace of time: a reading is given out `READING_FRAMES` after it was begun. Each caller is a voice of flite, with line noise.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from dsl.turn import Expectation
from runtime.call.hearing import Hearing, Judgement, Spoken
from runtime.speech.hearing.decoder import EnglishDecoder
from runtime.speech.hearing.grammar import GrammarBook
from runtime.speech.hearing.messages import Heard
from runtime.speech.hearing.spoken_sound import SpokenSound
from runtime.speech.protocols import FRAME_BYTES, FRAME_MS, Partial, Transcript
from runtime.speech.voice_activity import VoiceActivity
from runtime.understanding import Understander, Understanders, load, prepare
from tests.bench.hearing_sets import ASKING, BUNDLE, CONFIRMING, MEASURED, MEASURED_VOICES, asking_for
from tests.peers.flite import VOICES, speak

READING_FRAMES = 3
PAUSED_MS = 160  # of silence, after which pocketsphinx reads
NOISE = 12.0
LEFT_MS = 5000  # of the prompt, when the caller begins
AFTER = bytes(16 * 1500)

BACKCHANNELS = ("uh huh", "okay", "right", "yeah", "I see", "got it", "all right", "sure")
INTERRUPTIONS = (
    "where is my parcel", "track my package", "talk to an agent", "I moved house", "wait a minute", "operator",
    "I want to speak to someone", "my parcel is damaged", "can you repeat that", "hold on",
)  # fmt: skip
NUMBERS = (("four seven", "one one"), ("four", "seven", "one", "one"), ("nine two", "eight", "three"))
PAUSES_MS = (300, 600, 900)
EVERY = 3  # of the sentences of `hearing_sets`
HESITATIONS = (
    ("where is", "my parcel"), ("I want to change", "the delivery address"), ("I am still waiting", "for my delivery"),
    ("track", "my package"), ("can I", "speak to a human"),
)  # fmt: skip


class Line:
    """What the line itself is saying."""

    def __init__(self, busy: bool) -> None:
        self.busy, self.left_ms = busy, LEFT_MS if busy else 0

    def sounding(self, size: int) -> bytes:
        return b""


class Offline:
    """Implements `Recognizer` and `Utterance` on a decoder in this process, reading in each pause as the product's does."""

    language, name = "en", "pocketsphinx"

    def __init__(self) -> None:
        self._decoder, self._book = EnglishDecoder(), GrammarBook(BUNDLE)
        self.partial: Partial | None = None

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def prepare(self, bundle: object, identity: str) -> None: ...

    async def listen(self, identity: str, expectation: Expectation) -> Offline:
        self._grammar = self._book.moment(expectation)
        self._decoder.learn(self._grammar)
        self._sound, self.partial, self._next = SpokenSound(), None, None
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
            assert isinstance(heard, Heard)
            self._known = Transcript(text=heard.text, confidence=heard.confidence, alternatives=heard.alternatives)
        return self._known


class Caller:
    """Plays a clip to fresh ears, and keeps what they made of it."""

    def __init__(
        self, ears: Offline, understander: Understander | Understanders, moment: Expectation, *, line_speaks: bool
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
        understood = self._understander.understand(text, self._moment, datetime.now(UTC))
        if self._moment.slot is None:
            return Judgement(understood.intent is not None)
        value = understood.slots.get(self._moment.slot, "")
        digits = value or understood.digits
        return Judgement(bool(value) or understood.intent is not None, sum(sign.isdigit() for sign in digits))

    async def hear(self, pcm: bytes) -> None:
        for start in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES):
            self._hearing.hear(pcm[start : start + FRAME_BYTES])
            self._frame += 1
            for _ in range(4):
                await asyncio.sleep(0)
        await self._hearing.close()


def on_the_line(*parts: bytes) -> bytes:
    """The parts one after another, silence before and after, in noise."""
    samples = np.frombuffer(bytes(16 * 600) + b"".join(parts) + AFTER, "<i2").astype(np.float64)
    noisy = samples + np.random.default_rng(samples.size).normal(0, NOISE, samples.size)
    return noisy.clip(-32768, 32767).astype("<i2").tobytes()


def trimmed(clip: bytes) -> bytes:
    loud = np.flatnonzero(np.abs(np.frombuffer(clip, "<i2").astype(int)) > 300)
    return clip[2 * int(loud[0]) : 2 * int(loud[-1])]


def said(words: str, voice: str) -> bytes:
    return trimmed(speak(words, voice))


def row(what: str, goal: str, figure: str) -> None:
    print(f"| {what} | {goal} | {figure} |", flush=True)


def share(some: int, all_of_them: int) -> str:
    return f"{100 * some / all_of_them:.1f} % ({some} of {all_of_them})"


class Bench:
    def __init__(self, understander: Understander | Understanders) -> None:
        self._ears, self._understander = Offline(), understander

    async def play(self, pcm: bytes, moment: Expectation, *, line_speaks: bool = False) -> Caller:
        caller = Caller(self._ears, self._understander, moment, line_speaks=line_speaks)
        await caller.hear(pcm)
        return caller

    async def breaking_in(self, words: tuple[str, ...]) -> list[Caller]:
        asking = replace(ASKING, answer="request", language="en-US")
        return [await self.play(on_the_line(said(text, voice)), asking, line_speaks=True) for text in words for voice in VOICES]

    async def measure_barge_in(self) -> None:
        sounds = await self.breaking_in(BACKCHANNELS)
        stopped = [caller for caller in sounds if caller.interrupted or _counts(caller)]
        row("a listener's sounds that stop a prompt", "≤ 5 %", share(len(stopped), len(sounds)))
        turns = [caller for caller in sounds if _counts(caller)]
        row("the same, taken for a turn (the others go on from their clause)", "–", share(len(turns), len(sounds)))
        words = await self.breaking_in(INTERRUPTIONS)
        missed = [caller for caller in words if not _counts(caller)]
        row("true interruptions missed", "≤ 5 %", share(len(missed), len(words)))
        times = sorted((caller.interrupted or [caller.spoken[0][0] if caller.spoken else 0])[0] - 600 for caller in words)
        figures = f"{times[len(times) // 2]} / {times[len(times) * 95 // 100]} ms"
        row("beginning of the voice → the line is told to stop, p50 / p95 (no words known while they are spoken)", "–", figures)

    async def measure_turns(self) -> None:
        cut, waits, count = 0, [], 0
        for one in MEASURED[::EVERY]:
            moment = replace(one.moment, answer=_answer(one.moment), lengths=(4, 4) if one.moment.slot == "number" else None)
            for voice in MEASURED_VOICES:
                clip = said(one.words, voice)
                caller = await self.play(on_the_line(clip), moment)
                ends = 600 + len(clip) // 16
                count += 1
                cut += bool(caller.spoken) and caller.spoken[0][0] < ends
                waits += [caller.spoken[0][0] - ends] if caller.spoken and caller.spoken[0][0] >= ends else []
        row("turns cut in, spoken without a pause", "≤ 1 %", share(cut, count))
        waits.sort()
        figures = f"{waits[len(waits) // 2]} / {waits[len(waits) * 95 // 100]} ms"
        row("end of the words → the turn is over, p50 / p95 (pocketsphinx: read in the pause)", "–", figures)
        await self._measure_pauses("turns cut in, with a pause of {} ms in the sentence", HESITATIONS, lambda: ASKING)

    async def measure_numbers(self) -> None:
        exact = replace(asking_for("number"), answer="digits", lengths=(4, 4))
        for pause in PAUSES_MS:
            cut = [
                _cut(await self.play(clip, exact), ends)
                for clip, ends in _with_pauses(NUMBERS, pause)
            ]  # fmt: skip
            row(f"dictated numbers cut, {pause} ms between their parts", "none", share(sum(cut), len(cut)))

    async def _measure_pauses(self, what: str, sayings: tuple[tuple[str, ...], ...], moment: Callable[[], Expectation]) -> None:
        asking = replace(moment(), answer="request")
        for pause in PAUSES_MS[:2]:
            cut = [_cut(await self.play(clip, asking), ends) for clip, ends in _with_pauses(sayings, pause)]
            row(what.format(pause), "–", share(sum(cut), len(cut)))


def _answer(moment: Expectation) -> str:
    if moment.slot == "number":
        return "digits"
    return "yes_no" if moment == CONFIRMING else "choice" if moment.slot else "request"


def _counts(caller: Caller) -> bool:
    return any(spoken.interruption is not None and spoken.interruption.stops for _, spoken in caller.spoken)


def _cut(caller: Caller, ends: int) -> bool:
    return bool(caller.spoken) and caller.spoken[0][0] < ends


def _with_pauses(sayings: tuple[tuple[str, ...], ...], pause: int) -> Iterator[tuple[bytes, int]]:
    """Each saying by each voice, and when its last word ends."""
    for parts in sayings:
        for voice in MEASURED_VOICES:
            sound = bytes(16 * pause).join(said(part, voice) for part in parts)
            yield on_the_line(sound), 600 + len(sound) // 16


async def main() -> None:
    os.environ["CALLWRIGHT_ENCODER"] = "none"  # it costs seconds, and judges these few words no better
    with tempfile.TemporaryDirectory() as folder:
        prepare(BUNDLE, Path(folder))
        bench = Bench(load(BUNDLE, Path(folder)))
        await bench.measure_barge_in()
        await bench.measure_numbers()
        await bench.measure_turns()


if __name__ == "__main__":
    asyncio.run(main())
