"""How long a person waits for their draft while the workshop prepares a large one ahead: in the order of coming, and
with precedence. Each wait is of a draft that nobody prepared before, through the control port of a workshop of its own.

    PYTHONPATH=. uv run python tests/bench/bench_waiting.py [TIMES]
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import httpx
from msgspec.structs import replace

from dsl.bundle import Bundle, decode, encode
from dsl.commands.package_files import compile_path
from dsl.model import Intent
from tests.flow_copies import FLOWS

TOKEN = "a-token-of-the-bench"
HEAD_START = 3.0  # seconds that the large one has
INTENTS, PHRASES = 60, 40


def large(bundle: Bundle, chance: random.Random) -> bytes:
    """The same flow with many more intents, each of words of its own."""
    syllables = [first + second for first in "bdfgklmnprstvz" for second in ("a", "e", "i", "o", "u", "an", "er")]
    words = ["".join(chance.choices(syllables, k=2)) for _ in range(3000)]
    more = {
        f"more_{number}": Intent(
            phrases=tuple(" ".join(chance.choices(words[number * 20 : number * 20 + 60], k=6)) for _ in range(PHRASES))
        )
        for number in range(INTENTS)
    }
    return encode(replace(bundle, intents=bundle.intents | more))


async def wait(bundle: Bundle, number: int, *, precedence: bool) -> float:
    """How many seconds a person waited, in a new workshop."""
    with tempfile.TemporaryDirectory() as folder:
        port = 18_000 + number
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dsl.commands", "runtime", "--workshop", "--no-sip", "--data", folder,
            "--designer", "http://127.0.0.1:9", "--control-port", str(port),
            env={"PATH": "/usr/bin:/bin", "CALLWRIGHT_TOKEN": TOKEN, "PYTHONPATH": str(Path.cwd())},
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{port}", headers={"authorization": f"Bearer {TOKEN}"}, timeout=1800
            ) as ask:
                await _ready(ask)
                ahead = asyncio.create_task(ask.post("/prepare", content=large(bundle, random.Random(number))))
                await asyncio.sleep(HEAD_START)
                own = encode(replace(bundle, title=f"Draft {number}"))
                began = time.monotonic()
                answer = await ask.post("/prepare", content=own, params={"urgent": str(precedence).lower()})
                took = time.monotonic() - began
                answer.raise_for_status()
                (await ahead).raise_for_status()
                return took
        finally:
            process.terminate()
            await process.wait()


async def _ready(ask: httpx.AsyncClient) -> None:
    while True:
        try:
            if (await ask.get("/health")).json()["status"] == "ready":
                return
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.2)


async def main(times: int) -> None:
    bundle = decode(compile_path(FLOWS / "parcel_status").data)
    for precedence in (False, True):
        waits = [await wait(bundle, 2 * number + precedence, precedence=precedence) for number in range(times)]
        told = ", ".join(f"{one:.1f}" for one in waits)
        print(f"{'with precedence' if precedence else 'in the order of coming'}: median {median(waits):.1f} s of {told}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
