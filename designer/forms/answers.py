"""Owns the form of a knowledge answer: its questions, what the line says to it or who does, its source, how long it holds."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from designer.forms.edits import Edit, Put, Remove
from designer.forms.fields import Entered, scalar_edits
from designer.forms.lists import line_edits
from designer.forms.sheet import LineItem, Problem, Sheet

FILE = "answers.yaml"
ORDER = ("title", "questions", "say", "human_only", "unavailable", "source", "valid_from", "valid_until")
"""Of the keys, where a new one is written."""
TEXTS = ("title", "say", "source", "valid_from", "valid_until")
PEOPLE = ("skill", "reason")  # who answers, where only people do


class AnswerForm(Struct, frozen=True, kw_only=True):
    name: str
    line: int
    questions: list[LineItem]
    questions_problems: list[Problem]
    texts: dict[str, str]
    text_problems: dict[str, list[Problem]]
    people: dict[str, str]
    people_problems: list[Problem]
    problems: list[Problem]

    @property
    def expired(self) -> bool:
        until = self.texts["valid_until"]
        return bool(until) and until < date.today().isoformat()


def read(sheet: Sheet, name: str) -> AnswerForm:
    return AnswerForm(
        name=name,
        line=sheet.line((name,)),
        questions=sheet.line_items((name, "questions")),
        questions_problems=sheet.problems((name, "questions")),
        texts={key: sheet.text((name, key)) for key in TEXTS},
        text_problems={key: sheet.problems((name, key)) for key in TEXTS},
        people={key: sheet.text((name, "human_only", key)) for key in PEOPLE},
        people_problems=sheet.problems((name, "human_only")),
        problems=sheet.problems((name,)),
    )


def refill(form: AnswerForm, entered: Entered) -> AnswerForm:
    return AnswerForm(
        name=form.name,
        line=form.line,
        questions=[LineItem(text, []) for text in entered.texts("questions")],
        questions_problems=[],
        texts={key: entered.text(key) for key in TEXTS},
        text_problems={key: [] for key in TEXTS},
        people={key: entered.text(key) for key in PEOPLE},
        people_problems=[],
        problems=[],
    )


def edits(sheet: Sheet, name: str, entered: Entered) -> list[Edit]:
    changed = line_edits(sheet, (name, "questions"), entered.texts("questions"), ORDER)
    for key in TEXTS:
        changed += scalar_edits(sheet, (name, key), entered.text(key), order=ORDER)
    return changed + _people_edits(sheet, name, entered)


def _people_edits(sheet: Sheet, name: str, entered: Entered) -> list[Edit]:
    """Without a skill nobody else answers: what stood there goes, with where such calls went on."""
    if entered.text("skill"):
        return [
            edit for key in PEOPLE for edit in scalar_edits(sheet, (name, "human_only", key), entered.text(key), order=PEOPLE)
        ]
    return [Remove((name, key)) for key in ("human_only", "unavailable") if sheet.has((name, key))]


def new(name: str, entered: Entered) -> list[Edit]:
    title = entered.text("title") or name
    return [
        Put(
            (name,),
            {"title": title, "questions": [*(entered.texts("questions") or [title])], "say": entered.text("say") or title},
        )
    ]
