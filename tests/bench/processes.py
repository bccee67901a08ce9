"""Owns what the benches of workers share: rows of the table, processor time and memory of a pool."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from runtime.speech.workers import WorkerPool

TICKS = os.sysconf("SC_CLK_TCK")


def row(what: str, figure: str) -> None:
    print(f"| {what} | {figure} |", flush=True)


def percentile(values: list[float], share: float) -> float:
    return float(np.percentile(values, share))


def processor_seconds(pool: WorkerPool[object]) -> float:
    """Of this process and the workers."""
    stats = [Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split() for worker in pool.workers]
    return time.process_time() + sum(int(fields[11]) + int(fields[12]) for fields in stats) / TICKS


def megabytes(pool: WorkerPool[object]) -> list[int]:
    """Resident memory of each worker."""
    pages = [int(Path(f"/proc/{worker.pid}/statm").read_text().split()[1]) for worker in pool.workers]
    return sorted(count * os.sysconf("SC_PAGE_SIZE") >> 20 for count in pages)
