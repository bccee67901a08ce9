"""Measures every page of the designer with 20 people at work at once and 10,000 calls in the store: from asking to the last byte.

uv run python -m tests.bench.bench_pages
"""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import httpx

from designer.store.engine import Store
from designer.store.moments import now
from designer.store.tables import CallSummary, Passage
from tests.bench.bench_canvas import NAME, PASSWORD, TOKEN, TOP, p95
from tests.ui.filling import fill
from tests.ui.screens import GUESTS, SCREENS

CALLS = 10_000
PEOPLE = 20
ROUNDS = 1
THINKS = (1.0, 3.0)  # seconds between two pages of one person


async def add_calls(folder: Path) -> None:
    """Calls of the last thirty days, on the flows that ship, on three bundles each, each through twelve of sixty steps."""
    chance, here = random.Random(1), now()
    passed: Counter[tuple[str, date, str, str, str, str]] = Counter()
    store = Store(f"sqlite+aiosqlite:///{folder / 'designer.sqlite'}")
    async with store.session() as session:
        for number in range(CALLS):
            began = here - timedelta(seconds=chance.randrange(30 * 86_400))
            ended = began + timedelta(seconds=chance.randrange(10, 400))
            package, bundle = chance.choice(["phone_bill", "parcel_status"]), chance.choice("abc") * 64
            steps = [f"step_{step}" for step in chance.sample(range(60), 12)]
            for step, kind in ((step, kind) for step in steps for kind in ("came", "next", "no_match")):
                passed[package, began.date(), bundle, step, kind, ""] += 1
            session.add(
                CallSummary(
                    call=f"call-{number:05}", package=package, bundle=bundle, line="live", step=steps[-1],
                    caller=f"138{chance.randrange(10**8):08}", dialled="1001", started_at=began, last_at=ended, ended_at=ended,
                    how=chance.choice(["line", "caller", "handed_off"]), disposition="solved", unknowns=chance.randrange(3),
                )
            )  # fmt: skip
        names = ("package", "day", "bundle", "step", "kind", "label")
        session.add_all(Passage(calls=calls, **dict(zip(names, way, strict=True))) for way, calls in passed.items())
    await store.close()


async def sign_in(client: httpx.AsyncClient) -> None:
    await client.get("/sign-in")
    form = {"name": NAME, "password": PASSWORD, "_csrf_token": client.cookies["csrf"]}
    answer = await client.post("/sign-in", data=form, headers={"x-csrftoken": client.cookies["csrf"]})
    assert answer.status_code == 303, answer.status_code


async def work(address: str, signed_in: httpx.Cookies, pages: dict[str, str], taken: dict[str, list[float]], seed: int) -> None:
    """One person, who goes through the pages in an order of their own."""
    chance = random.Random(seed)
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60, cookies=signed_in) as client:
        for _ in range(ROUNDS):
            for name, page in chance.sample(sorted(pages.items()), len(pages)):
                await asyncio.sleep(chance.uniform(*THINKS))
                began = time.perf_counter()
                answer = await client.get(page)
                taken[name].append(time.perf_counter() - began)
                assert answer.status_code in (200, 303, 404), (page, answer.status_code)


def processor(pid: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(address: str, folder: Path, pid: int) -> None:
    await add_calls(folder)
    made = await asyncio.to_thread(fill, address, NAME, PASSWORD, TOKEN)
    pages = {name: made.get(page, page) for name, page in SCREENS.items() if name not in GUESTS}
    pages["graph, where callers are lost"] = "/packages/phone_bill/graph/calls?span=30&version=all"
    warm: dict[str, list[float]] = defaultdict(list)
    taken: dict[str, list[float]] = defaultdict(list)
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as client:
        await sign_in(client)
        for name, page in pages.items():  # what is compiled on first use is compiled
            began = time.perf_counter()
            await client.get(page)
            warm[name].append(time.perf_counter() - began)
        signed_in = client.cookies  # twenty who sign in by one name at once are taken for somebody who guesses
    before = processor(pid)
    await asyncio.gather(*(work(address, signed_in, pages, taken, seed) for seed in range(PEOPLE)))
    count = sum(map(len, taken.values()))
    spent = (processor(pid) - before) / count
    slowest = sorted(taken, key=lambda name: -p95(taken[name]))
    every = [one for each in taken.values() for one in each]
    print(f"| any page, p95 of {count} | < 200 ms | {p95(every) * 1000:.0f} ms |")
    print(f"| processor time a page | – | {spent * 1000:.0f} ms |")
    for name in slowest[:8]:
        print(f"| {name}, p95; alone, for the first time | | {p95(taken[name]) * 1000:.0f} ms; {warm[name][0] * 1000:.0f} ms |")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(TOP / "tests/ui/serving.py"), folder, NAME, PASSWORD, TOKEN]
        environment = os.environ | {"PYTHONPATH": str(TOP)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TOP, env=environment) as designer:
            assert designer.stdout is not None
            address = designer.stdout.readline().strip()
            try:
                asyncio.run(measure(address, Path(folder), designer.pid))
            finally:
                designer.terminate()


if __name__ == "__main__":
    main()
