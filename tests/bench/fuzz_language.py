"""Feeds the language what nobody would write, for as long as it is told: prints a row for the bench README, and what failed.

uv run python -m tests.bench.fuzz_language --minutes 10
uv run python -m tests.bench.fuzz_language --again 4711     one input again, with its failure in full
"""

from __future__ import annotations

import argparse
import itertools
import resource
import sys
import time

from tests.dsl.fuzzing import attempt, megabytes, run

MEMORY = 500
"""Megabytes that it may take, beyond what it began with."""


def main() -> int:
    arguments = read_arguments()
    if arguments.again is not None:
        seconds, failure = attempt(arguments.again)
        print(f"{seconds:.2f} s", failure.what if failure else "nothing failed")
        return 1 if failure else 0
    began, before = time.process_time(), megabytes()
    limit = int((before + MEMORY + 200) * 1024 * 1024)  # a single input that takes more is stopped by a MemoryError
    resource.setrlimit(resource.RLIMIT_DATA, (limit, resource.RLIM_INFINITY))
    seconds = arguments.seconds or arguments.minutes * 60
    tried, longest, failures = run(itertools.count(arguments.first), lambda: time.process_time() - began > seconds)
    grown = megabytes() - before
    for failure in failures[:20]:
        print(f"--- {failure.number} ({failure.kind}): {failure.what}")
    print(f"| fuzzing, {seconds / 60:g} min: inputs tried, exceptions and hangs | none | {tried:,}, {len(failures)} |")
    print(
        f"| the same, longest single input (CPU) / memory it grew by | ≤ 1 s / < {MEMORY} MB | {longest:.2f} s / {grown:.0f} MB |"
    )
    return 1 if failures or grown > MEMORY else 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="of processor time")
    parser.add_argument("--seconds", type=float, help="instead of minutes")
    parser.add_argument("--first", type=int, default=0, metavar="NUMBER", help="of the first input")
    parser.add_argument("--again", type=int, metavar="NUMBER", help="only this input")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
