"""Measures what twenty telephone calls at once cost a runtime: processor seconds a call-minute, where they go, and memory.

uv run python -m tests.bench.bench_calls [--engine practice|pocketsphinx] [--calls 20]      pocketsphinx needs flite
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import tempfile
from collections import Counter
from pathlib import Path

from runtime.speech.hearing.recognizers import VARIABLE
from tests.bench.bench_house import family, megabytes, megabytes_of
from tests.bench.virtual_callers import said_by_espeak, said_by_flite
from tests.peers.sip_peer import SipPeer
from tests.system.house import House

SECONDS = 60.0
READY_SECONDS = 400  # on a busy machine
PAUSE = 9.0  # seconds from one thing that a caller says to the next: a busy call
WORDS = ("say that again", "where is my parcel", "four seven one one", "no thank you")
VOICES = {"practice": ("1", "3", "5", "7"), "pocketsphinx": ("slt", "rms", "awb", "kal")}
TICKS = os.sysconf("SC_CLK_TCK")
PARTS = {
    "runtime.line.sip.process": "the line process",
    "runtime.speech.hearing": "hearing workers",
    "runtime.speech.voice": "voice workers",
}


def processor_seconds(pid: int) -> Counter[str]:
    """Of a process and all that it started, those that ended included, by what they do."""
    total: Counter[str] = Counter()
    for member in family(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            total[part_of(member)] += sum(int(fields[number]) for number in (11, 12, 13, 14))
    return Counter({part: ticks / TICKS for part, ticks in total.items()})


def memory(pid: int) -> Counter[str]:
    """Megabytes of a process and all that it started, by what they do."""
    total: Counter[str] = Counter()
    for member in family(pid):
        total[part_of(member)] += megabytes_of(member)
    return total


def part_of(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        command = ""
    return next((name for module, name in PARTS.items() if module in command), "the runtime's own process")


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


async def ring_all(port: int, pid: int, clips: list[list[bytes]], count: int) -> tuple[float, float]:
    """The call-minutes of all callers together, and the megabytes in the middle of it."""
    calls = [asyncio.create_task(call(port, clips[number % len(clips)], number * PAUSE / count)) for number in range(count)]
    await asyncio.sleep(SECONDS / 2)
    size = megabytes(pid)
    return sum(await asyncio.gather(*calls)) / 60, size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=sorted(VOICES), default="practice", help="(%(default)s)")
    parser.add_argument("--calls", type=int, default=20, help="at once (%(default)s)")
    arguments = parser.parse_args()
    say = said_by_espeak if arguments.engine == "practice" else said_by_flite
    clips = [[say(words, voice) for words in WORDS] for voice in VOICES[arguments.engine]]
    count = arguments.calls
    with tempfile.TemporaryDirectory() as data:
        house = House(Path(data), telephone=True, settings={VARIABLE: f"en={arguments.engine}"})
        try:
            house.await_ready(READY_SECONDS)
            pid = house.pid("live")
            assert pid is not None
            idle = memory(pid)
            print(
                f"| memory of the live runtime before its first call (PSS) | < 400 MB | {sum(idle.values()):.0f} MB |", flush=True
            )
            for part, size in idle.most_common():
                print(f"| of it {part} | – | {size:.0f} MB |", flush=True)
            before = processor_seconds(pid)
            minutes, size = asyncio.run(ring_all(house.sip_port, pid, clips, count))
            spent = {part: (seconds - before[part]) / minutes for part, seconds in processor_seconds(pid).items()}
            print(
                f"| processor seconds a call-minute, {count} calls that speak every {PAUSE:g} s "
                f"| ≤ 0.6 | {sum(spent.values()):.2f} |"
            )
            for part, seconds in sorted(spent.items(), key=lambda pair: -pair[1]):
                print(f"| of it {part} | – | {seconds:.2f} |")
            print(f"| memory of the runtime at {count} calls, workers included (PSS) | 100 calls < 1 GB | {size:.0f} MB |")
        finally:
            house.close()


if __name__ == "__main__":
    main()
