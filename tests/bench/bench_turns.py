"""Measures turn-taking on synthetic callers: listeners' sounds, interruptions, turns and numbers cut, silence waited for.

    uv run python -m tests.bench.bench_turns [--engine practice|pocketsphinx] [--language en|zh]

The product's own ears (voice detection, endpointing, barge-in, a recogniser, understanding) hear clips frame by frame, not at
the pace of time, so that no figure depends on what else the machine does. Kaldi's practice model hears callers of espeak-ng whom
it has never learned from; pocketsphinx hears voices of flite. Each is on a line with noise.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dsl.bundle import Bundle
from dsl.turn import Expectation
from runtime.speech.protocols import Recognizer
from runtime.understanding import Understander, Understanders, load, prepare
from tests.bench import turn_sets
from tests.bench.turn_sets import TurnSet
from tests.bench.virtual_callers import (
    BEFORE_MS,
    Caller,
    KaldiEars,
    PocketsphinxEars,
    SaidBy,
    on_the_line,
    said_by_espeak,
    said_by_flite,
)

PAUSES_MS = (300, 600, 900)
WAY_OUT_MS = 40  # to the caller's ear: a reply that is begun so much before they end is not heard before
ESPEAK_CALLERS = ("1", "3", "5", "7")
FLITE_CALLERS = ("rms", "awb")
FLITE_LISTENERS = ("slt", "rms", "awb", "kal")


def row(what: str, goal: str, figure: str) -> None:
    print(f"| {what} | {goal} | {figure} |", flush=True)


def share(some: int, all_of_them: int) -> str:
    return f"{100 * some / all_of_them:.1f} % ({some} of {all_of_them})"


class Bench:
    def __init__(
        self,
        ears: Recognizer,
        understander: Understander | Understanders,
        told: TurnSet,
        say: SaidBy,
        voices: tuple[str, ...],
        listeners: tuple[str, ...],
        *,
        verbose: bool = False,
    ) -> None:
        self._ears, self._understander, self._told, self._say = ears, understander, told, say
        self._voices, self._listeners, self._verbose = voices, listeners, verbose

    async def play(self, pcm: bytes, moment: Expectation, *, line_speaks: bool = False) -> Caller:
        caller = Caller(self._ears, self._understander, moment, line_speaks=line_speaks)
        await caller.hear(pcm)
        return caller

    async def breaking_in(self, words: tuple[str, ...]) -> list[Caller]:
        clips = [on_the_line(self._say(text, voice)) for text in words for voice in self._listeners]
        return [await self.play(clip, self._told.asking, line_speaks=True) for clip in clips]

    async def measure_barge_in(self) -> None:
        sounds = await self.breaking_in(self._told.backchannels)
        stopped = [caller for caller in sounds if caller.interrupted or caller.counts]
        row("a listener's sounds that stop a prompt", "≤ 5 %", share(len(stopped), len(sounds)))
        turns = [caller for caller in sounds if caller.counts]
        row("the same, taken for a turn (the others go on from their clause)", "–", share(len(turns), len(sounds)))
        words = await self.breaking_in(self._told.interruptions)
        missed = [caller for caller in words if not caller.counts]
        row("true interruptions missed", "≤ 5 %", share(len(missed), len(words)))
        times = sorted((caller.interrupted or [caller.spoken[0][0] if caller.spoken else 0])[0] - BEFORE_MS for caller in words)
        row("beginning of the voice → the line is told to stop, p50 / p95", "–", _percentiles(times))

    async def measure_turns(self) -> None:
        waits, reasons = await self._ends(self._told.sentences)
        row("turns cut in, spoken without a pause", "≤ 1 %", share(sum(wait < -WAY_OUT_MS for wait in waits), len(waits)))
        row("end of the words → the turn is over, p50 / p95", "–", _percentiles(waits))
        row("what ended them", "–", ", ".join(f"{reason} {times}" for reason, times in reasons.most_common()))
        waits, _ = await self._ends(self._told.others)
        row("the same, words that nobody wrote: cut in", "–", share(sum(wait < -WAY_OUT_MS for wait in waits), len(waits)))
        row("end of the words → the turn is over, p50 / p95", "–", _percentiles(waits))

    async def _ends(self, sayings: tuple[tuple[str, Expectation], ...]) -> tuple[list[int], Counter[str]]:
        """Milliseconds from the end of the words to the end of the turn, sorted, and what decided each."""
        waits: list[int] = []
        reasons: Counter[str] = Counter()
        for words, moment in sayings:
            for voice in self._voices:
                clip = self._say(words, voice)
                caller = await self.play(on_the_line(clip), moment)
                if caller.spoken:
                    at, spoken = caller.spoken[0]
                    waits.append(at - BEFORE_MS - len(clip) // 16)
                    reasons[spoken.wait.reason] += 1
                    if self._verbose:
                        print(f"    {words} ({voice}): {waits[-1]} ms, {spoken.wait.reason}, “{spoken.transcript.text}”")
        return sorted(waits), reasons

    async def measure_numbers(self) -> None:
        told = self._told
        for pause in PAUSES_MS:
            cut = [await self._is_cut(*clip, told.number) for clip in self._with_pauses(told.numbers, pause)]
            row(f"dictated numbers cut, {pause} ms between their parts", "none", share(sum(cut), len(cut)))
        for pause in PAUSES_MS:
            cut = [await self._is_cut(*clip, told.long_number) for clip in self._with_pauses(told.long_numbers, pause)]
            row(f"the same, numbers of four to eight digits, {pause} ms", "none", share(sum(cut), len(cut)))

    async def measure_pauses(self) -> None:
        for pause in PAUSES_MS[:2]:
            cut = [await self._is_cut(*clip, self._told.asking) for clip in self._with_pauses(self._told.hesitations, pause)]
            row(f"turns cut in, with a pause of {pause} ms in the sentence", "–", share(sum(cut), len(cut)))

    async def _is_cut(self, words: str, clip: bytes, ends: int, moment: Expectation) -> bool:
        caller = await self.play(clip, moment)
        cut = bool(caller.spoken) and caller.spoken[0][0] < ends - WAY_OUT_MS
        if cut and self._verbose:
            at, spoken = caller.spoken[0]
            print(f"    cut: {words}: {at - ends} ms, {spoken.wait.reason}, “{spoken.transcript.text}”")
        return cut

    def _with_pauses(self, sayings: tuple[tuple[str, ...], ...], pause: int) -> Iterator[tuple[str, bytes, int]]:
        """Each saying by each voice, and when its last word ends."""
        for parts in sayings:
            for voice in self._voices:
                sound = bytes(16 * pause).join(self._say(part, voice) for part in parts)
                yield f"{' … '.join(parts)} ({voice})", on_the_line(sound), BEFORE_MS + len(sound) // 16


def _percentiles(times: list[int]) -> str:
    return f"{times[len(times) // 2]} / {times[len(times) * 95 // 100]} ms"


def understanding(bundle: Bundle, folder: Path) -> Understander | Understanders:
    os.environ["CALLWRIGHT_ENCODER"] = "none"  # it costs seconds, and judges these few words no better
    prepare(bundle, folder)
    return load(bundle, folder)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("practice", "pocketsphinx"), default="practice", help="(%(default)s)")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="(%(default)s)")
    parser.add_argument("--verbose", action="store_true", help="each turn and what ended it")
    arguments = parser.parse_args()
    told = turn_sets.of(arguments.language)
    with tempfile.TemporaryDirectory() as folder:
        understander = understanding(told.bundle, Path(folder) / "understanding")
        if arguments.engine == "practice":
            ears: Recognizer = KaldiEars(told.bundle, Path(folder))

            def say(words: str, voice: str) -> bytes:
                return said_by_espeak(words, voice, arguments.language)

            bench = Bench(ears, understander, told, say, ESPEAK_CALLERS, ESPEAK_CALLERS, verbose=arguments.verbose)
        else:
            ears = PocketsphinxEars(told.bundle)
            bench = Bench(ears, understander, told, said_by_flite, FLITE_CALLERS, FLITE_LISTENERS, verbose=arguments.verbose)
        await bench.measure_barge_in()
        await bench.measure_numbers()
        await bench.measure_turns()
        await bench.measure_pauses()


if __name__ == "__main__":
    asyncio.run(main())
