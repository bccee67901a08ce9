"""Measures how many conversations a second the real engine and understanding play, by processor time. Prints a row.

uv run python -m tests.bench.bench_conversations
"""

from __future__ import annotations

import time
from pathlib import Path

from runtime.commands.opening import open_package
from runtime.conversations import play

FLOWS = Path(__file__).resolve().parents[2] / "flows"
ROUNDS = 20


def main() -> None:
    opened = [open_package(FLOWS / name) for name in ("phone_bill", "parcel_status")]
    told = [(one, conversation) for one in opened for file in one.compiled.conversations.values() for conversation in file]
    turns = sum(len(conversation.talk) for _, conversation in told)
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        for _ in range(ROUNDS):
            for one, conversation in told:
                assert not play(one.program, one.understander, conversation).failures, conversation.name
        best = min(best, time.process_time() - began)
    rate = ROUNDS * len(told) / best
    lines = ROUNDS * turns / best
    print(
        f"| conversations played a second ({len(told)} of both flows; {lines:,.0f} of their turns a second) "
        f"| hundreds | {rate:,.0f} |"
    )


if __name__ == "__main__":
    main()
