"""Owns the changes that are made on a canvas: each is a small record, carried out as edits of the package's text.

Everything else in the text stays as it was written. `change(…)` gives the files that differ; nothing is saved here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from msgspec import Struct

from designer.canvas import several
from designer.canvas.flow_text import TOPIC, FlowText, flow_text
from designer.canvas.leaving import delete_steps
from designer.canvas.new_steps import first_value, free_name
from designer.canvas.ways import lead, unlead
from designer.forms.conditions import meant
from designer.forms.edits import apply
from designer.forms.menu_rows import Row, write
from designer.forms.subjects import subjects_of
from designer.refusal import Refused
from designer.words import Later, told
from dsl import editing, model
from dsl.compiler import Checked
from dsl.defaults import way_out
from dsl.edges import edges_of
from dsl.editing.renaming import Renaming, rename
from dsl.naming import acceptable
from dsl.resolver.definitions import RESERVED


class Add(Struct, frozen=True, tag="add", tag_field="change"):
    """A new step of `kind`, on a way on from `step`; without a step it stands by itself, at the end."""

    kind: str
    step: str = ""
    way: str = ""
    label: str = ""


class Connect(Struct, frozen=True, tag="connect", tag_field="change"):
    """A way on from `step` leads to `to` from now on. A way that is not there is made; a new branch needs its condition, from
    menus (`case`) or as it is written (`when`)."""

    step: str
    way: str
    to: str
    label: str = ""
    when: str = ""
    case: tuple[Row, ...] = ()


class Disconnect(Struct, frozen=True, tag="disconnect", tag_field="change"):
    """A way on that a step need not have is gone."""

    step: str
    way: str
    label: str = ""


class Rename(Struct, frozen=True, tag="rename", tag_field="change"):
    step: str
    new: str


class Delete(Struct, frozen=True, tag="delete", tag_field="change"):
    """The steps are gone, and what led to them leads to `onward`; when empty, to where each of them went on."""

    steps: tuple[str, ...]
    onward: str = ""


class Reorder(Struct, frozen=True, tag="reorder", tag_field="change"):
    """The step stands at place `to` of the file's steps, counted from 0."""

    step: str
    to: int


class Copy(Struct, frozen=True, tag="copy", tag_field="change"):
    """Each of the steps stands there once more; the copies lead to each other where the steps do, and elsewhere as they do."""

    steps: tuple[str, ...]


class LeadAll(Struct, frozen=True, tag="lead_all", tag_field="change"):
    """Each of the steps that goes on to one other goes on to `to` from now on."""

    steps: tuple[str, ...]
    to: str


Change: TypeAlias = Add | Connect | Disconnect | Rename | Delete | Reorder | Copy | LeadAll


class Made(Struct, frozen=True):
    """The files that a change wrote anew, what it was in words, and the step to look at afterwards."""

    files: dict[str, str]
    what: str
    step: str = ""


def change(files: Mapping[str, str], checked: Checked, subflow: str, wanted: Change, *, taken: Collection[str] = ()) -> Made:
    """Carries a change out. `taken`: names that others gave to steps since. Raises `Refused` where it cannot be done."""
    flow = flow_text(files, checked, subflow)
    try:
        match wanted:
            case Add():
                return _add(flow, wanted, taken)
            case Copy():
                return _copy(flow, wanted, taken)
        return _make(flow, wanted)
    except editing.EditError as error:
        raise Refused("editor.cannot_edit", 422) from error


def _make(flow: FlowText, wanted: Connect | Disconnect | Rename | Delete | Reorder | LeadAll) -> Made:
    match wanted:
        case LeadAll():
            return _lead_all(flow, wanted)
        case Connect():
            return _connect(flow, wanted)
        case Disconnect():
            return _disconnect(flow, wanted)
        case Rename():
            return _rename(flow, wanted)
        case Delete():
            return _delete(flow, wanted)
        case Reorder():
            return _reorder(flow, wanted)


def _add(flow: FlowText, wanted: Add, taken: Collection[str]) -> Made:
    name = free_name(wanted.kind, {*flow.steps, *taken})
    onward = _target(flow, wanted) if wanted.step else way_out(flow.steps) or next(iter(flow.steps), name)
    value = first_value(wanted.kind, flow.package, flow.subflow, onward)
    what = told("canvas.what_added", kind=Later(f"graph.kind_{wanted.kind}"))
    if not wanted.step:
        return Made({flow.file: editing.insert_entry(flow.text, ("steps",), name, value)}, what, name)
    names = list(flow.steps)
    before = names.index(onward) if wanted.step.startswith(TOPIC) and onward in names else names.index(wanted.step) + 1
    text = editing.insert_entry(flow.text, ("steps",), name, value)
    text = editing.move_item(text, ("steps", name), before)
    return Made({flow.file: apply(text, lead(flow, wanted.step, wanted.way, wanted.label, name))}, what, name)


def _target(flow: FlowText, wanted: Add) -> str:
    """Where a way leads now; for one that is not there, where calls go that nobody can help."""
    if wanted.step.startswith(TOPIC):
        return flow.package.flow.topics.get(wanted.label, "")
    found = [edge.target for edge in edges_of(flow.step(wanted.step)) if (edge.kind, edge.label) == (wanted.way, wanted.label)]
    usual = getattr(flow.package.flow.defaults, wanted.way, None) if wanted.way in ("no_input", "no_match") else None
    if not found and isinstance(usual, model.Reprompts) and usual.go in flow.steps:
        return usual.go
    return found[0] if found and found[0] in flow.steps else way_out(flow.steps) or wanted.step


def _connect(flow: FlowText, wanted: Connect) -> Made:
    if not flow.is_written(wanted.to):
        raise Refused("editor.gone", 404)
    when = wanted.when.strip() or write(meant(wanted.case), subjects_of(flow.package), flow.package.flow.language)
    edits = lead(flow, wanted.step, wanted.way, wanted.label, wanted.to, when)
    what = told("canvas.what_connected", step=wanted.step.removeprefix(TOPIC), to=wanted.to)
    return Made({flow.file: apply(flow.text, edits)}, what, wanted.step)


def _disconnect(flow: FlowText, wanted: Disconnect) -> Made:
    text = apply(flow.text, unlead(flow, wanted.step, wanted.way, wanted.label))
    return Made({flow.file: text}, told("canvas.what_disconnected", step=wanted.step.removeprefix(TOPIC)), wanted.step)


def _rename(flow: FlowText, wanted: Rename) -> Made:
    flow.step(wanted.step)
    new = wanted.new.strip()
    if not acceptable(new, "step") or new in RESERVED["step"] or new in model.STEP_KINDS:
        raise Refused("canvas.bad_name", name=new[:60])
    if new != wanted.step and new in flow.steps:
        raise Refused("canvas.name_taken", 409, name=new)
    files = rename(flow.files, Renaming("step", wanted.step, new, flow.file))
    changed = {path: text for path, text in files.items() if flow.files.get(path) != text}
    return Made(changed, told("canvas.what_renamed", step=wanted.step, new=new), new)


def _delete(flow: FlowText, wanted: Delete) -> Made:
    for name in wanted.steps:
        flow.step(name)
    if len(set(wanted.steps)) >= len(flow.steps):
        raise Refused("canvas.nothing_would_be_left")
    gone = delete_steps(flow, wanted.steps, wanted.onward)
    return Made(gone.files, told("canvas.what_deleted", steps=list(wanted.steps)), next(iter(gone.onward.values()), ""))


def _copy(flow: FlowText, wanted: Copy, taken: Collection[str]) -> Made:
    if not wanted.steps:
        raise Refused("editor.gone", 404)
    text, copies = several.copied(flow, wanted.steps, taken)
    what = told("canvas.what_copied", steps=list(wanted.steps))
    return Made({flow.file: text}, what, copies[wanted.steps[0]])


def _lead_all(flow: FlowText, wanted: LeadAll) -> Made:
    if not flow.is_written(wanted.to):
        raise Refused("editor.gone", 404)
    text = apply(flow.text, several.all_led(flow, wanted.steps, wanted.to))
    what = told("canvas.what_connected", step=list(wanted.steps), to=wanted.to)
    return Made({flow.file: text}, what)


def _reorder(flow: FlowText, wanted: Reorder) -> Made:
    flow.step(wanted.step)
    to = max(0, min(wanted.to, len(flow.steps) - 1))
    text = editing.move_item(flow.text, ("steps", wanted.step), to)
    return Made({flow.file: text}, told("canvas.what_moved", step=wanted.step), wanted.step)
