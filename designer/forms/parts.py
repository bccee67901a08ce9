"""Owns the form of a sub-flow: what it is called, and at which of its steps it begins. Each has a file of its own."""

from __future__ import annotations

from designer.forms.form import Beside, Form
from designer.forms.inputs import Pick, Text

FOLDER = "subflows"


def file_of(name: str) -> str:
    return f"{FOLDER}/{name}.yaml"


def form_of(name: str) -> Form:
    return Form(
        place="parts",
        file=file_of(name),
        order=("subflow", "title", "start", "steps"),
        parts=(Beside((Text(key="title", word="name"), Pick(key="start", source="steps"))),),
    )
