"""Measures replaying 1,000 stored calls on a draft, as the designer will before a publish. Prints a row for the README.

uv run python -m tests.bench.bench_replay
"""

from __future__ import annotations

import time
from pathlib import Path

from dsl.commands.package_files import compile_path
from dsl.journal import CallStarted, DataFetched, Input, Record
from runtime.call.replay import replay
from runtime.call.script import EngineDialogue
from runtime.dialogue.effects import AnyEffect, Fetch, Note
from runtime.dialogue.engine import Program
from tests.bench.bench_engine import ANSWERS, AT, SCRIPT

FLOWS = Path(__file__).resolve().parents[2] / "flows"
CALLS = 1000


def stored_call(program: Program, number: int) -> list[Record]:
    """The journal of one call as a runtime writes it."""
    dialogue = EngineDialogue(program)
    records: list[Record] = []

    def keep(fact: object) -> None:
        records.append(Record(call=f"c{number}", sequence=len(records) + 1, at=AT, bundle="b", fact=fact))  # type: ignore[arg-type]

    def tell(event: Input) -> None:
        keep(event)
        carry_out(dialogue.begin(event, AT) if isinstance(event, CallStarted) else dialogue.tell(event, AT))

    def carry_out(effects: list[AnyEffect]) -> None:
        for effect in effects:
            if isinstance(effect, Note):
                keep(effect.fact)
        for effect in effects:
            if isinstance(effect, Fetch):
                tell(DataFetched(fetch=effect.number, outcome="ok", values=ANSWERS[effect.lookup]))

    tell(CallStarted(caller="13800001234", seed=number))
    for event in SCRIPT:
        tell(event)
    return records


def main() -> None:
    compiled = compile_path(FLOWS / "phone_bill")
    assert compiled.bundle is not None
    program = Program(compiled.bundle)
    calls = [stored_call(program, number) for number in range(CALLS)]
    began = time.process_time()
    different = sum(replay(call, EngineDialogue(program)) is not None for call in calls)
    seconds = time.process_time() - began
    assert not different, "a call replays on its own bundle without a difference"
    print(f"| replay of {CALLS:,} stored calls ({len(calls[0])} facts each), engine alone (CPU) | < 60 s | {seconds:.2f} s |")


if __name__ == "__main__":
    main()
