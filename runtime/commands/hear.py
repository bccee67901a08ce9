"""`callwright hear`: what the line would recognise of a recording, in a step of a package."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from msgspec import to_builtins

from dsl.bundle import Bundle
from dsl.commands import CommandError
from dsl.turn import Expectation
from runtime.speech.protocols import Recognizer, Transcript

SUMMARY = "Print what the line would recognise of a WAV file, in a step of a package."

PIECE = 1600  # bytes fed at a time: 100 ms, as a line would
NAP = 0.001  # seconds between them, in which a reading may begin


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.wav", help="a recording, of any rate, width and number of channels")
    parser.add_argument("path", type=Path, metavar="PATH", help="the package")
    parser.add_argument("--step", help="the step that listens (default: the first that does)")
    parser.add_argument("--slot", help="the detail it asks for, when it collects several (default: its first)")
    parser.add_argument("--engine", metavar="NAME", help="pocketsphinx, practice or a model that was added (default: as a call)")
    parser.add_argument("--language", help="the language that is spoken, of those that the package has (default: its own)")


def run(arguments: argparse.Namespace) -> int:
    from dsl.commands.package_files import compile_path
    from runtime.commands.opening import read_language
    from runtime.speech.hearing.recognizers import chosen, engines, reason_unheard
    from runtime.speech.wave_files import UnreadableSound, read_wave

    compiled = compile_path(arguments.path)
    assert compiled.bundle is not None, "compile_path gives a bundle or raises"
    bundle = compiled.bundle.spoken_in(read_language(arguments.language, compiled.bundle))
    expectation = _expectation(bundle, arguments.step, arguments.slot)
    try:
        pcm = read_wave(arguments.file)
    except UnreadableSound as problem:
        raise CommandError(str(problem)) from problem
    except OSError as problem:
        raise CommandError(f"{arguments.file} can't be read: {problem.strerror}") from problem
    language = bundle.language.partition("-")[0]
    engine = chosen().get(language)
    if arguments.engine is not None:
        engine = next((each for each in engines(language) if each.key == arguments.engine), None)
        if engine is None:
            keys = ", ".join(each.key for each in engines(language)) or "none"
            raise CommandError(f"no engine named {arguments.engine} hears {language} here; these do: {keys}")
    if engine is None:
        raise CommandError(reason_unheard(bundle.language))
    if engine.practice:
        print("callwright: the practice model understands synthetic speech only", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="callwright-") as folder:
        recognizer = engine.make(Path(folder))
        transcript = asyncio.run(_hear(recognizer, bundle, compiled.identity, expectation, pcm))
    json.dump(
        {
            "text": transcript.text,
            "confidence": round(transcript.confidence, 3),
            "alternatives": list(transcript.alternatives),
            "words": [to_builtins(word) for word in transcript.words],
            "recognizer": recognizer.name,
            "practice": recognizer.practice,
            "step": expectation.step,
            "slot": expectation.slot,
        },
        sys.stdout,
        ensure_ascii=False,
    )
    print()
    return 0


def _expectation(bundle: Bundle, step: str | None, slot: str | None) -> Expectation:
    """What the line waits for in that step; without one, in the first that asks anything."""
    from runtime.speech.hearing.moments import moments

    for expectation in moments(bundle):
        if step in (None, expectation.step) and slot in (None, expectation.slot):
            return expectation
    steps = list(dict.fromkeys(expectation.step for expectation in moments(bundle)))
    if not steps:
        raise CommandError("no step of this package asks the caller anything")
    wanted = " ".join(part for part in (f"step {step}" if step else "step", f"with slot {slot}" if slot else "") if part)
    raise CommandError(f"no {wanted} of this package hears the caller; these do: {', '.join(steps)}")


async def _hear(recognizer: Recognizer, bundle: Bundle, identity: str, expectation: Expectation, pcm: bytes) -> Transcript:
    from runtime.speech.workers import WorkerLost

    try:
        await recognizer.start()
        await recognizer.prepare(bundle, identity)
        utterance = await recognizer.listen(identity, expectation)
        for start in range(0, len(pcm), PIECE):
            await utterance.feed(pcm[start : start + PIECE])
            await asyncio.sleep(NAP)
        return await utterance.finish()
    except WorkerLost as problem:
        raise CommandError("the recogniser does not start on this machine") from problem
    finally:
        await recognizer.close()
