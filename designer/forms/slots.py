"""Owns the form of a slot: what is asked, what kind of value it is, how it is confirmed, and what is said when it fails."""

from __future__ import annotations

from designer.forms.conditions import Condition
from designer.forms.edits import Edit, Put
from designer.forms.fields import Entered
from designer.forms.form import Beside, Folded, Form
from designer.forms.inputs import Lines, Menu, Number, Reply, Switch, Text
from designer.forms.kinds import KindOfValue, join_type

FILE = "slots.yaml"
FORM = Form(
    place="slots",
    file=FILE,
    order=("title", "type", "grain", "secret", "by", "ask", "confirm", "no_input", "no_match", "tries", "valid", "invalid"),
    parts=(
        Text(key="title", word="name"),
        Beside((
            KindOfValue(key="type", word="kind"),
            Menu(key="grain", options=("day", "month", "year"), shown_for=("kind", ("date",))),
        )),
        Reply(key="ask"),
        Beside((
            Menu(key="confirm", options=("none", "implicit", "explicit")),
            Menu(key="by", options=("any", "keys", "voice")),
            Number(key="tries", usual=3),
        )),
        Switch(key="secret"),
        Folded("more", (Lines(key="no_input"), Lines(key="no_match"), Condition(key="valid"), Reply(key="invalid"))),
    ),
)  # fmt: skip


def new(name: str, entered: Entered) -> list[Edit]:
    title = entered.text("title") or name
    kind = join_type(entered.text("kind", "text"), entered.text("argument"))
    return [Put((name,), {"title": title, "type": kind, "ask": entered.text("ask") or title})]
