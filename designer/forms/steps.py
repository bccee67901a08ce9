"""Owns the forms of steps, one for each kind: what it says or does, and where it leads."""

from __future__ import annotations

import msgspec

from designer.forms.branches import Branches, Otherwise
from designer.forms.form import Beside, Folded, Form
from designer.forms.form import Part as FormPart
from designer.forms.inputs import Menu, Names, Pick, Reply, Seconds, Text
from designer.forms.rows import Column, Rows
from designer.forms.sheet import Path, Sheet
from designer.forms.step_fields import Beneath, HeardHere, Hears, Leave, PickBeneath, PickColumn, Reprompts, Usually
from dsl.layout.order import of_step
from dsl.model import STEP_KINDS

NEXT = Pick(key="next", source="steps")
FAILED = Pick(key="failed", source="steps")
NEEDS = Pick(key="needs", source="flags")
TO_STEP = PickColumn("step", source="steps")
THESE = ("hears", ("these",))
BARGE_IN = Menu(key="barge_in", options=("allowed", "never"))

PARTS: dict[str, tuple[FormPart, ...]] = {
    "say": (
        Reply(key="say", rows=3),
        BARGE_IN,
        NEXT,
        Folded("machine", (
            Leave(key="leave", at=("machine", "leave")),
            Beneath(key="machine_disposition", at=("machine", "disposition"), needs="leave", suggest="dispositions"),
        )),
    ),
    "ask": (
        Reply(key="ask", rows=3),
        Hears(key="hears", at=("hear",), options=("topics", "these")),
        HeardHere(key="hear", control="hears", shown_for=THESE, left=PickColumn("intent", source="heard"), right=TO_STEP),
        Rows(key="keys", left=PickColumn("key", source="keys"), right=TO_STEP),
        Usually(key="answers", source="after_answers", usual="stay"),
        Reprompts(key="no_match"),
        Reprompts(key="no_input"),
        Folded("more", (Beside((Seconds(key="no_input_after", usual=""), BARGE_IN)),)),
    ),
    "collect": (Names(key="collect", source="slots"), NEEDS, NEXT, FAILED),
    "choose": (Branches(key="choose"), Otherwise(key="otherwise", source="steps")),
    "set": (Rows(key="set", left=PickColumn("value", source="settable"), right=Column("change", suggest="changes")), NEXT),
    "fetch": (
        Pick(key="fetch", source="lookups"),
        Rows(key="with", left=Column("parameter", suggest="parameters"), right=Column("expression", suggest="readable")),
        NEXT,
        Pick(key="failed", word="failed_fetch", source="steps"),
        Rows(key="results", left=Column("outcome", suggest="data_outcomes"), right=TO_STEP),
        NEEDS,
    ),
    "answer": (Pick(key="answer", source="answers"), NEXT),
    "call": (
        Pick(key="call", source="parts"),
        Rows(key="results", left=Column("outcome", suggest="part_outcomes"), right=TO_STEP),
        NEEDS,
        PickBeneath(key="failed", needs="needs", word="failed_needs", source="steps"),
    ),
    "send": (
        Reply(key="text", at=("send", "text"), rows=3),
        Beside((Pick(key="by", at=("send", "by"), source="connectors"), Text(key="to", at=("send", "to"), suggest="readable"))),
        NEXT,
        Pick(key="failed", word="failed_send", source="steps"),
    ),
    "call_back": (
        Text(key="note", at=("call_back", "note")),
        Text(key="skill", at=("call_back", "skill"), suggest="skills"),
        Names(key="at", at=("call_back", "at"), source="spoken"),
        NEXT,
    ),
    "hand_off": (
        Text(key="skill", at=("hand_off", "skill"), suggest="skills"),
        Text(key="reason", at=("hand_off", "reason")),
        Menu(key="priority", at=("hand_off", "priority"), options=("normal", "high")),
        Reply(key="connecting", at=("hand_off", "say")),
        Pick(key="hours", at=("hand_off", "hours"), source="calendars"),
        Pick(key="unavailable", source="steps"),
    ),
    "hang_up": (Reply(key="hang_up", rows=3), Text(key="disposition", suggest="dispositions")),
    "switch": (Pick(key="switch", source="languages"), NEXT),
    "record": (Menu(key="record", options=("on", "off", "never")), NEXT),
    "return": (Text(key="return", suggest="outcomes"),),
}  # fmt: skip

_FORMS = {
    kind: Form(place="steps", file="flow.yaml", order=tuple(of_step()), parts=PARTS[kind]) for kind in STEP_KINDS
}  # fmt: skip


def kind_at(sheet: Sheet, item: Path) -> str:
    """The kind of the step that is written at a place; empty where none can be told."""
    return next((key for key in sheet.names(item) if key in STEP_KINDS), "")


def form_of(kind: str, file: str) -> Form:
    return msgspec.structs.replace(_FORMS[kind], file=file)
