"""Owns the form of a knowledge answer: its questions, what the line says to it or who does, its source, how long it holds."""

from __future__ import annotations

from datetime import date

from designer.forms.edits import Edit, Put
from designer.forms.fields import Entered
from designer.forms.form import Beside, Filled, Form
from designer.forms.inputs import Lines, Menu, Pick, Reply, Text, Which

FILE = "answers.yaml"
LINE, PEOPLE = ("who", ("say",)), ("who", ("human_only",))
"""For whom of the two a field means something."""
FORM = Form(
    place="answers",
    file=FILE,
    order=("title", "questions", "say", "human_only", "unavailable", "source", "valid_from", "valid_until"),
    parts=(
        Text(key="title", word="name"),
        Lines(key="questions"),
        Which(key="who", options=("say", "human_only")),
        Reply(key="say", rows=3, shown_for=LINE),
        Beside((
            Text(key="skill", at=("human_only", "skill"), suggest="skills", shown_for=PEOPLE),
            Pick(key="hours", at=("human_only", "hours"), source="calendars", shown_for=PEOPLE),
        )),
        Text(key="reason", at=("human_only", "reason"), shown_for=PEOPLE),
        Beside((
            Menu(key="priority", at=("human_only", "priority"), options=("normal", "high"), shown_for=PEOPLE),
            Pick(key="unavailable", source="main_steps", shown_for=PEOPLE),
        )),
        Reply(key="connecting", at=("human_only", "say"), shown_for=PEOPLE),
        Text(key="source"),
        Beside((Text(key="valid_from", type="date"), Text(key="valid_until", type="date"))),
    ),
)  # fmt: skip


def is_expired(form: Filled) -> bool:
    until = form.value("valid_until")
    return bool(until) and until < date.today().isoformat()


def new(name: str, entered: Entered) -> list[Edit]:
    title = entered.text("title") or name
    return [
        Put(
            (name,),
            {"title": title, "questions": [*(entered.texts("questions") or [title])], "say": entered.text("say") or title},
        )
    ]
