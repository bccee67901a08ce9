"""Owns what a change would do, told before it is made: what leads elsewhere, what still speaks of it, what gets wrong."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from designer.canvas.changes import Change, Delete
from designer.canvas.flow_text import FlowText, flow_text
from designer.canvas.leaving import delete_steps
from designer.canvas.problems import Problem
from designer.words import language, t
from dsl.compiler import Checked
from dsl.editing.renaming import Occurrence


class Consequence(Struct, frozen=True):
    """In words: what will lead to another step, and which places still speak of what is gone. `problems` come with it."""

    led: list[str]
    left: list[Problem]
    problems: list[Problem]


def consequences(files: Mapping[str, str], before: Checked, after: Checked, subflow: str, wanted: Change) -> Consequence:
    known = {(one.code, one.sentence()) for one in before.findings}
    new = [one for one in after.findings if (one.code, one.sentence()) not in known]
    problems = [Problem(one.severity, one.sentence(language()), one.span.file, one.span.line) for one in new]
    led: list[str] = []
    left: list[Problem] = []
    if isinstance(wanted, Delete):
        flow = flow_text(files, before, subflow)
        gone = delete_steps(flow, wanted.steps, wanted.onward)
        by_target = {name: gone.onward[name] for name in wanted.steps}
        led = list(dict.fromkeys(_led(flow, one, by_target) for one in gone.led))
        told = {(one.file, one.line) for one in problems}
        places = dict.fromkeys((one.span.file, one.span.line) for one in gone.left)
        left = [Problem("warning", t("canvas.left_at"), *place) for place in places if place not in told]
    return Consequence(led, left, problems)


def _led(flow: FlowText, one: Occurrence, targets: Mapping[str, str]) -> str:
    """“listen will lead to bye instead of agent”; what stands in no step has its place instead of a name."""
    old = flow.files[one.span.file][one.span.start : one.span.end]
    from_step = str(one.path[1]) if one.path[:1] == ("steps",) and one.span.file == flow.file else t(f"canvas.from_{_place(one)}")
    return t("canvas.led", start=from_step, old=old, new=targets.get(old, ""))


def _place(one: Occurrence) -> str:
    head = str(one.path[0]) if one.path else ""
    if one.span.file == "escalation.yaml":
        return "escalation"
    return {"entry": "entry", "start": "entry", "topics": "topics", "defaults": "defaults"}.get(head, "always")
