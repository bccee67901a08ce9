"""Owns leading a way on from a step somewhere else: the way that is written, or a new one that the step may have."""

from __future__ import annotations

from designer.canvas.flow_text import TOPIC, FlowText
from designer.forms.edits import Edit, Insert, Path, Put, Remove
from designer.refusal import Refused
from dsl import manners, model
from dsl.edges import OTHERWISE, STAYING, edges_of
from dsl.layout.order import of_step

KEY_ORDER = tuple(of_step())  # of a step's keys, where a new one is written
_MAY_GO = {"hear", "keys", "results", "no_input", "no_match", "answers", "choose"}


def lead(flow: FlowText, step: str, way: str, label: str, to: str, when: str = "") -> list[Edit]:
    """The edits that lead a way to the step `to`. `when` is the condition of a new branch."""
    if way == "topics":
        return [Put(_topic(flow, step), to)]
    if way == "entry":
        return [Put(("start",) if flow.subflow else ("entry", label), to)]
    path = _path(flow, step, way, label)
    if path is not None:
        return [Put(path, to, KEY_ORDER)]
    return _new_way(flow, step, way, label, to, when)


def unlead(flow: FlowText, step: str, way: str, label: str) -> list[Edit]:
    """The edits after which a way is gone."""
    if way == "topics":
        path = _topic(flow, step)
        return [Remove(path if len(flow.package.flow.topics) > 1 else path[:-1])]
    found = _path(flow, step, way, label)
    if found is None:
        raise Refused("editor.gone", 404)
    if way not in _MAY_GO or label == OTHERWISE:
        raise Refused("canvas.way_needed")
    return [Remove(_whole(flow.step(step), found, way))]


def _topic(flow: FlowText, step: str) -> Path:
    intent = step.removeprefix(TOPIC)
    if intent not in flow.package.flow.topics or flow.subflow:
        raise Refused("editor.gone", 404)
    return ("topics", intent)


def _path(flow: FlowText, step: str, way: str, label: str) -> Path | None:
    """Where the target of a way is written; None when the step has no such way."""
    for edge in edges_of(flow.step(step)):
        if (edge.kind, edge.label) == (way, label):
            return ("steps", step, *edge.path)
    return None


def _whole(step: model.Step, path: Path, way: str) -> Path:
    """What is taken away with a way: its entry, or what holds nothing else."""
    match way:
        case "hear" | "keys" | "results":
            held = getattr(step, way)
            return path if len(held) > 1 else path[:-1]
        case "choose":
            return path[:-1]
        case _:
            return path[:3]


def _new_way(flow: FlowText, name: str, way: str, label: str, to: str, when: str) -> list[Edit]:
    step, place = flow.step(name), ("steps", name)
    match way, step:
        case "hear", model.Ask() if label and step.hear != "topics":
            return [Put((*place, "hear", label), to)] if step.hear else [Put((*place, "hear"), {label: to}, KEY_ORDER)]
        case "keys", model.Ask() if len(label) == 1 and label in "0123456789*#":
            return [Put((*place, "keys", label), to)] if step.keys else [Put((*place, "keys"), {label: to}, KEY_ORDER)]
        case (("no_input" | "no_match"), model.Ask()):
            return [Put((*place, way), [*_usual_words(flow, way), {"go": to}], KEY_ORDER)]
        case "answers", model.Ask() if step.answers in STAYING:
            return [Put((*place, "answers"), to, KEY_ORDER)]
        case "choose", model.Choose() if when.strip():
            return [Insert((*place, "choose"), len(step.choose), {"when": " ".join(when.split()), "next": to})]
        case "results", (model.Fetch() | model.Call()) if label:
            has = bool(step.results)
            return [Put((*place, "results", label), to)] if has else [Put((*place, "results"), {label: to}, KEY_ORDER)]
    raise Refused("canvas.no_such_way")


def _usual_words(flow: FlowText, way: str) -> list[str]:
    """What the line says so far before it goes on: the flow's own words, else the built-in ones."""
    usual: model.Reprompts | None = getattr(flow.package.flow.defaults, way)
    if usual is not None:
        return list(usual.says)
    return [manners.words(flow.package.flow.language)["silent" if way == "no_input" else "not_understood"]]
