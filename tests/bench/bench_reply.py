"""Measures how long a caller on the telephone waits for a reply: end of the words → first sound, the endpoint's wait included.

uv run python -m tests.bench.bench_reply
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.peers.flite import VOICES, speak
from tests.peers.house import House, open_house
from tests.peers.sip_peer import SipPeer

WORDS = ("pardon", "what did you say", "say that again")  # each makes the line repeat its question, as often as it bears
TURN_SILENCE = 0.8
SIZES = ((1, 4), (20, 1))  # callers at once, rounds
SPREAD_SECONDS = 7.0  # over which callers begin: they don't speak in chorus
BUDGETS = {1: 180, 20: 250}
QUIET = 300


def without_end(clip: bytes) -> bytes:
    """The clip up to its last sound: what comes after is the caller waiting already."""
    loud = np.flatnonzero(np.abs(np.frombuffer(clip, dtype="<i2").astype(int)) > QUIET)
    return clip[: 2 * int(loud[-1])]


async def reply_ms(peer: SipPeer, clip: bytes) -> float:
    before = len(peer.rtp.received)
    await peer.rtp.play(clip)
    ended = time.perf_counter()
    await peer.rtp.hear_out(TURN_SILENCE)
    return 1000 * (next(packet.arrived for packet in peer.rtp.received[before:] if packet.is_loud) - ended)


async def call(house: House, caller: int, clips: list[bytes], after: float) -> list[float]:
    await asyncio.sleep(after)
    async with await house.ring(caller) as peer:
        await peer.dial()
        await peer.rtp.hear_out(TURN_SILENCE)
        waits = [await reply_ms(peer, clip) for clip in clips]
        await peer.hang_up()
        return waits


async def main() -> None:
    clips = {voice: [without_end(speak(words, voice)) for words in WORDS] for voice in VOICES}
    with tempfile.TemporaryDirectory() as data:
        async with open_house("parcel_status", Path(data)) as house:
            callers = 0
            for size, rounds in SIZES:
                waits: list[float] = []
                for _ in range(rounds):
                    numbers = range(callers, callers + size)
                    callers += size
                    spread = SPREAD_SECONDS / size
                    calls = (
                        call(house, number, clips[VOICES[number % 4]], spread * place) for place, number in enumerate(numbers)
                    )
                    waits += [wait for some in await asyncio.gather(*calls) for wait in some]
                waits.sort()
                figures = f"{waits[len(waits) // 2]:.0f} / {waits[len(waits) * 95 // 100]:.0f}"
                print(
                    f"| SIP, end of words → first sound, {size} at once, p50 / p95 ms | p95 ≤ {BUDGETS[size]} | {figures} |",
                    flush=True,
                )


if __name__ == "__main__":
    logging.disable(logging.ERROR)
    asyncio.run(main())
