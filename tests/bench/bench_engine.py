"""Measures the dialogue engine alone: turns a second a core, by processor time. Prints a row for tests/bench/README.md.

uv run python -m tests.bench.bench_engine
"""

from __future__ import annotations

import time
from pathlib import Path

from dsl.commands.package_files import compile_path
from dsl.journal import CallerSpoke, CallStarted, DataFetched, Input, KeyPressed, Understood
from runtime.dialogue.effects import Fetch
from runtime.dialogue.engine import Program, advance, start

FLOWS = Path(__file__).resolve().parents[2] / "flows"
AT = "2026-03-16T10:00:00+08:00"
ANSWERS = {
    "identity_check": {"ok": "true"},
    "bill": {"extra": "100 CNY", "item": "漫游费"},
    "balance": {"amount": "35.60 CNY"},
}
SCRIPT: tuple[Input, ...] = (
    CallerSpoke(text="…", understood=Understood(intent="fee_dispute", slots={"amount": "100 CNY"})),
    *(KeyPressed(key=key) for key in "123456"),
    CallerSpoke(text="…", understood=Understood(slots={"month": "2026-02"})),
    CallerSpoke(text="…", understood=Understood(intent="agree")),
    CallerSpoke(text="…", understood=Understood(intent="check_balance")),
    CallerSpoke(text="…", understood=Understood(intent="refuse")),
)
CALLS = 2000


def play(program: Program, seed: int) -> int:
    """One call; gives the number of inputs that the engine took in."""
    state, effects = start(program, CallStarted(caller="13800001234", seed=seed), AT)
    turns = 1
    for event in SCRIPT:
        state, effects = advance(program, state, event, AT)
        turns += 1
        for effect in list(effects):
            if isinstance(effect, Fetch):
                answer = DataFetched(fetch=effect.number, outcome="ok", values=ANSWERS[effect.lookup])
                state, effects = advance(program, state, answer, AT)
                turns += 1
    assert state.ended, "the script is a whole call"
    return turns


def main() -> None:
    compiled = compile_path(FLOWS / "phone_bill")
    assert compiled.bundle is not None
    program = Program(compiled.bundle)
    play(program, 0)
    best = 0.0
    for _ in range(3):
        began = time.process_time()
        turns = sum(play(program, seed) for seed in range(CALLS))
        best = max(best, turns / (time.process_time() - began))
    print(f"| engine alone, turns a second a core (phone_bill, whole calls) | ≥ 20,000 | {best:,.0f} |")


if __name__ == "__main__":
    main()
