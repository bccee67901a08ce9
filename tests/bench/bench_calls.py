"""Measures what twenty telephone calls at once cost a runtime: processor seconds a call-minute, and memory.

uv run python -m tests.bench.bench_calls           needs flite
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from tests.bench.bench_house import family, megabytes
from tests.peers.flite import VOICES, speak
from tests.peers.sip_peer import SipPeer
from tests.system.house import House

CALLS = 20
SECONDS = 60.0
PAUSE = 9.0  # seconds from one thing that a caller says to the next: a busy call
WORDS = ("say that again", "where is my parcel", "four seven one one", "no thank you")
TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid: int) -> float:
    """Of a process and all that it started, those that ended included."""
    total = 0
    for member in family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        total += sum(int(fields[number]) for number in (11, 12, 13, 14))
    return total / TICKS


async def call(port: int, clips: list[bytes], after: float) -> float:
    """One caller for a minute; the seconds that they were connected."""
    await asyncio.sleep(after)
    clock = asyncio.get_running_loop().time
    async with await SipPeer.open(port, "1001") as peer:
        assert await peer.dial() == 200, "the call is answered"
        began = clock()
        for clip in clips:
            await asyncio.sleep(PAUSE)
            await peer.rtp.play(clip)
        await asyncio.sleep(max(0.0, SECONDS - (clock() - began)))
        lasted = clock() - began
        await peer.hang_up()
        return lasted


async def ring_all(port: int, pid: int) -> tuple[float, float]:
    """The call-minutes of all callers together, and the memory in the middle of it."""
    clips = {voice: [speak(words, voice) for words in WORDS] for voice in VOICES}
    calls = [asyncio.create_task(call(port, clips[VOICES[number % 4]], number * PAUSE / CALLS)) for number in range(CALLS)]
    await asyncio.sleep(SECONDS / 2)
    memory = megabytes(pid)
    return sum(await asyncio.gather(*calls)) / 60, memory


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        house = House(Path(data), telephone=True)
        try:
            house.await_ready()
            pid = house.pid("live")
            assert pid is not None
            before = processor_seconds(pid)
            minutes, memory = asyncio.run(ring_all(house.sip_port, pid))
            spent = (processor_seconds(pid) - before) / minutes
            print(f"| processor seconds a call-minute, {CALLS} calls that speak every {PAUSE:g} s | ≤ 0.6 | {spent:.2f} |")
            print(f"| memory of the runtime at {CALLS} calls, workers included (PSS) | 100 calls < 1 GB | {memory:.0f} MB |")
        finally:
            house.close()


if __name__ == "__main__":
    main()
