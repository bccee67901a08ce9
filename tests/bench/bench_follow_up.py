"""Measures questions that only go on from the last one ("and abroad?"). Prints rows for tests/bench/README.md.

uv run python -m tests.bench.bench_follow_up [DATA]     DATA: a folder with clinc150/, for questions that do not go on from one
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from dsl.turn import Expectation
from runtime.understanding import Understander, load, prepare
from tests.bench.bench_understanding import NOW, make_bundle, percent, read_csv, row, tier

SETS = Path(__file__).parent / "follow_up_sets.yaml"
INTENTS = {
    "en-US": {"pay": ["I want to pay my bill", "take my payment"], "complain": ["I want to complain", "I have a complaint"]},
    "zh-CN": {"pay": ["我要交费", "帮我交费"], "complain": ["我要投诉", "我想投诉你们"]},
}


class Case(NamedTuple):
    last: str
    words: str
    wanted: str | None


class Line(NamedTuple):
    name: str
    understander: Understander
    answers: list[str]
    cases: list[Case]


def lines(folder: Path) -> Iterator[Line]:
    for one in yaml.safe_load(SETS.read_text(encoding="utf-8")):
        bundle = make_bundle(one["language"], INTENTS[one["language"]], one["answers"])
        prepare(bundle, folder)
        understander = load(bundle, folder)
        assert isinstance(understander, Understander)
        cases = [Case(last, words, wanted) for last, words, wanted in one["cases"]]
        yield Line(f"{one['language'][:2]}, {one['set'].replace('_', ' ')}", understander, list(one["answers"]), cases)


def given(line: Line, case: Case) -> str | None:
    return line.understander.understand(case.words, Expectation(answered=case.last), NOW).answer


def hijacked(line: Line, texts: list[str]) -> float:
    """The share of questions of their own that come out otherwise for the answer before."""
    changed = 0
    for number, text in enumerate(texts):
        alone = line.understander.understand(text, Expectation(), NOW)
        after = line.understander.understand(text, Expectation(answered=line.answers[number % len(line.answers)]), NOW)
        changed += (alone.intent, alone.answer) != (after.intent, after.answer)
    return changed / len(texts)


def main() -> int:
    texts = [item.text for item in read_csv(Path(sys.argv[1]) / "clinc150/val.csv")] if len(sys.argv) > 1 else []
    row("follow-ups", "that have an answer: right", "with another answer", "that have none: answered", "CLINC150 val, changed")
    row(*["---"] * 5)
    for name in ("light", "sentence"):
        with tier(name), tempfile.TemporaryDirectory() as folder:
            for line in lines(Path(folder)):
                if name == "sentence" and line.name.startswith("zh"):
                    continue
                outcomes = [(given(line, case), case.wanted) for case in line.cases]
                known = [pair for pair in outcomes if pair[1] is not None]
                strange = [pair for pair in outcomes if pair[1] is None]
                right = sum(found == wanted for found, wanted in known) / len(known)
                wrong = sum(found not in (None, wanted) for found, wanted in known) / len(known)
                answered = sum(found is not None for found, _ in strange) / len(strange)
                ordinary = percent(hijacked(line, texts)) if texts and line.name.startswith("en") else "–"
                row(
                    f"{line.name}, {name} ({len(known)} + {len(strange)})",
                    percent(right),
                    percent(wrong),
                    percent(answered),
                    ordinary,
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
