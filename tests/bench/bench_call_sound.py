"""Measures what keeping the sound of calls costs: the runtime that puts it down, the designer that takes it in and plays it.

Prints rows for tests/bench/README.md. CPU times; no call is held, its frames come as fast as they are taken.

uv run python -m tests.bench.bench_call_sound
"""

from __future__ import annotations

import asyncio
import secrets
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from litestar.testing import AsyncTestClient

from designer.app import create_app
from designer.configuration import Configuration
from dsl.call_sound import BYTES_PER_SECOND
from runtime.sound.keeper import SoundKeeper

CALLS = 50
SECONDS = 60
LONG = 30 * 60  # the longest call
FRAME = b"\x10\x20\xf0\xe0" * 80
PROMPT = FRAME * 100  # two seconds


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def put_down(folder: Path) -> float:
    """Milliseconds of CPU for a minute of one of many calls, written each second as the keeper does it."""
    clock = Clock()
    keeper = SoundKeeper(folder, clock=clock, least_free=0)
    sounds = [sound for number in range(CALLS) if (sound := keeper.begin(f"call-{number}")) is not None]
    began = time.process_time()
    for tick in range(SECONDS * 50):
        clock.now += 0.02
        for sound in sounds:
            sound.heard(FRAME)
            if tick % 200 == 0:
                sound.said(PROMPT, 0)
        if tick % 50 == 0:
            await keeper.write()
    for sound in sounds:
        await keeper.end(sound)
    spent = time.process_time() - began
    sizes = {kept.path.stat().st_size for kept in keeper.waiting()}
    assert sizes == {SECONDS * BYTES_PER_SECOND}, sizes
    return 1000 * spent / CALLS


async def take_in(folder: Path) -> tuple[float, float]:
    """Milliseconds of CPU for a minute of the longest call that a designer takes in, and the megabytes of all of it."""
    token = secrets.token_hex(16)
    minute = secrets.token_bytes(60 * BYTES_PER_SECOND)
    async with AsyncTestClient(create_app(Configuration(data=folder, token=token))) as client:

        async def put(call: str, minutes: int) -> float:
            began = time.process_time()
            answer = await client.put(
                f"/feed/calls/{call}/sound",
                params={"began": datetime.now(UTC).isoformat()},
                content=minute * minutes,
                headers={"authorization": f"Bearer {token}"},
            )
            assert answer.status_code == 200, answer.text
            return time.process_time() - began

        await put("first", 1)
        taken = await put("long", LONG // 60)
    return 1000 * taken / (LONG / 60), LONG * BYTES_PER_SECOND / 1e6


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        cost = await put_down(Path(folder) / "runtime")
        print(f"| a call's sound kept by the runtime, CPU for a call-minute ({CALLS} calls at once) | – | {cost:.1f} ms |")
        taken, size = await take_in(Path(folder))
        what = f"taken in by the designer, CPU for a call-minute (of {LONG // 60} minutes, {size:.0f} MB)"
        print(f"| {what} | – | {taken:.1f} ms |")


if __name__ == "__main__":
    asyncio.run(main())
