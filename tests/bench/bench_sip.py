"""Measures the SIP line with real calls on loopback. Prints rows for tests/bench/README.md.

uv run python -m tests.bench.bench_sip
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import statistics
import sys
import time
from pathlib import Path

from runtime.line.protocols import Audio, Leg
from runtime.line.sip import SipLine
from tests.peers.rtp import FRAME_BYTES
from tests.peers.sip_peer import SipPeer
from tests.peers.tones import tone

MANY = 50
SECONDS = 10.0
WARM_UP_SECONDS = MANY / 20 + 1
TRIES = 40
STEADY = 11.0  # seconds after which a line process counts as sound, and the next is started at once


async def echo(leg: Leg) -> None:
    async for event in leg.events():
        if isinstance(event, Audio):
            await leg.play(event.pcm)


class Line:
    def __init__(self, limit: int = 200) -> None:
        self.leg: asyncio.Queue[Leg] = asyncio.Queue()
        self.line = SipLine("127.0.0.1", 0, self._listen, limit=limit)

    async def _listen(self, leg: Leg) -> None:
        self.leg.put_nowait(leg)
        async for _ in leg.events():
            pass

    async def __aenter__(self) -> Line:
        await self.line.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.line.close()


async def measure_many_calls() -> None:
    line = SipLine("127.0.0.1", 0, echo)
    await line.start()
    assert line.process_id is not None
    callers = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.sip_callers", str(line.port), str(MANY), str(SECONDS + WARM_UP_SECONDS),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    await asyncio.sleep(WARM_UP_SECONDS)
    media, ours, began = processor_seconds(line.process_id), time.process_time(), time.monotonic()
    await asyncio.sleep(SECONDS)
    wall = time.monotonic() - began
    assert line.calls == MANY
    share_media = 100 * (processor_seconds(line.process_id) - media) / wall / MANY
    share_ours = 100 * (time.process_time() - ours) / wall / MANY
    result = json.loads((await callers.communicate())[0])
    await line.close()
    gaps = sorted(result["gaps"])
    print(f"| SIP call, two-way sound, line process, % of a core ({MANY} calls) | ≤ 1 | {share_media:.2f} |")
    print(f"| SIP call, two-way sound, runtime's side of it, % of a core ({MANY} calls) | – | {share_ours:.2f} |")
    print(
        f"| SIP packets of {MANY} calls, ms apart: p50 / p99 / longest | 20 | "
        f"{gaps[len(gaps) // 2]:.1f} / {gaps[len(gaps) * 99 // 100]:.1f} / {gaps[-1]:.1f} |"
    )


async def measure_echo() -> None:
    line = SipLine("127.0.0.1", 0, echo)
    await line.start()
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        await asyncio.sleep(0.5)
        trips = []
        for _ in range(TRIES):
            before = len(peer.rtp.received)
            await peer.rtp.play(tone(1000.0, 0.02))
            sent = time.perf_counter()
            await asyncio.sleep(0.3)
            trips.append(1000 * (min(one.arrived for one in peer.rtp.received[before:] if one.is_loud) - sent))
    await line.close()
    print(f"| SIP echo, caller's packet → the same sound back, p50 / p95 ms | – | {quantiles(trips)} |")


async def measure_barge_in() -> None:
    async with Line() as answering, await SipPeer.open(answering.line.port) as peer:
        await peer.dial()
        leg = await answering.leg.get()
        delays = []
        for _ in range(TRIES):
            await leg.play(tone(1000.0, 5.0))
            await asyncio.sleep(0.3)
            cleared = time.perf_counter()
            await leg.clear()
            await asyncio.sleep(0.15)
            last = max(one.arrived for one in peer.rtp.received if one.is_loud)
            delays.append(max(1000 * (last - cleared), 0.0) + FRAME_BYTES / 16)  # the last packet sounds for 20 ms
    print(f"| SIP barge-in: `clear` → the last of the sound heard, p50 / p95 ms | ≤ 60 | {quantiles(delays)} |")


async def measure_limit() -> None:
    async with Line(limit=2) as answering:
        peers = [await SipPeer.open(answering.line.port) for _ in range(3)]
        statuses = [await peer.dial() for peer in peers]
        for peer in peers:
            await peer.__aexit__()
    print(f"| SIP call past the limit | hears busy (486) | {statuses[-1]} after {statuses[:-1]} |")


async def measure_recovery() -> None:
    async with Line() as answering:
        seconds = []
        for _ in range(5):
            assert answering.line.process_id is not None
            os.kill(answering.line.process_id, signal.SIGKILL)
            began = time.monotonic()
            async with await SipPeer.open(answering.line.port) as peer:
                await peer.dial()
                seconds.append(time.monotonic() - began)
            await asyncio.sleep(STEADY)
    figures = f"{statistics.median(seconds):.1f} / {max(seconds):.1f}"
    print(f"| SIP line process killed → the next call is answered, s, middle / longest | ≤ 2 | {figures} |")


def processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def quantiles(figures: list[float]) -> str:
    return f"{statistics.median(figures):.0f} / {sorted(figures)[len(figures) * 95 // 100]:.0f}"


async def main() -> None:
    await measure_many_calls()
    await measure_echo()
    await measure_barge_in()
    await measure_limit()
    await measure_recovery()


if __name__ == "__main__":
    asyncio.run(main())
