"""Owns telling stored calls to the engine again, and the report of it: how many went another way, and where the first one did."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from dsl.journal import Record
from runtime.call.replay import Difference, replay
from runtime.call.script import EngineDialogue
from runtime.dialogue.engine import Program


class ReplayOrder(Struct, frozen=True):
    """Calls to tell again: each on the bundle it ran on, or all on `bundle` (a draft)."""

    records: list[Record]
    bundle: str = ""


class ReplayReport(Struct, frozen=True, kw_only=True):
    identical: bool
    calls: int
    different: int
    first_difference: Difference | None


def replay_all(records: Sequence[Record], programs: dict[str, Program], draft: str) -> ReplayReport:
    first: Difference | None = None
    calls = different = 0
    for _, group in groupby(records, key=lambda record: record.call):
        call = list(group)
        found = replay(call, EngineDialogue(programs[draft or call[0].bundle]))
        calls += 1
        different += found is not None
        first = first or found
    return ReplayReport(identical=different == 0, calls=calls, different=different, first_difference=first)
