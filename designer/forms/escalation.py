"""Owns the form of an escalation rule: when a person takes over, and which one."""

from __future__ import annotations

from designer.forms.conditions import Condition
from designer.forms.edits import Edit, Insert, Put
from designer.forms.form import Beside, Filled, Form
from designer.forms.inputs import Menu, Pick, Reply, Text
from designer.forms.sheet import Sheet
from designer.words import t
from dsl import editing

FILE = "escalation.yaml"
FORM = Form(
    place="escalation",
    file=FILE,
    order=("when", "hand_off", "unavailable"),
    parts=(
        Condition(key="when"),
        Beside((
            Text(key="skill", at=("hand_off", "skill"), suggest="skills"),
            Menu(key="priority", at=("hand_off", "priority"), options=("normal", "high")),
        )),
        Text(key="reason", at=("hand_off", "reason")),
        Beside((
            Pick(key="hours", at=("hand_off", "hours"), source="calendars"),
            Pick(key="unavailable", source="steps"),
        )),
        Reply(key="say", at=("hand_off", "say")),
    ),
)  # fmt: skip


def new(sheet: Sheet, skill: str) -> list[Edit]:
    """A rule at the end of the list: the third stumble, to these people."""
    rule: editing.Data = {"when": "stumbles >= 3", "hand_off": {"skill": skill}}
    return [Insert((), sheet.length(), rule)] if sheet.length() else [Put((), [rule])]


def sentence(form: Filled) -> str:
    skill = form.value("skill") or "…"
    key = "escalation.said_first" if form.value("priority") == "high" else "escalation.said"
    return t(key, condition=form.value("when").sentence or "…", skill=skill)
