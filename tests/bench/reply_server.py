"""Owns the runtime that bench_reply rings up: in a process of its own, on one core, with a short flow.

python -m tests.bench.reply_server CORE      prints its port; when its input closes, the times in each call's journal, as JSON
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from dsl.journal import CallerSpoke, CallStarted, Record, Said
from tests.peers.house import open_house

FLOW = Path(__file__).parent / "reply_flow"


class Turn(Struct, frozen=True):
    """A turn as the journal has it, in seconds of the machine's clock: over, and the first words of the reply begun."""

    text: str
    ended_by: str
    ended_after_ms: int
    told: float
    said: float


def turns(records: list[Record]) -> list[Turn]:
    """Of one call, in order."""
    found: list[Turn] = []
    for place, record in enumerate(records):
        if isinstance(record.fact, CallerSpoke):
            said = next((later for later in records[place:] if isinstance(later.fact, Said)), record)
            fact = record.fact
            found.append(Turn(fact.text, fact.ended_by, fact.ended_after, _seconds(record), _seconds(said)))
    return found


def _seconds(record: Record) -> float:
    return datetime.fromisoformat(record.at).timestamp()


async def serve() -> None:
    with tempfile.TemporaryDirectory() as data:
        async with open_house(FLOW, Path(data)) as house:
            print(house.port, flush=True)
            await asyncio.to_thread(sys.stdin.read)
            await asyncio.sleep(1.5)  # what was written last is on its way
            journals = house.journals()
        spoken = {
            next(one.fact.caller for one in records if isinstance(one.fact, CallStarted)): [
                {name: getattr(turn, name) for name in turn.__struct_fields__} for turn in turns(records)
            ]
            for records in journals
        }
        print(json.dumps(spoken), flush=True)


if __name__ == "__main__":
    os.sched_setaffinity(0, {int(sys.argv[1])})
    logging.disable(logging.ERROR)
    asyncio.run(serve())
