"""Measures counting which way callers went: what it costs as records come in, and to read where callers are lost out of many.

uv run python -m tests.bench.bench_drop_off
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import msgspec

from designer import drop_off
from designer.calls import containment, intake, passages
from designer.store.engine import Store
from dsl.journal import CallEnded, CallStarted, Fact, Record, StepEntered

CALLS = 10_000
STEPS = 60
BUNDLES = 3
A_DELIVERY = 50  # calls whose records come together
READS = 30


def calls(chance: random.Random) -> Iterator[list[Record]]:
    """Calls of the last thirty days, each through eight to twenty-four of sixty steps; a third of them end where they stand."""
    here = datetime.now(UTC)
    for number in range(CALLS):
        began = here - timedelta(seconds=chance.randrange(30 * 86_400))
        steps = [f"step_{chance.randrange(STEPS)}" for _ in range(chance.randrange(8, 25))]
        facts: list[tuple[str, Fact]] = [("", CallStarted(caller=f"138{chance.randrange(10**8):08}"))]
        facts += [(step, StepEntered(why="next" if index else "entry:inbound")) for index, step in enumerate(steps)]
        facts.append((steps[-1], CallEnded(how=chance.choice(["line", "handed_off", "caller"]))))
        bundle = chance.choice("abc") * 64
        yield [
            Record(call=f"call-{number}", sequence=at, at=(began + timedelta(seconds=at)).isoformat(timespec="milliseconds"),
                   bundle=bundle, package="line", step=step, fact=fact)  # type: ignore[arg-type] # a fact of the journal
            for at, (step, fact) in enumerate(facts)
        ]  # fmt: skip


async def take_in(store: Store, made: list[list[Record]]) -> float:
    """CPU seconds."""
    began = time.process_time()
    for start in range(0, len(made), A_DELIVERY):
        body = msgspec.json.encode([record for records in made[start : start + A_DELIVERY] for record in records])
        async with store.session() as session:
            await intake.take(session, intake.read(body))
    return time.process_time() - began


async def reading(store: Store, read: object) -> float:
    """The median of CPU milliseconds."""
    taken = []
    for _ in range(READS):
        async with store.session() as session:
            began = time.process_time()
            await read(session)  # type: ignore[operator] # one of the reads below
            taken.append(1000 * (time.process_time() - began))
    return statistics.median(taken)


async def nothing(*_: object) -> dict[str, str]:
    return {}


async def measure(folder: Path) -> None:
    made = list(calls(random.Random(1)))
    plain, counting = (Store(f"sqlite+aiosqlite:///{folder / name}.sqlite") for name in ("plain", "counting"))
    for store in (plain, counting):
        await store.open()
    with patch.object(passages, "count", nothing), patch.object(containment, "mark", nothing):
        without = await take_in(plain, made)
    whole = await take_in(counting, made)
    records = sum(map(len, made))
    told = f"{records:,} records of {CALLS:,} calls come in (CPU); of it for what is counted"
    print(f"| {told} | – | {whole:.1f} s; {whole - without:.1f} s |")
    now = datetime.now().astimezone()
    since = now.date() - timedelta(days=29)
    lost = await reading(counting, lambda session: drop_off.read(session, "line", since))
    helped = await reading(counting, lambda session: containment.by_package(session, None, now))
    print(f"| where they were lost, 30 days, {BUNDLES} bundles of {STEPS} steps (CPU, median) | – | {lost:.0f} ms |")
    print(f"| who was helped without a person, of a week (CPU, median) | – | {helped:.0f} ms |")
    for store in (plain, counting):
        await store.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
