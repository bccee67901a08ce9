"""Measures what hearing workers that are killed cost: callers who speak all the while, and whether each is answered.

    uv run python -m tests.bench.bench_kills

Ten callers speak to the practice model at a person's pace while a worker is killed again and again (kill -9). An utterance is
heard, or nothing is and the caller is asked again; none may be left without an answer.
"""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from itertools import count
from pathlib import Path

from dsl.turn import Expectation
from runtime.call.decoding import Decoding
from runtime.speech.end_of_turn import Wait
from runtime.speech.hearing.kaldi_recognizer import KaldiRecognizer
from runtime.speech.protocols import FRAME_BYTES, FRAME_MS, Transcript
from tests.bench.hearing_sets import ASKING, BUNDLE
from tests.bench.processes import percentile, row
from tests.bench.virtual_callers import AFTER, on_the_line, said_by_espeak

CALLERS = 10
KILLS = 20
WORKERS = 2
BETWEEN_SECONDS = 1.5
SAYINGS = ("where is my parcel", "track my package", "I moved house", "can I speak to a human", "my parcel is damaged")
LONGEST_SECONDS = 10.0


class Bench:
    def __init__(self, recognizer: KaldiRecognizer) -> None:
        self._recognizer = recognizer
        self._numbers = count()
        self.right = self.wrong = self.asked_again = self.unanswered = 0
        self.waits: list[float] = []
        self.killed: set[int] = set()

    async def utterance(self, words: str, pcm: bytes, asked: Expectation) -> None:
        """One, as a call has it decoded, at the pace of speech."""
        over: asyncio.Future[Transcript] = asyncio.get_running_loop().create_future()
        decoding = Decoding(self._recognizer, "bundle", asked, lambda transcript, wait: over.set_result(transcript))
        began = time.perf_counter()
        for place, start in enumerate(range(0, len(pcm), FRAME_BYTES)):
            await asyncio.sleep(max(0.0, began + place * FRAME_MS / 1000 - time.perf_counter()))
            decoding.feed(pcm[start : start + FRAME_BYTES])
        ended = time.perf_counter()
        decoding.end(Wait(80, "whole-sentence"))
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                transcript = await over
        except TimeoutError:
            self.unanswered += 1
            return
        self.waits.append(1000 * (time.perf_counter() - ended))
        self.right += transcript.text == words.lower()
        self.asked_again += not transcript.text
        self.wrong += transcript.text not in ("", words.lower())

    async def caller(self, clips: list[tuple[str, bytes]], stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            words, pcm = clips[next(self._numbers) % len(clips)]
            await self.utterance(words, pcm, ASKING)

    async def kill(self) -> None:
        while len(self.killed) < KILLS:
            await asyncio.sleep(BETWEEN_SECONDS)
            at_work = [worker.pid for worker in self._recognizer.workers.shared if worker.pid is not None]
            for pid in [pid for pid in at_work if pid not in self.killed][:1]:
                os.kill(pid, signal.SIGKILL)
                self.killed.add(pid)


async def main() -> None:
    clips = [(words, on_the_line(said_by_espeak(words, "1"))[: -len(AFTER) + 16 * 300]) for words in SAYINGS]
    with tempfile.TemporaryDirectory() as folder:
        recognizer = KaldiRecognizer("en", Path(folder), workers=WORKERS, spares=1)
        await recognizer.prepare(BUNDLE, "bundle")
        await recognizer.workers.pool.ready()
        bench = Bench(recognizer)
        stopping = asyncio.Event()
        calling = [asyncio.create_task(bench.caller(clips, stopping)) for _ in range(CALLERS)]
        await bench.kill()
        stopping.set()
        await asyncio.gather(*calling)
        all_of_them = bench.right + bench.wrong + bench.asked_again + bench.unanswered
        row(
            f"hearing workers killed {KILLS} times under load: utterances heard / misheard / asked again / without an answer",
            f"{bench.right} / {bench.wrong} / {bench.asked_again} / {bench.unanswered} of {all_of_them} "
            f"({recognizer.workers.pool.replaced} workers replaced)",
        )
        row(
            f"the same: end of the sound → words, p50 / p95 / longest (load {os.getloadavg()[0]:.1f})",
            f"{percentile(bench.waits, 50):.0f} / {percentile(bench.waits, 95):.0f} / {max(bench.waits):.0f} ms",
        )
        await recognizer.close()


if __name__ == "__main__":
    asyncio.run(main())
