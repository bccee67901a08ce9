"""Measures a whole house as `callwright up` starts it: memory at rest, and how soon a question stands in the editor.

uv run python -m tests.bench.bench_house
"""

from __future__ import annotations

import contextlib
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from tests.system.house import House, until

CALLS = 20


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children = [int(word) for task in Path(f"/proc/{pid}/task").iterdir() for word in (task / "children").read_text().split()]
    return [pid, *(member for child in children for member in family(child))]


def megabytes(pid: int) -> float:
    """Proportional set size of a process and all that it started: what is shared counts once."""
    return sum(megabytes_of(member) for member in family(pid))


def megabytes_of(pid: int) -> float:
    """Of one process; 0 when it has gone."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return 0.0


def asked(house: House, call: str) -> bool:
    """Whether a question of this call stands among those to learn; like ones are grouped, each asking is kept."""
    with contextlib.closing(sqlite3.connect(f"file:{house.data}/designer.sqlite?mode=ro", uri=True)) as store:
        return bool(store.execute("select count(*) from asking where call = ?", (call,)).fetchone()[0])


def question_seconds(house: House) -> float:
    """From the end of a call to its unknown question standing in the designer's store."""
    call = house.ring("1001")
    call.hear("How can I help you?")
    call.say("do you sell concert tickets")
    call.hear("didn't get that")
    call.hang_up()
    call.ends()
    call.close()
    ended = time.monotonic()
    until(lambda: asked(house, call.id), 10, "the question stands in the editor")
    return time.monotonic() - ended


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        began = time.monotonic()
        house = House(Path(data))
        try:
            house.await_ready()
            print(f"| empty data folder → the line takes calls (two flows prepared) | – | {time.monotonic() - began:.0f} s |")
            pid = house.pid("live")
            assert pid is not None
            print(f"| memory, live runtime idle, workers included (PSS) | < 400 MB | {megabytes(pid):.0f} MB |")
            taken = [question_seconds(house) for _ in range(CALLS)]
            print(
                f"| end of call → its unknown question stands in the editor's store, p50 / longest of {CALLS} | ≤ 2 s | "
                f"{statistics.median(taken):.2f} / {max(taken):.2f} s |"
            )
        finally:
            house.close()


if __name__ == "__main__":
    main()
