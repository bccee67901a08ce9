"""Measures the voice: its styles, its pauses, how soon and how much it speaks, and what killed workers cost.

uv run python -m tests.bench.bench_voice [--picture FILE.png]        prints rows for tests/bench/README.md
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import time
from pathlib import Path

import numpy as np

from dsl.reply import STYLES
from runtime.call import rehearsal
from runtime.speech.protocols import SAMPLE_RATE
from runtime.speech.voice.pyttsx_voice import PyttsxVoice
from tests.bench.pictures import waveforms
from tests.bench.pitch import pitches
from tests.bench.processes import megabytes, percentile, processor_seconds, row

PROMPT = (
    "Thank you for calling customer service. Your order number {} was shipped yesterday "
    "and it should arrive at your home address on Friday."
)
SENTENCES = {
    "en-US": "Thank you for calling. Your parcel was shipped yesterday and it should arrive on Friday.",
    "zh-CN": "感谢您的来电。您的包裹昨天已经发出，预计星期五送达。",
}
PAUSED = {"en-US": "Good morning.<pause 400ms>How can I help?", "zh-CN": "您好。<pause 400ms>请问有什么可以帮您？"}
PROMPTS_A_SECOND = 20
SECONDS = 10
KILLS = 20
QUIET = 200
APART = 0.1


async def spoken(voice: PyttsxVoice, text: str, language: str, style: str = "neutral") -> np.ndarray:
    sound = b"".join([chunk async for chunk in voice.speak(text, language=language, style=style)])
    return np.frombuffer(sound, np.int16)


# ---- styles and pauses ---------------------------------------------------------------------------------------------


async def measure_styles(voice: PyttsxVoice, picture: Path | None) -> None:
    print("| language | style | seconds | pitch, median Hz | its range, semitones | loudness, dB | apart from neutral in |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    drawn: dict[str, np.ndarray] = {}
    for language, text in SENTENCES.items():
        neutral: dict[str, float] = {}
        for style in (*STYLES, "apologetic 1", "apologetic 3", "urgent 1", "urgent 3"):
            sound = await spoken(voice, text, language, style)
            if language == "en-US" and style in STYLES:
                drawn[style] = sound
            found = measures(sound)
            neutral = neutral or found
            apart = [name for name in ("seconds", "pitch", "range") if abs(found[name] / neutral[name] - 1) >= APART]
            print(
                f"| {language} | {style} | {found['seconds']:.2f} | {found['pitch']:.0f} | {found['range']:.1f} "
                f"| {found['loudness']:+.1f} | {', '.join(apart) or '–'} |",
                flush=True,
            )
    if picture is not None:
        waveforms(drawn, picture)


def measures(sound: np.ndarray) -> dict[str, float]:
    heights = pitches(sound)
    semitones = 12 * np.log2(heights / np.median(heights))
    return {
        "seconds": sound.size / SAMPLE_RATE,
        "pitch": float(np.median(heights)),
        "range": float(np.percentile(semitones, 90) - np.percentile(semitones, 10)),
        "loudness": 20 * float(np.log10(np.sqrt(np.mean(sound.astype(np.float64) ** 2)) / 32768)),
    }


async def measure_pauses(voice: PyttsxVoice) -> None:
    """The longest quiet stretch of prompts with a pause of 400 ms, in every style."""
    found = [
        longest_quiet(np.frombuffer(await rehearsal.spoken(voice, text, language=language, style=style), np.int16))
        for language, text in PAUSED.items()
        for style in STYLES
    ]
    row("a prompt with `<pause 400ms>`, the silence in it, shortest / longest of 10", f"{min(found):.0f} / {max(found):.0f} ms")


def longest_quiet(sound: np.ndarray) -> float:
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > QUIET)
    return float(np.diff(loud).max()) * 1000 / SAMPLE_RATE


# ---- work ----------------------------------------------------------------------------------------------------------


async def measure_load(voice: PyttsxVoice) -> None:
    firsts: list[float] = []

    async def prompt(number: int) -> None:
        began = time.perf_counter()
        first = 0.0
        async for _ in voice.speak(PROMPT.format(number), language="en-US"):
            first = first or time.perf_counter() - began
        firsts.append(first * 1000)

    began = processor_seconds(voice.pool)
    prompts = []
    for number in range(PROMPTS_A_SECOND * SECONDS):
        prompts.append(asyncio.create_task(prompt(1000 + number)))
        await asyncio.sleep(1 / PROMPTS_A_SECOND)
    await asyncio.gather(*prompts)
    worked = processor_seconds(voice.pool) - began
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    row(
        f"first packet of a dynamic prompt, {PROMPTS_A_SECOND} prompts a second, p50 / p95 ({load})",
        f"{percentile(firsts, 50):.1f} / {percentile(firsts, 95):.1f} ms",
    )
    row("prompts of 25 words a second a core (processor time, pipes and resampling included)", f"{len(firsts) / worked:.0f}")
    stops = []
    for number in range(50):
        speaking = voice.speak(PROMPT.format(number) * 5, language="en-US")
        await anext(speaking)
        began = time.perf_counter()
        await speaking.aclose()
        stops.append((time.perf_counter() - began) * 1000)
    row("barge-in: the voice gives no more sound, p95", f"{percentile(stops, 95):.2f} ms")
    row("memory of a voice worker", f"{megabytes(voice.pool)[-1]} MB")


async def measure_kills() -> None:
    """Workers killed while all of them speak."""
    voice = PyttsxVoice(workers=2, spares=1)
    await voice.start()
    await voice.pool.ready()
    whole = (await spoken(voice, PROMPT.format(1), "en-US")).size / SAMPLE_RATE
    stopping = asyncio.Event()
    delivered, broken = 0, 0

    async def callers() -> None:
        nonlocal delivered, broken
        while not stopping.is_set():
            sound = await spoken(voice, PROMPT.format(1), "en-US")
            delivered += 1
            broken += abs(sound.size / SAMPLE_RATE - whole) > 0.05

    calling = [asyncio.create_task(callers()) for _ in range(10)]
    killed: set[int] = set()
    while len(killed) < KILLS:
        await asyncio.sleep(0.3)
        for pid in [worker.pid for worker in voice.pool.workers if worker.pid not in killed][:1]:
            os.kill(pid, signal.SIGKILL)
            killed.add(pid)
    stopping.set()
    await asyncio.gather(*calling)
    row(
        f"workers killed {KILLS} times under load: prompts delivered whole",
        f"{delivered - broken} of {delivered} ({voice.pool.replaced} workers replaced)",
    )
    await voice.close()


async def measure(picture: Path | None) -> None:
    voice = PyttsxVoice()
    await voice.start()
    await voice.pool.ready()
    await measure_styles(voice, picture)
    print()
    await measure_pauses(voice)
    await measure_load(voice)
    await voice.close()
    await measure_kills()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--picture", type=Path, help="draw the sound of each style")
    asyncio.run(measure(parser.parse_args().picture))
