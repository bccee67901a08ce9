"""Owns the callers of the SIP benchmark, in a process of their own so that their cost is not the line's.

python -m tests.bench.sip_callers PORT CALLS SECONDS    rings, speaks a tone all the time, prints what came back as JSON
"""

from __future__ import annotations

import asyncio
import json
import sys

from tests.peers.sip_peer import SipPeer
from tests.peers.tones import tone

CALLS_A_SECOND = 20


async def call(port: int, number: int, seconds: float) -> tuple[int, list[float]]:
    await asyncio.sleep(number / CALLS_A_SECOND)
    async with await SipPeer.open(port) as peer:
        status = await peer.dial()
        if status == 200:
            await peer.rtp.play(tone(1000.0, seconds))
        return status, peer.rtp.gaps_ms()


async def main(port: int, calls: int, seconds: float) -> None:
    results = await asyncio.gather(*(call(port, number, seconds) for number in range(calls)))
    print(json.dumps({"statuses": [status for status, _ in results], "gaps": [gap for _, gaps in results for gap in gaps]}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
