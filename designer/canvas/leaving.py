"""Owns deleting steps: what led to them leads somewhere else, and what still speaks of them is told."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from designer.canvas.flow_text import FlowText
from designer.refusal import Refused
from dsl import editing
from dsl.defaults import way_out
from dsl.edges import edges_of
from dsl.editing.renaming import Occurrence, occurrences

LED_IN = ("flow.yaml", "escalation.yaml", "subflows/")
"""Where a step's name says where a call goes; elsewhere it says what must hold there, and a person decides what now."""


class Gone(Struct, frozen=True):
    """The files without the steps. `onward`: where what led to each step leads now; `left`: what still speaks of them."""

    files: dict[str, str]
    onward: dict[str, str]
    led: list[Occurrence]
    left: list[Occurrence]


def delete_steps(flow: FlowText, names: Collection[str], onward: str = "") -> Gone:
    """The package without the steps. Without `onward`, what led to a step leads to where that step went on."""
    if onward:
        flow.step(onward)
    if onward in names:
        raise Refused("canvas.leads_to_itself")
    targets = {name: onward or _next_after(flow, name, names) for name in names}
    files, led, left = dict(flow.files), [], []
    for name, target in targets.items():
        for one in occurrences(flow.files, "step", name, flow.file):
            inside = one.span.file == flow.file and one.path[:1] == ("steps",) and one.path[1] in names
            if one.defines or inside:
                continue
            if not one.span.file.startswith(LED_IN):
                left.append(one)
                continue
            led.append(one)
            files[one.span.file] = editing.set_text(files[one.span.file], one.path, target)
    for name in names:
        files[flow.file] = editing.remove(files[flow.file], ("steps", name))
    changed = {path: text for path, text in files.items() if flow.files[path] != text}
    return Gone(changed, targets, led, left)


def _next_after(flow: FlowText, name: str, gone: Collection[str]) -> str:
    """The first step after this one that stays: straight on, or the first way that there is."""
    seen: set[str] = set()
    here = name
    while here in gone and here not in seen:
        seen.add(here)
        ways = [edge for edge in edges_of(flow.step(here)) if edge.target in flow.steps]
        straight = [edge for edge in ways if edge.kind == "next"] or ways
        here = straight[0].target if straight else ""
    if here and here not in gone:
        return here
    staying = {step: held for step, held in flow.steps.items() if step not in gone}
    return way_out(staying) or next(iter(staying))
