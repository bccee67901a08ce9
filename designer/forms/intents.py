"""Owns the form of an intent: what callers want, how they say it, and what only sounds alike."""

from __future__ import annotations

from msgspec import Struct

from designer.forms.edits import Edit, Put
from designer.forms.fields import Entered, scalar_edits
from designer.forms.lists import line_edits
from designer.forms.sheet import LineItem, Problem, Sheet

FILE = "intents.yaml"
ORDER = ("title", "phrases", "not")  # of the keys, where a new one is written


class IntentForm(Struct, frozen=True, kw_only=True):
    name: str
    line: int
    title: str
    title_problems: list[Problem]
    phrases: list[LineItem]
    phrases_problems: list[Problem]
    not_phrases: list[LineItem]
    not_problems: list[Problem]
    problems: list[Problem]


def read(sheet: Sheet, name: str) -> IntentForm:
    return IntentForm(
        name=name,
        line=sheet.line((name,)),
        title=sheet.text((name, "title")),
        title_problems=sheet.problems((name, "title")),
        phrases=sheet.line_items((name, "phrases")),
        phrases_problems=sheet.problems((name, "phrases")),
        not_phrases=sheet.line_items((name, "not")),
        not_problems=sheet.problems((name, "not")),
        problems=sheet.problems((name,)),
    )


def refill(form: IntentForm, entered: Entered) -> IntentForm:
    """The form with what a person entered, when it could not be saved."""
    return IntentForm(
        name=form.name,
        line=form.line,
        title=entered.text("title"),
        title_problems=[],
        phrases=[LineItem(text, []) for text in entered.texts("phrases")],
        phrases_problems=[],
        not_phrases=[LineItem(text, []) for text in entered.texts("not")],
        not_problems=[],
        problems=[],
    )


def edits(sheet: Sheet, name: str, entered: Entered) -> list[Edit]:
    return [
        *scalar_edits(sheet, (name, "title"), entered.text("title"), order=ORDER),
        *line_edits(sheet, (name, "phrases"), entered.texts("phrases"), ORDER),
        *line_edits(sheet, (name, "not"), entered.texts("not"), ORDER),
    ]


def new(name: str, entered: Entered) -> list[Edit]:
    title, first = entered.text("title"), entered.texts("phrases")
    return [Put((name,), {"title": title or name, "phrases": [*(first or [title or name])]})]
