"""Measures edits and merges on random texts in all layouts, and that none of them does harm. Prints rows for the bench README.

uv run python -m tests.bench.bench_editing          # 10,000 edits, 1,000 merges; exit status 1 when one went wrong
"""

from __future__ import annotations

import sys
import time

from tests.dsl.random_edits import KINDS
from tests.dsl.test_editing_comments import problems_of_an_edit
from tests.dsl.test_merging_properties import problems_of_a_merge

EDITS = 10_000
MERGES = 1_000
MOST_SHOWN = 5


def main() -> int:
    started = time.process_time()
    wrong = [
        (kind, seed, found) for seed in range(EDITS // len(KINDS)) for kind in KINDS if (found := problems_of_an_edit(seed, kind))
    ]
    seconds = time.process_time() - started
    for kind, seed, found in wrong[:MOST_SHOWN]:
        print(f"edit {kind}, seed {seed}: {found}", file=sys.stderr)
    what = f"{EDITS:,} random edits in all layouts: those with a comment astray, another item touched, or other data"
    print(f"| {what} | none | {len(wrong)} ({seconds:.0f} s CPU) |")
    started = time.process_time()
    harmed = [(seed, found) for seed in range(MERGES) if (found := problems_of_a_merge(seed))]
    seconds = time.process_time() - started
    for seed, found in harmed[:MOST_SHOWN]:
        print(f"merge, seed {seed}: {found}", file=sys.stderr)
    what = f"{MERGES:,} random pairs of edits merged: those that lost one, or came out otherwise the other way round"
    print(f"| {what} | none | {len(harmed)} ({seconds:.0f} s CPU) |")
    return 1 if wrong or harmed else 0


if __name__ == "__main__":
    sys.exit(main())
