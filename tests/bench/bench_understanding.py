"""Measures understanding on public data and its budgets. Prints rows for tests/bench/README.md.

uv run python -m tests.bench.bench_understanding DATA     DATA: the public sets (clinc150/, hwu64/, xsid_zh_valid.jsonl, …)

Everything goes through whole bundles with the built-in manners in them, as a call would see it; the threshold comes from
the training examples alone. Figures are on validation files.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from dsl import manners
from dsl.bundle import Bundle, MannerRule
from dsl.model import Defaults, Entry, Intent, KnowledgeAnswer, Slot, Words
from dsl.turn import Expectation
from dsl.utterance import quote
from runtime.understanding import Understander, load, prepare
from tests.bench.sound_alike import misheard

NOW = datetime(2026, 3, 16, 10, tzinfo=UTC)
EXPECTATION = Expectation()
SEEDS = range(3)
NOT_WANTED = frozenset(
    "yes no repeat goodbye maybe greeting thank_you cancel change_speed whisper_mode make_call who_made_you are_you_a_bot".split()
)
"""Intents of CLINC150 that are built-in manners here, left out of small packages: a package would not define them."""


@dataclass(frozen=True)
class Labelled:
    text: str
    intent: str


# ---- data ----------------------------------------------------------------------------------------------------------


def read_csv(path: Path) -> list[Labelled]:
    with path.open(encoding="utf-8", newline="") as file:
        return [Labelled(row["text"], row["intent"].lower().replace(" ", "_").replace("?", "")) for row in csv.DictReader(file)]


def read_xsid(path: Path) -> list[Labelled]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Labelled(row["text"], row["intent"].lower().replace("/", "_")) for row in rows]


def by_intent(rows: list[Labelled]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for row in rows:
        grouped.setdefault(row.intent, []).append(row.text)
    return grouped


# ---- packages --------------------------------------------------------------------------------------------------------


def make_bundle(language: str, intents: dict[str, list[str]], answers: dict[str, list[str]] | None = None) -> Bundle:
    phrases = {name: Intent(phrases=tuple(quote(text) for text in texts)) for name, texts in intents.items()}
    return Bundle(
        package="bench",
        title="bench",
        language=language,
        entry=Entry(inbound="start"),
        topics={},
        values={},
        defaults=Defaults(),
        if_unsure="balanced",
        steps={},
        subflows={},
        intents={**phrases, **{name: intent for name, intent in manners.intents(language).items() if name not in phrases}},
        slots={"amount": Slot(type="money", ask="?"), "day": Slot(type="date", ask="?"), "count": Slot(type="number", ask="?")},
        answers={name: KnowledgeAnswer(questions=tuple(map(quote, texts)), say="…") for name, texts in (answers or {}).items()},
        escalation=(),
        data={},
        words=Words(),
        manners={name: MannerRule(phrases=texts) for name, texts in manners.phrases(language).items()},
    )


@dataclass(frozen=True)
class Prepared:
    understander: Understander
    seconds: float
    megabytes: float


def prepared(bundle: Bundle) -> Prepared:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        prepare(bundle, Path(folder))
        seconds = time.process_time() - begun
        size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
        return Prepared(load(bundle, Path(folder)), seconds, size)


# ---- figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judgement:
    accuracy: float  # of the guess, nothing rejected
    right: float  # understood, and rightly
    rejected: float
    confidence: np.ndarray
    hits: np.ndarray

    @property
    def calibration_error(self) -> float:
        return calibration_error(self.confidence, self.hits)


def judge(understander: Understander, rows: list[Labelled]) -> Judgement:
    results = [(understander.understand(row.text, EXPECTATION, NOW), row.intent) for row in rows]
    hits = np.array([result.guess == wanted for result, wanted in results])
    return Judgement(
        accuracy=float(hits.mean()),
        right=float(np.mean([result.intent == wanted for result, wanted in results])),
        rejected=float(np.mean([result.intent is None for result, _ in results])),
        confidence=np.array([result.confidence for result, _ in results]),
        hits=hits,
    )


def calibration_error(confidence: np.ndarray, hits: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(hits[places == place].mean() - confidence[places == place].mean()) * (places == place).mean() for place in set(places)
    ]
    return float(sum(gaps))


def pooled_error(judged: list[Judgement]) -> float:
    """Of packages of one size together: the few utterances of each would show an error even where there is none."""
    return calibration_error(np.concatenate([one.confidence for one in judged]), np.concatenate([one.hits for one in judged]))


def unknown_share(understander: Understander, texts: list[str]) -> float:
    return float(np.mean([understander.understand(text, EXPECTATION, NOW).intent is None for text in texts]))


def percent(value: float) -> str:
    return f"{100 * value:.1f}"


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


# ---- what is measured ------------------------------------------------------------------------------------------------


@contextmanager
def tier(name: str) -> Iterator[None]:
    """`light`: as on a machine without an encoder; `sentence`: as `uv run` brings it."""
    before = os.environ.get("CALLWRIGHT_ENCODER")
    os.environ["CALLWRIGHT_ENCODER"] = "none" if name == "light" else ""
    try:
        yield
    finally:
        os.environ["CALLWRIGHT_ENCODER"] = before or ""


def measure_set(name: str, language: str, train: list[Labelled], held: list[Labelled], strangers: list[str]) -> None:
    package = prepared(make_bundle(language, by_intent(train)))
    seen = judge(package.understander, held)
    foreign = [package.understander.understand(text, EXPECTATION, NOW) for text in strangers]
    kept = np.quantile(seen.confidence, 0.05)
    passed = [result.confidence >= kept for result in foreign]
    row(
        name,
        percent(seen.accuracy),
        percent(seen.right),
        percent(seen.rejected),
        percent(float(np.mean([result.intent is None for result in foreign]))) if foreign else "–",
        percent(float(np.mean(passed))) if foreign else "–",
        f"{seen.calibration_error:.3f}",
        f"{package.seconds:.1f}",
        f"{package.megabytes:.1f}",
    )


def measure_small(data: Path, intents: int, phrases: int, tier_name: str) -> None:
    """A small package of some intents; all other intents of the set, and its out-of-scope ones, are strangers."""
    train, held = by_intent(read_csv(data / "clinc150/train_10.csv")), read_csv(data / "clinc150/val.csv")
    outside = [item.text for item in read_csv(data / "clinc150/oos_val.csv")]
    figures = []
    judged = []
    for seed in SEEDS:
        shuffled = random.Random(seed)
        names = sorted(set(train) - NOT_WANTED)
        shuffled.shuffle(names)
        chosen = {name: train[name][:phrases] for name in names[:intents]}
        others = [item.text for item in held if item.intent not in chosen and item.intent not in NOT_WANTED]
        shuffled.shuffle(others)
        package = prepared(make_bundle("en-US", chosen))
        seen = judge(package.understander, [item for item in held if item.intent in chosen])
        unknown = unknown_share(package.understander, others[:200] + outside)
        figures.append((seen.accuracy, seen.right, seen.rejected, unknown, package.seconds, package.megabytes))
        judged.append(seen)
    means = np.mean(figures, axis=0)
    row(
        f"{intents} intents × {phrases} (of CLINC150), {tier_name}",
        *map(percent, means[:4]),
        "–",
        f"{pooled_error(judged):.3f}",
        f"{means[4]:.1f}",
        f"{means[5]:.1f}",
    )


def measure_chinese(data: Path, phrases: int) -> None:
    """xSID's Chinese validation part, split by us; strangers are the users' turns of CrossWOZ."""
    grouped = {
        name: texts for name, texts in by_intent(read_xsid(data / "xsid_zh_valid.jsonl")).items() if len(texts) >= phrases + 3
    }
    lines = (data / "crosswoz_val_user.jsonl").read_text(encoding="utf-8").splitlines()
    strangers = [text for line in lines if len(text := json.loads(line)["text"]) > 12]
    figures = []
    judged = []
    for seed in SEEDS:
        shuffled = random.Random(seed)
        chosen: dict[str, list[str]] = {}
        held: list[Labelled] = []
        for name, texts in grouped.items():
            mixed = shuffled.sample(texts, len(texts))
            chosen[name] = mixed[:phrases]
            held += [Labelled(text, name) for text in mixed[phrases:]]
        package = prepared(make_bundle("zh-CN", chosen))
        seen = judge(package.understander, held)
        noisy = [Labelled(misheard(item.text, 0.2, shuffled), item.intent) for item in held]
        unknown = unknown_share(package.understander, shuffled.sample(strangers, 300))
        figures.append((seen.accuracy, seen.right, seen.rejected, unknown, judge(package.understander, noisy).accuracy))
        judged.append(seen)
    means = np.mean(figures, axis=0)
    name = f"xSID zh, {phrases} phrases × {len(grouped)} intents"
    row(name, *map(percent, means[:4]), "–", f"{pooled_error(judged):.3f}", "–", "–")
    row(f"{name}, 20 % same-sound errors", percent(means[4]), *["–"] * 7)


def measure_answers(data: Path, answers: int, questions: int, tier_name: str) -> None:
    """Intents of CLINC150 as knowledge answers beside six intents."""
    train, held = by_intent(read_csv(data / "clinc150/train_10.csv")), read_csv(data / "clinc150/val.csv")
    outside = [item.text for item in read_csv(data / "clinc150/oos_val.csv")]
    figures = []
    for seed in SEEDS:
        names = sorted(set(train) - NOT_WANTED)
        random.Random(seed).shuffle(names)
        known = {name: train[name][:questions] for name in names[:answers]}
        wanted = {name: train[name][:8] for name in names[answers : answers + 6]}
        understander = prepared(make_bundle("en-US", wanted, known)).understander
        given = [
            (understander.understand(item.text, EXPECTATION, NOW).answer, item.intent) for item in held if item.intent in known
        ]
        right = np.mean([answer == intent for answer, intent in given])
        wrong = np.mean([answer not in (None, intent) for answer, intent in given])
        outside_given = np.mean([understander.understand(text, EXPECTATION, NOW).answer is not None for text in outside])
        figures.append((right, wrong, outside_given))
    row(f"{answers} answers × {questions} questions, {tier_name}", *map(percent, np.mean(figures, axis=0)))


def measure_speed(data: Path) -> None:
    full = by_intent(read_csv(data / "clinc150/train.csv"))
    texts = [item.text for item in read_csv(data / "clinc150/val.csv")][::3]
    small = make_bundle("en-US", {name: texts[:10] for name, texts in list(full.items())[:20]})
    for name, budget in (("light", 2), ("sentence", 5)):
        with tier(name):
            large = prepared(make_bundle("en-US", full))
            row(f"prepared, 150 intents × 100 phrases, {name} tier, CPU s", "≤ 60", f"{large.seconds:.1f}")
            row(f"one utterance there, {name} tier, ms p50 / p95", f"p95 ≤ {budget}", _latency(large.understander, texts))
            with tempfile.TemporaryDirectory() as folder:  # built-in phrases are encoded once a machine
                prepare(make_bundle("en-US", {"pay": ["pay my bill"]}), Path(folder))
                begun = time.process_time()
                prepare(small, Path(folder))
                seconds = time.process_time() - begun
            row(f"prepared, 20 intents × 10 phrases, {name} tier, CPU s", "≤ 1", f"{seconds:.2f}")
    chinese = by_intent(read_xsid(data / "xsid_zh_valid.jsonl"))
    held = [text for texts in chinese.values() for text in texts[8:]]
    package = prepared(make_bundle("zh-CN", {name: texts[:8] for name, texts in chinese.items()}))
    row("one utterance, zh, ms p50 / p95", "p95 ≤ 2", _latency(package.understander, held * 3))
    for name in ("light", "sentence"):
        with tier(name):
            understander = prepared(make_bundle("en-US", {}, _many_answers(data))).understander
            row(f"one query of 100,000 answers, {name} tier, ms p50 / p95", "p95 ≤ 5", _latency(understander, texts))


def _many_answers(data: Path) -> dict[str, list[str]]:
    """Questions of ten words each, words as often as in CLINC150."""
    words = [word for item in read_csv(data / "clinc150/train.csv") for word in item.text.split() if word.isalnum()]
    chance = random.Random(0)
    return {f"answer_{number}": [" ".join(chance.choices(words, k=10))] for number in range(100_000)}


def _latency(understander: Understander, texts: list[str]) -> str:
    """Of the thread's own processor time, in which the encoder runs too; other programs make the clock's longer."""
    for text in texts[:50]:
        understander.understand(text, EXPECTATION, NOW)
    times = []
    for text in texts:
        begun = time.thread_time(), time.perf_counter()
        understander.understand(text, EXPECTATION, NOW)
        times.append((1000 * (time.thread_time() - begun[0]), 1000 * (time.perf_counter() - begun[1])))
    (median, clock_median), (slow, clock_slow) = np.quantile(times, (0.5, 0.95), axis=0)
    return f"{median:.2f} / {slow:.2f} (by the clock {clock_median:.2f} / {clock_slow:.2f})"


def measure_sets(data: Path) -> None:
    outside = [item.text for name in ("oos_val", "oos_train") for item in read_csv(data / f"clinc150/{name}.csv")]
    clinc = read_csv(data / "clinc150/val.csv")
    row("set", "accuracy", "in-scope right", "in-scope rejected", "out-of-scope recall", "FPR95", "ECE", "prepared, CPU s", "MB")
    row(*["---"] * 9)
    for tier_name in ("light", "sentence"):
        with tier(tier_name):
            for name in ("train_5", "train_10", "train"):
                train = read_csv(data / f"clinc150/{name}.csv")
                measure_set(f"CLINC150 {name}, {tier_name}", "en-US", train, clinc, outside)
            hwu = read_csv(data / "hwu64/train_10.csv"), read_csv(data / "hwu64/valid.csv")
            measure_set(f"HWU64 train_10, {tier_name}", "en-US", *hwu, [])
            for intents, phrases in ((3, 3), (6, 6), (12, 10), (40, 10)):
                measure_small(data, intents, phrases, tier_name)
    for phrases in (3, 8):
        measure_chinese(data, phrases)


def measure_knowledge(data: Path) -> None:
    row("knowledge", "right answer", "wrong answer", "answer to out-of-scope")
    row(*["---"] * 4)
    for name in ("light", "sentence"):
        with tier(name):
            for answers, questions in ((3, 2), (10, 1), (10, 3), (40, 3)):
                measure_answers(data, answers, questions, name)


def measure_budgets(data: Path) -> None:
    row("budget", "wanted", "measured")
    row(*["---"] * 3)
    measure_speed(data)


PARTS: dict[str, Callable[[Path], None]] = {"sets": measure_sets, "knowledge": measure_knowledge, "budgets": measure_budgets}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", choices=sorted(PARTS))
    arguments = parser.parse_args()
    if not (arguments.data / "clinc150").is_dir():
        print(f"bench_understanding: no clinc150 folder in {arguments.data}", file=sys.stderr)
        return 2
    for number, (name, measure) in enumerate(PARTS.items()):
        if arguments.only in (None, name):
            print(end="\n" if number and arguments.only is None else "")
            measure(arguments.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
