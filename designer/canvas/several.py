"""Owns what is done with several steps at once: copies that lead to each other as the steps do, one step that all go on to."""

from __future__ import annotations

from collections.abc import Collection

from designer.canvas.flow_text import FlowText
from designer.canvas.ways import lead
from designer.forms.edits import Edit
from designer.refusal import Refused
from dsl import editing
from dsl.edges import edges_of


def copied(flow: FlowText, names: Collection[str], taken: Collection[str]) -> tuple[str, dict[str, str]]:
    """The text with a copy of each step behind the last of them, and what each copy is called."""
    steps = {name: flow.step(name) for name in flow.steps if name in names} | {name: flow.step(name) for name in names}
    copies: dict[str, str] = {}
    for name in steps:
        copies[name] = _free(name, {*flow.steps, *taken, *copies.values()})
    text, place = flow.text, max(list(flow.steps).index(name) for name in steps) + 1
    for number, (name, copy) in enumerate(copies.items()):
        text = editing.insert_entry(text, ("steps",), copy, editing.read_value(text, ("steps", name)))
        text = editing.move_item(text, ("steps", copy), place + number)
    for name, step in steps.items():
        for edge in edges_of(step):
            if edge.target in copies:
                text = editing.set_text(text, ("steps", copies[name], *edge.path), copies[edge.target])
    return text, copies


def all_led(flow: FlowText, names: Collection[str], to: str) -> list[Edit]:
    """The edits after which each of the steps goes on to `to`; those that go nowhere by themselves stay as they are."""
    straight = [name for name in names if name != to and any(edge.kind == "next" for edge in edges_of(flow.step(name)))]
    if not straight:
        raise Refused("canvas.none_goes_on")
    return [edit for name in straight for edit in lead(flow, name, "next", "", to)]


def _free(name: str, taken: Collection[str]) -> str:
    """`bye_2`, or the next number that is free."""
    bare, _, number = name.rpartition("_")
    stem = bare if bare and number.isdecimal() else name
    return next(made for count in range(2, len(taken) + 3) if (made := f"{stem}_{count}") not in taken)
