"""Measures the hearing by its own processes. Prints rows for tests/bench/README.md.

uv run python -m tests.bench.bench_speech        needs flite (Debian), whose voices speak the callers
"""

from __future__ import annotations

import asyncio
import itertools
import os
import time

import numpy as np
from msgspec.structs import replace

from dsl.model import Intent
from dsl.turn import Expectation
from runtime.speech.hearing.decoder import EnglishDecoder
from runtime.speech.hearing.grammar import GrammarBook
from runtime.speech.hearing.pocketsphinx_recognizer import PocketsphinxRecognizer
from runtime.speech.protocols import FRAME_BYTES, Transcript
from tests.bench.hearing_sets import BUNDLE, MEASURED, MEASURED_VOICES, Said, clip, meaning_of
from tests.bench.processes import megabytes, percentile, processor_seconds, row


async def hear(recognizer: PocketsphinxRecognizer, said: Said, pcm: bytes) -> tuple[Transcript, float]:
    """Fed at the pace of speech; the milliseconds are those from the end of a 400 ms endpoint to the words."""
    utterance = await recognizer.listen("bench", said.moment)
    for start in range(0, len(pcm), FRAME_BYTES):
        await utterance.feed(pcm[start : start + FRAME_BYTES])
        await asyncio.sleep(0.02)
    began = time.perf_counter()
    transcript = await utterance.finish()
    return transcript, (time.perf_counter() - began) * 1000


def thousand_phrases() -> list[str]:
    """Questions of a service, all different, from the words they share."""
    asked = itertools.product(
        ("when", "why", "how", "where", "can", "could", "should"), ("do I", "can I", "will I"),
        ("change", "cancel", "find", "send", "pay", "track", "lose"), ("my", "the"), ("parcel", "invoice", "account", "letter"),
    )  # fmt: skip
    return [" ".join(words) for words in itertools.islice(asked, 1000)]


def measure_large_package() -> None:
    bundle = replace(BUNDLE, intents={"where": Intent(phrases=tuple(thousand_phrases()))}, topics={"where": "listen"})
    decoder, said = EnglishDecoder(), "can will I track the letter"
    began = time.process_time()
    grammar = GrammarBook(bundle).moment(Expectation(intents=("where",)))
    decoder.learn(grammar)
    row("hearing of 1,000 phrases made ready for one moment", f"{time.process_time() - began:.2f} s")
    pcm = clip(MEASURED_VOICES[0], said)
    began = time.process_time()
    decoder.hear(grammar.name, pcm)
    row(
        "hearing by 1,000 phrases, processor seconds a second of sound",
        f"{(time.process_time() - began) / (len(pcm) / 16000):.3f}",
    )


async def measure_hearing() -> None:
    recognizer = PocketsphinxRecognizer()
    await recognizer.start()
    await recognizer.pool.ready()
    idle = megabytes(recognizer.pool)
    await recognizer.prepare(BUNDLE, "bench")
    right: dict[str, list[bool]] = {voice: [] for voice in MEASURED_VOICES}
    rejected: list[bool] = []
    waits: list[float] = []
    sound = 0.0
    began = processor_seconds(recognizer.pool)
    for voice in MEASURED_VOICES:
        for said in MEASURED:
            pcm = clip(voice, said.words)
            transcript, wait = await hear(recognizer, said, pcm)
            sound += len(pcm) / 16000
            if said.meaning:
                waits.append(wait)
                right[voice].append(meaning_of(transcript.text) == meaning_of(said.words.lower()))
            else:
                rejected.append(transcript.confidence <= 0.5)
    worked = processor_seconds(recognizer.pool) - began
    for voice, answers in right.items():
        row(f"what the step expects, recognised: {len(answers)} utterances by flite's {voice}", f"{np.mean(answers):.2f}")
    row(f"what nobody wrote, not taken for a phrase ({len(rejected)} utterances)", f"{np.mean(rejected):.2f}")
    row("hearing, processor seconds a second of sound (dictation of what nobody wrote included)", f"{worked / sound:.3f}")
    row(
        f"end of a 400 ms endpoint → words, p50 / p95 (load {os.getloadavg()[0]:.1f})",
        f"{percentile(waits, 50):.0f} / {percentile(waits, 95):.0f} ms",
    )
    row(
        "memory of a hearing worker, idle / with the dictation's language model",
        f"{idle[-1]} / {megabytes(recognizer.pool)[-1]} MB",
    )
    await recognizer.close()


if __name__ == "__main__":
    asyncio.run(measure_hearing())
    measure_large_package()
