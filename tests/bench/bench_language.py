"""Measures the language: checking packages of several sizes, a keystroke in a 30 KB file, many phrases, and how conditions
agree with the naive witness of the tests. Prints rows for the bench README.

uv run python -m tests.bench.bench_language
"""

from __future__ import annotations

import functools
import gc
import random
import statistics
import time

from dsl.checks import run_checks
from dsl.compiler import check, compile_package
from dsl.diagnostics import Findings
from dsl.reader.package import read
from dsl.resolver import resolve
from dsl.source import read_source
from tests.dsl.naive_conditions import compared, random_condition

STEPS = 500
SIZES = (50, 100, 200, 500, 1000)
CONDITIONS = 10_000
INTENTS = 40
KEYSTROKES = 60


def large_package(steps: int) -> dict[str, str]:
    """A flow of so many steps, in which every eighth asks, every eighth looks something up and every eighth chooses."""
    lines = [
        "callwright: 1", "flow: large", "title: Large", "language: en-GB", "entry: {inbound: s0}", "topics:",
        *(f"  intent_{i}: s{i * (steps // INTENTS)}" for i in range(INTENTS)), "values:", "  rounds: {count: 3}", "steps:",
    ]  # fmt: skip
    for i in range(steps - 1):
        lines += [f"  s{i}:", *(f"    {line}" for line in body(i, f"s{i + 1}"))]
    lines += [f"  s{steps - 1}:", "    hang_up: Goodbye.", ""]
    intents = [
        f"intent_{i}:\n  phrases:\n    - I want thing number {i}\n    - (please)? do {i} (now|soon)\n" for i in range(INTENTS)
    ]
    data = "record:\n  get: https://demo.callwright.example/x\n  sends: {number: phone}\n  gives: {amount: money}\n"
    return {"flow.yaml": "\n".join(lines), "intents.yaml": "".join(intents), "data.yaml": data}


def body(number: int, following: str) -> list[str]:
    match number % 8:
        case 1:
            return [f"ask: Question {number}?", "hear: topics", f"keys: {{1: {following}}}"]
        case 3:
            return ["fetch: record", "with: {number: caller.number}", f"failed: {following}", f"next: {following}"]
        case 5:
            return ["choose:", "  - when: record.amount > 10 GBP", f"    next: {following}", f"  - otherwise: {following}"]
        case 7:
            return ["set: {rounds: add 1}", f"next: {following}"]
        case _:
            return [f"say: You now hear sentence number {number}, with <record.amount>.", f"next: {following}"]


def seconds(files: dict[str, str]) -> float:
    began = time.process_time()
    check(files)
    return time.process_time() - began


def rows_by_size() -> None:
    """What checking costs as a package grows: all of it, again after a change, and the checks alone."""
    print("| steps | KB | check, first time | again after a change | of it the checks |\n|---|---|---|---|---|")
    for steps in SIZES:
        files = large_package(steps)
        forget()
        first = seconds(files)
        changed = {**files, "flow.yaml": files["flow.yaml"].replace("sentence number", "sentence  number", 1)}
        again, checks = seconds(changed), seconds_of_checks(changed)
        size = sum(map(len, files.values())) / 1000
        print(f"| {steps} | {size:.0f} | {first:.3f} s | {again:.3f} s | {checks:.3f} s |")


def forget() -> None:
    """As if nothing had been read before."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and str(one.__module__).startswith("dsl"):
            one.cache_clear()


def seconds_of_checks(files: dict[str, str]) -> float:
    findings = Findings()
    reading = read(read_source(files, findings), findings)
    resolve(reading, findings)
    began = time.process_time()
    run_checks(reading, findings)
    return time.process_time() - began


def many_phrases() -> dict[str, str]:
    """150 intents with 100 phrases each, a fifth of them with choices."""
    chance = random.Random(1)
    words = [f"{a}{b}{c}" for a in "klmnrstv" for b in "aeiou" for c in ("n", "r", "st", "k", "")]
    lines = []
    for number in range(150):
        lines.append(f"intent_x{number}:\n  phrases:")
        for phrase in range(100):
            said = " ".join(chance.choices(words, k=5))
            choices = f"(I want to|can I|please) {said} ({chance.choice(words)}|{chance.choice(words)})?"
            lines.append(f"    - {choices if phrase % 5 == 0 else 'I want to ' + said}")
    files = large_package(50)
    return {**files, "intents.yaml": files["intents.yaml"] + "\n".join(lines) + "\n"}


def agreement() -> None:
    differing = 0
    for number in range(CONDITIONS):
        ours, naive = compared(random_condition(random.Random(number)))
        differing += ours != naive
    print(f"| {CONDITIONS:,} random conditions: those that the naive witness reads otherwise | none | {differing} |")


def main() -> None:
    large = large_package(STEPS)
    cold = seconds(large)  # nothing read before: what `callwright check` does
    compiled = compile_package(large)
    assert compiled.bundle is not None, [found.line() for found in compiled.findings][:5]
    print(f"| check, a {STEPS}-step package (CPU; nobody gets stuck proven, no policies) | < 2 s | {cold:.2f} s |")

    small = large_package(330)
    text = small["flow.yaml"]
    assert 25_000 < len(text) < 35_000, len(text)
    taken = []
    for stroke in range(KEYSTROKES):
        at = text.index("sentence", len(text) // 3 + stroke * 100)
        taken.append(seconds({**small, "flow.yaml": text[:at] + "x" + text[at:]}) * 1000)
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"| a keystroke in a {len(text) // 1000} KB file: diagnostics of the package, p95 (CPU) | < 150 ms | {p95:.0f} ms |")

    phrases = many_phrases()
    forget()
    first = seconds(phrases)
    again = seconds({**phrases, "intents.yaml": phrases["intents.yaml"] + "    - one more\n"})
    print(f"| check, 150 intents × 100 phrases, every pair compared (CPU); after a change | – | {first:.1f} s; {again:.1f} s |")
    agreement()
    print()
    rows_by_size()


if __name__ == "__main__":
    main()
