"""Owns the form of an intent: what callers want, how they say it, and what only sounds alike."""

from __future__ import annotations

from designer.forms.edits import Edit, Put
from designer.forms.fields import Entered
from designer.forms.form import Form
from designer.forms.inputs import Lines, Text

FILE = "intents.yaml"
FORM = Form(
    place="intents",
    file=FILE,
    order=("title", "phrases", "not"),
    parts=(Text(key="title", word="name"), Lines(key="phrases", marks=True), Lines(key="not")),
)


def new(name: str, entered: Entered) -> list[Edit]:
    title, first = entered.text("title"), entered.texts("phrases")
    return [Put((name,), {"title": title or name, "phrases": [*(first or [title or name])]})]
