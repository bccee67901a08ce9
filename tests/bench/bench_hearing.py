"""How well and how fast Kaldi hears with the practice models: synthetic callers whose voices no model learned from.

    uv run python -m tests.bench.bench_hearing [--sentences 40]
    uv run python -m tests.bench.bench_hearing --tuning --wrong    # what models and settings are chosen by, and where they fail

Every question of the ready-made flows is asked; what is said are the phrases that its step listens for, each by one of four
voices that neither training nor tuning has heard, over a quiet line, with white noise 10 dB below the voice, and at 0.8 and 1.25
times the speed. A sentence is right when what was heard sounds the same.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from dsl.bundle import Bundle
from dsl.commands.package_files import compile_path
from dsl.model import Intent
from dsl.turn import Expectation
from runtime.speech.backchannels import is_backchannel, sounds_in
from runtime.speech.hearing.kaldi.artefact import OPEN, CompiledHearing
from runtime.speech.hearing.kaldi.decoder import Decoders
from runtime.speech.hearing.kaldi.graphs import HearingCompiler
from runtime.speech.hearing.kaldi.lexicon import lexicon_of
from runtime.speech.hearing.kaldi.messages import Begin
from runtime.speech.hearing.kaldi.model import practice_model
from runtime.speech.hearing.kaldi_recognizer import KaldiRecognizer
from runtime.speech.hearing.moments import moments
from runtime.speech.hearing.rules import RuleBook
from runtime.speech.practice import stored
from runtime.speech.practice.speakers import held_out
from runtime.speech.practice.synthesis import Synthesiser
from runtime.speech.protocols import FRAME_BYTES, FRAME_MS, SAMPLE_RATE
from tests.bench import hearing_tuning

FLOWS = Path(__file__).parents[2] / "flows"
SPOKEN = {"en": (("parcel_status", ""), ("front_desk", "en-US")), "zh": (("phone_bill", ""), ("front_desk", "zh-CN"))}
CONDITIONS = {"quiet": (165, 45.0), "noise": (165, 10.0), "slow": (132, 45.0), "fast": (206, 45.0)}  # words a minute, dB
PEAK = 9000
CALLS = 20
SPELLED_OUT = ("mm hm", "mm-hm", "mhm", "mm", "hm")  # of which espeak-ng reads out the letters
WANTED = {"quiet": 0.97, "noise": 0.93, "slow": 0.93, "fast": 0.93}
OTHER = {
    "en": (
        "the horse ran across the yellow field", "my mother paints the kitchen in summer", "we drove to the lake last winter",
        "seven monkeys sat in a tall tree", "he plays the violin rather well", "bread and butter with a little salt",
        "the river was frozen until march", "our teacher lost her umbrella again", "put the ladder against the wall",
        "a train full of tourists arrived",
    ),
    "zh": (
        "今天晚上我们一起去看电影", "我妈妈喜欢在院子里种花", "这条河里有很多小鱼", "北京的冬天非常寒冷", "他昨天买了一辆自行车",
        "孩子们在操场上踢足球", "厨房里飘出饭菜的香味", "她把雨伞忘在了车站", "山顶上的风景特别美", "图书馆周末也开放",
    ),
}  # fmt: skip


@dataclass
class Figures:
    right: dict[str, list[bool]] = field(default_factory=dict)
    every_rule: list[bool] = field(default_factory=list)
    rejected: list[bool] = field(default_factory=list)
    wrongly_rejected: list[bool] = field(default_factory=list)
    spoken: float = 0.0
    spent: float = 0.0
    finishing: list[float] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    sure: list[tuple[float, bool]] = field(default_factory=list)  # of each own sentence, and whether it was right
    listening: list[bool] = field(default_factory=list)
    taken_for_listening: list[bool] = field(default_factory=list)


def bundles(language: str) -> Iterator[Bundle]:
    for flow, tongue in SPOKEN[language]:
        bundle = compile_path(FLOWS / flow).bundle
        assert bundle is not None
        yield bundle.spoken_in(tongue) if tongue else bundle


class Caller:
    """Whoever calls: those that figures are given for, or for `tuning` others."""

    def __init__(self, language: str, *, tuning: bool = False) -> None:
        self._language, self._synthesiser = language, Synthesiser()
        self._chance = np.random.default_rng(1)
        self._first = 0 if tuning else 1

    def say(self, text: str, number: int, condition: str = "quiet") -> bytes:
        rate, decibels = CONDITIONS[condition]
        samples = self._synthesiser.say(text, held_out(self._language, 2 * number + self._first, rate)).samples
        voice = samples / np.abs(samples).max() * PEAK
        loudness = np.sqrt(np.mean(voice**2))
        heard = np.concatenate([np.zeros(SAMPLE_RATE * 2 // 5), voice, np.zeros(SAMPLE_RATE * 3 // 10)])
        heard += self._chance.standard_normal(heard.size) * loudness * 10 ** (-decibels / 20)
        return bytes(np.clip(heard, -32768, 32767).astype("<i2").tobytes())


def sentences(book: RuleBook, expectation: Expectation, most: int, seed: int) -> list[str]:
    """What the step itself listens for, without values."""
    own = (active for active in book.moment(expectation) if active.weight == 1.0 and active.rule.startswith("intent:"))
    ways = {way for active in own for way in book.ways_of(active.rule) if not any(word.startswith("<") for word in way)}
    chosen = sorted(ways)
    random.Random(seed).shuffle(chosen)
    return [book.ways.language.text(list(way)) for way in chosen[:most]]


def measure(language: str, most: int, *, tuning: bool = False) -> Figures:
    figures, caller = Figures(), Caller(language, tuning=tuning)
    with tempfile.TemporaryDirectory() as folder:
        model = practice_model(language, Path(folder) / "model")
        lexicon = lexicon_of(model)

        def sound(text: str, book: RuleBook) -> list[str]:
            return [phone for word in book.ways.language.words(text) for phone in (lexicon.phones(word) or ((word,),))[0]]

        root = Path(folder) / "hearing"
        for number, bundle in enumerate([hearing_tuning.BUNDLES[language]] if tuning else bundles(language)):
            book = RuleBook(bundle)
            with quietly():
                hearing = HearingCompiler(model, root).compile(bundle, f"b{number}")
                decoders = Decoders(model, root)
            asked = list(dict.fromkeys(replace(each, step="") for each in moments(bundle)))
            for expectation in asked:
                mask = hearing.mask(book.moment(expectation), open=False)
                said = sentences(book, expectation, most, seed=7)
                voices = 3 if tuning else 1
                for place, text in [(place + voice, text) for place, text in enumerate(said) for voice in range(voices)]:
                    for condition in CONDITIONS:
                        pcm = caller.say(text, place, condition)
                        heard, fitted = _hear(decoders, f"b{number}", mask, pcm, figures)
                        right = sound(heard, book) == sound(text, book)
                        figures.right.setdefault(condition, []).append(right)
                        figures.sure.append((figures.confidences[-1], right))
                        if not is_backchannel(text, language):
                            figures.taken_for_listening.append(is_backchannel(heard, language))
                        if not right:
                            figures.wrong.append(f"{condition}: {text} → {heard}{'' if fitted else ' (dictation)'}")
                        if condition == "quiet":
                            figures.wrongly_rejected.append(not fitted)
                        if condition == "noise":
                            other, _ = _hear(decoders, f"b{number}", _every(hearing), pcm, figures)
                            figures.every_rule.append(sound(other, book) == sound(text, book))
            first = hearing.mask(book.moment(asked[0]), open=False)
            for place, text in enumerate(each for each in sounds_in(language) if each not in SPELLED_OUT):
                heard, _ = _hear(decoders, f"b{number}", first, caller.say(text, place), figures)
                figures.listening.append(is_backchannel(heard, language))
            for place, text in enumerate((hearing_tuning.OTHER if tuning else OTHER)[language] * 2):
                heard, fitted = _hear(decoders, f"b{number}", first, caller.say(text, place), figures)
                figures.rejected.append(not fitted)
                if fitted:
                    figures.wrong.append(f"taken: {text} → {heard}")
    return figures


def _every(hearing: CompiledHearing) -> tuple[bool, ...]:
    """Each rule once, as likely as it ever is."""
    best: dict[str, float] = {}
    for active in hearing.order:
        best[active.rule] = max(active.weight, best.get(active.rule, 0.0))
    return tuple(active.rule != OPEN and active.weight == best[active.rule] for active in hearing.order)


_numbers = iter(range(10**9))


def _hear(decoders: Decoders, key: str, mask: tuple[bool, ...], pcm: bytes, figures: Figures) -> tuple[str, bool]:
    number = next(_numbers)
    began = time.process_time()
    decoders.begin(Begin(number, key, mask))
    for start in range(0, len(pcm), 3 * FRAME_BYTES):
        decoders.feed(number, pcm[start : start + 3 * FRAME_BYTES])
    ended = time.process_time()
    heard = decoders.finish(number)
    done = time.process_time()
    figures.spent += done - began
    figures.finishing.append(done - ended)
    figures.confidences.append(heard.confidence)
    figures.spoken += len(pcm) / (2 * SAMPLE_RATE)
    return heard.text, heard.fitted


async def many_calls(language: str) -> list[float]:
    """Milliseconds from the end of the sound to the words, with callers speaking at once, each at a person's pace."""
    bundle = next(bundles(language))
    caller = Caller(language)
    book = RuleBook(bundle)
    listening = next(moments(bundle))
    said = sentences(book, listening, CALLS, seed=3)
    with tempfile.TemporaryDirectory() as folder:
        recognizer = KaldiRecognizer(language, Path(folder))
        await recognizer.prepare(bundle, "bundle")
        took: list[float] = []

        async def call(number: int) -> None:
            for turn in range(3):
                pcm = caller_sounds[(number + turn) % len(caller_sounds)]
                await asyncio.sleep(random.Random(number * 10 + turn).random())
                utterance = await recognizer.listen("bundle", listening)
                loop = asyncio.get_running_loop()
                began = loop.time()
                for place, start in enumerate(range(0, len(pcm), FRAME_BYTES)):
                    await asyncio.sleep(max(0.0, began + place * FRAME_MS / 1000 - loop.time()))
                    await utterance.feed(pcm[start : start + FRAME_BYTES])
                ended = loop.time()
                await utterance.finish()
                took.append((loop.time() - ended) * 1000)

        caller_sounds = [caller.say(text, place) for place, text in enumerate(said)]
        try:
            warm = await recognizer.listen("bundle", listening)
            await warm.feed(caller_sounds[0])
            await warm.finish()
            await asyncio.gather(*(call(number) for number in range(CALLS)))
            return took[CALLS:] or took
        finally:
            await recognizer.close()


async def thousand_phrases(language: str) -> tuple[float, float]:
    """Processor seconds to compile a package of 1,000 phrases, and the next version in which one intent is another."""
    bundle = next(bundles(language))
    words = stored.shipped(language).vocabulary
    chance = random.Random(5)
    join = " ".join if language == "en" else "".join
    intents = {
        f"intent{number}": Intent(phrases=tuple(join(chance.choices(words, k=5)) for _ in range(20))) for number in range(50)
    }
    large = replace(
        bundle, intents=bundle.intents | intents, topics=bundle.topics | dict.fromkeys(intents, next(iter(bundle.steps)))
    )
    changed = replace(large, intents=large.intents | {"intent0": Intent(phrases=(join(words[:4]),))})
    with tempfile.TemporaryDirectory() as folder:
        recognizer = KaldiRecognizer(language, Path(folder))
        try:
            took = []
            for each in (large, changed):
                before = _compiling()
                await recognizer.compile(each)
                took.append(_compiling() - before)
            return took[0], took[1]
        finally:
            await recognizer.close()


def _compiling() -> float:
    """Processor seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class quietly:
    """Kaldi writes to the terminal from below Python."""

    def __enter__(self) -> None:
        self._kept = os.dup(2)
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 2)
        os.close(nothing)

    def __exit__(self, *problem: object) -> None:
        os.dup2(self._kept, 2)
        os.close(self._kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=40, help="of each question (%(default)s)")
    parser.add_argument("--language", choices=sorted(SPOKEN), action="append", help="(both)")
    parser.add_argument("--accuracy-only", action="store_true")
    parser.add_argument("--tuning", action="store_true", help="other voices and sentences, which may be looked at")
    parser.add_argument("--wrong", action="store_true", help="print what was heard wrong")
    arguments = parser.parse_args()
    print(
        "| | " + " | ".join(arguments.language or SPOKEN) + " | goal |\n|---|" + "---|" * (1 + len(arguments.language or SPOKEN))
    )
    rows: dict[str, list[str]] = {}
    goals: dict[str, str] = {}

    def row(name: str, value: str, goal: str) -> None:
        rows.setdefault(name, []).append(value)
        goals[name] = goal

    for language in arguments.language or SPOKEN:
        figures = measure(language, arguments.sentences, tuning=arguments.tuning)
        if arguments.wrong:
            print(*sorted(figures.wrong), sep="\n")
        for condition, found in figures.right.items():
            row(f"sentences right, {condition}", f"{np.mean(found):.3f} of {len(found)}", f"≥ {WANTED[condition]}")
        row("the same in noise, every rule active", f"{np.mean(figures.every_rule):.3f}", "≥ .05 below")
        row("other sentences rejected", f"{np.mean(figures.rejected):.3f} of {len(figures.rejected)}", "≥ .90")
        row("own sentences rejected", f"{np.mean(figures.wrongly_rejected):.3f}", "≤ .05")
        row("listeners' sounds heard as such", f"{np.mean(figures.listening):.3f} of {len(figures.listening)}", "≥ .95")
        row("other sentences taken for such sounds, all conditions", f"{np.mean(figures.taken_for_listening):.3f}", "≤ .05")
        right, wrong = ([sure for sure, was in figures.sure if was is wanted] for wanted in (True, False))
        row("mean confidence, of right / wrong sentences", f"{np.mean(right):.2f} / {np.mean(wrong or [np.nan]):.2f}", "")
        row("a right one surer than a wrong one", f"{np.mean([a > b for a in right for b in wrong] or [np.nan]):.3f}", "")
        row("processor seconds a second of speech", f"{figures.spent / figures.spoken:.4f}", "≤ .02")
        row("end of sound → words, in the decoder, p95", f"{np.percentile(figures.finishing, 95) * 1000:.1f} ms", "")
        if not arguments.accuracy_only:
            row(
                f"end of sound → words, {CALLS} calls, p95",
                f"{np.percentile(asyncio.run(many_calls(language)), 95):.0f} ms",
                "≤ 30 ms",
            )
            large, changed = asyncio.run(thousand_phrases(language))
            row("1,000 phrases compiled, processor time", f"{large:.1f} s", "≤ 5 s")
            row("the next version, one intent changed", f"{changed:.1f} s", "")
    for name, values in rows.items():
        print(f"| {name} | {' | '.join(values)} | {goals[name]} |")


if __name__ == "__main__":
    main()
