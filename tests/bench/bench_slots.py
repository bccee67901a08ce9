"""Measures the reading of details on our own sets. Prints rows for tests/bench/README.md.

uv run python -m tests.bench.bench_slots [--misses] [--only zh]

The sets (`slot_sets_zh.yaml`, `slot_sets_en.yaml`) were written by hand, as callers speak: `tuning` before the grammars were
bettered on it, `held_out` after. A value counts when its canonical text is exactly the one wanted, and when none is wanted, none.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import yaml

from dsl.model import Slot, Words
from runtime.understanding import normalise
from runtime.understanding.slots.mention import Moment
from runtime.understanding.slots.reader import SlotReader

NOW = datetime.fromisoformat("2026-03-16T10:00:00+08:00")
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
NO_VALUE = "~"


@dataclass(frozen=True)
class Saying:
    """One utterance, what it is read as, and the value wanted of it."""

    text: str
    value: str | None
    type: str
    asked: bool
    grain: str
    language: str


def read_set(tongue: str, part: str) -> tuple[list[Saying], Words]:
    path = Path(__file__).with_name(f"slot_sets_{tongue}.yaml")
    written = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    words = Words(lists={name: {item: tuple(called) for item, called in of.items()} for name, of in written["lists"].items()})
    return list(_sayings(written.get(part, ()), LANGUAGES[tongue])), words


def _sayings(groups: list[dict], language: str) -> Iterator[Saying]:
    for group in groups:
        for text, value in group["says"].items():
            yield Saying(
                text,
                None if value == NO_VALUE else value,
                group["type"],
                group.get("asked") != "no",
                group.get("grain", "day"),
                group.get("language", language),
            )


def value_read(saying: Saying, words: Words) -> str | None:
    reader = SlotReader({"detail": Slot(type=saying.type, ask="?", grain=saying.grain)}, words)
    spoken = normalise.read(saying.text)
    asked = "detail" if saying.asked else None
    claims = reader.find(spoken, asked, Moment(saying.language, NOW))
    named = () if saying.asked else ("detail",)  # what was not asked stands in the phrases of the intent
    return reader.assign(claims, spoken, asked, named).slots.get("detail")


def measure(tongue: str, part: str, misses: bool) -> None:
    sayings, words = read_set(tongue, part)
    if not sayings:
        return
    times = []
    wrong = []
    for saying in sayings:
        begun = time.perf_counter()
        found = value_read(saying, words)
        times.append((time.perf_counter() - begun) * 1000)
        if found != saying.value:
            wrong.append((saying, found))
    exact = 100 * (1 - len(wrong) / len(sayings))
    print(f"| slots {tongue}, {part.replace('_', ' ')} | {len(sayings)} | {exact:.1f} % | {np.quantile(times, 0.95):.2f} |")
    for saying, found in wrong if misses else ():
        print(f"    {saying.type}: {saying.text} → {found}, wanted {saying.value}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="also show what was read wrong")
    parser.add_argument("--only", choices=sorted(LANGUAGES))
    arguments = parser.parse_args()
    print("| set | utterances | exact | ms p95, one detail, reader made anew |\n| --- | --- | --- | --- |")
    for tongue in LANGUAGES:
        for part in ("tuning", "held_out"):
            if arguments.only in (None, tongue):
                measure(tongue, part, arguments.misses)
    return 0


if __name__ == "__main__":
    sys.exit(main())
