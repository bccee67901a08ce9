"""Measures how long a caller on the telephone waits for a reply: end of the words → first sound, the endpoint's wait included.

    uv run python -m tests.bench.bench_reply [--engine practice|pocketsphinx] [--calls 1 20] [--verbose]

The runtime and all its workers have one core, the callers another. Where the time goes is read in the journal: words' end → turn
over (the way in and the last reading), of it the silence that was waited for, → words begun, → their first sound at the caller's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import subprocess
import sys
import time
from itertools import count
from typing import Any

import numpy as np
from msgspec import Struct

from runtime.speech.hearing.recognizers import VARIABLE
from tests.bench.virtual_callers import SaidBy, said_by_espeak, said_by_flite
from tests.peers.house import number_of, telephone
from tests.peers.rtp import FRAME_SECONDS
from tests.peers.sip_peer import SipPeer

TALK = (  # what each caller says, one after the other; who was misheard goes on all the same
    ("where is my parcel", "when will my parcel arrive", "track my package", "my parcel is late", "I want to track a parcel"),
    ("four seven one one", "nine oh eight two", "six two four nine", "one three five eight"),
    ("yes please", "yes", "yeah"),
    ("change the delivery", "deliver it another day", "reschedule my delivery", "I need a different delivery date"),
    ("on friday", "tomorrow", "next monday"),
    ("no thank you", "no"),
)
VOICES = {"practice": ("1", "3", "5", "7"), "pocketsphinx": ("slt", "rms", "awb", "kal")}
TURN_SILENCE = 0.8
LONGEST_WAIT = 8.0  # for a reply; then there was none
SPREAD_SECONDS = 7.0  # over which callers begin: they don't speak in chorus
ROUNDS = {1: 6}  # of a few calls, so that there are turns enough
BUDGETS = {1: 180, 20: 250}
STAGES = ("way in, last reading", "silence waited for", "engine", "voice, way out")
START_SECONDS = 180.0


class Wait(Struct):
    """One wait for a reply, by the machine's clock. `heard`: when its first sound was; None: there was no reply."""

    caller: int
    words: str
    ended: float
    heard: float | None = None
    turn: dict[str, Any] | None = None  # of the journal

    @property
    def milliseconds(self) -> float:
        return 1000 * ((self.heard or self.ended + LONGEST_WAIT) - self.ended)

    def stages(self) -> tuple[float, ...]:
        """Milliseconds of each; empty where the journal doesn't know the turn."""
        if self.turn is None or self.heard is None:
            return ()
        silence = self.turn["ended_after_ms"] / 1000
        told, said = self.turn["told"], self.turn["said"]
        return tuple(1000 * each for each in (told - self.ended - silence, silence, said - told, self.heard - said))


def clips(say: SaidBy, voice: str, number: int) -> list[tuple[str, bytes]]:
    chosen = [ways[(number + place) % len(ways)] for place, ways in enumerate(TALK)]
    return [(words, say(words, voice)) for words in chosen]


async def reply(peer: SipPeer, caller: int, words: str, clip: bytes) -> Wait:
    """Says it, and waits until the line has said all it has to say."""
    before = len(peer.rtp.received)
    await peer.rtp.play(clip)
    wait = Wait(caller, words, time.time())
    offset = time.time() - time.perf_counter()
    try:
        await peer.rtp.hear_out(TURN_SILENCE, LONGEST_WAIT)
    except TimeoutError:
        return wait
    wait.heard = next(packet.arrived for packet in peer.rtp.received[before:] if packet.is_loud) + offset
    return wait


async def call(port: int, caller: int, say: SaidBy, voices: tuple[str, ...], after: float) -> list[Wait]:
    said = await asyncio.to_thread(clips, say, voices[caller % len(voices)], caller)
    await asyncio.sleep(after)
    waits: list[Wait] = []
    async with await telephone(port, caller) as peer:
        await peer.dial()
        await peer.rtp.hear_out(TURN_SILENCE)
        for words, clip in said:
            if peer.hung_up_by_line.is_set():
                break
            waits.append(await reply(peer, caller, words, clip))
            await asyncio.sleep(FRAME_SECONDS)
    return waits


class Server:
    """The runtime in its own process."""

    def __init__(self, engine: str, core: int) -> None:
        environment = os.environ | {VARIABLE: f"en={engine}"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.reply_server", str(core)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def close(self) -> dict[str, list[dict[str, Any]]]:
        """The turns of each caller."""
        out, _ = self._process.communicate(timeout=60)
        return dict(json.loads(out))


def percentiles(values: list[float]) -> str:
    return f"{np.percentile(values, 50):.0f} / {np.percentile(values, 95):.0f}"


def match(waits: list[Wait], journal: dict[str, list[dict[str, Any]]]) -> None:
    """Gives each wait the turn that ended last before its reply."""
    for wait in waits:
        turns = journal.get(number_of(wait.caller), [])
        fitting = [turn for turn in turns if wait.ended - 1.0 < turn["told"] < (wait.heard or 0)]
        wait.turn = fitting[-1] if fitting else None


def tell(size: int, waits: list[Wait], *, verbose: bool) -> None:
    replied = [wait.milliseconds for wait in waits if wait.heard is not None]
    load = f"load {os.getloadavg()[0]:.1f}"
    print(
        f"| SIP, end of words → first sound, {size} at once, p50 / p95 ms ({len(replied)} turns, {load}) "
        f"| p95 ≤ {BUDGETS.get(size, 350)} | {percentiles(replied)} |"
    )
    early, missing = sum(milliseconds < 0 for milliseconds in replied), len(waits) - len(replied)
    print(f"| the same: replies begun while the caller spoke / turns without a reply | ≤ 1 % / none | {early} / {missing} |")
    stages = [wait.stages() for wait in waits if wait.stages()]
    for place, stage in enumerate(STAGES):
        print(f"| of it {stage} | – | {percentiles([each[place] for each in stages])} |")
    for wait in waits if verbose else ():
        parts = ", ".join(f"{part:.0f}" for part in wait.stages())
        turn = wait.turn or {"text": "", "ended_by": ""}
        print(f"    {wait.caller} {wait.words}: {wait.milliseconds:.0f} ms = {parts}; {turn['ended_by']}, “{turn['text']}”")


async def ring(port: int, sizes: list[int], engine: str) -> dict[int, list[Wait]]:
    def say(words: str, voice: str) -> bytes:
        return said_by_espeak(words, voice) if engine == "practice" else said_by_flite(words, voice)

    callers = count()
    found: dict[int, list[Wait]] = {}
    for size in sizes:
        for _ in range(ROUNDS.get(size, 2)):
            calls = [call(port, next(callers), say, VOICES[engine], SPREAD_SECONDS / size * place) for place in range(size)]
            found.setdefault(size, []).extend(wait for waits in await asyncio.gather(*calls) for wait in waits)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=sorted(VOICES), default="practice", help="(%(default)s)")
    parser.add_argument("--calls", type=int, nargs="+", default=[1, 20], help="at once (%(default)s)")
    parser.add_argument("--verbose", action="store_true", help="each turn")
    arguments = parser.parse_args()
    *_, callers_core, server_core = sorted(os.sched_getaffinity(0)) * 2
    os.sched_setaffinity(0, {callers_core})
    server = Server(arguments.engine, server_core)
    found = asyncio.run(ring(server.port, arguments.calls, arguments.engine))
    journal = server.close()
    for size, waits in found.items():
        match(waits, journal)
        tell(size, waits, verbose=arguments.verbose)


if __name__ == "__main__":
    logging.disable(logging.ERROR)
    main()
