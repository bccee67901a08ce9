"""Measures the language: checking a large package, and one keystroke in a 30 KB file. Prints rows for the bench README.

uv run python -m tests.bench.bench_language
"""

from __future__ import annotations

import statistics
import time

from dsl.compiler import check, compile_package

STEPS = 500
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


def main() -> None:
    large = large_package(STEPS)
    cold = seconds(large)  # nothing read before: what `callwright check` does
    compiled = compile_package(large)
    assert compiled.bundle is not None, [found.line() for found in compiled.findings][:5]
    print(f"| check, a {STEPS}-step package (CPU; without proofs, which come later) | < 2 s | {cold:.2f} s |")

    small = large_package(330)
    text = small["flow.yaml"]
    assert 25_000 < len(text) < 35_000, len(text)
    taken = []
    for stroke in range(KEYSTROKES):
        at = text.index("sentence", len(text) // 3 + stroke * 100)
        taken.append(seconds({**small, "flow.yaml": text[:at] + "x" + text[at:]}) * 1000)
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"| a keystroke in a {len(text) // 1000} KB file: diagnostics of the package, p95 (CPU) | < 150 ms | {p95:.0f} ms |")


if __name__ == "__main__":
    main()
