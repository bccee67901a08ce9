"""Owns the form of an escalation rule: when a person takes over, and which one.

Common conditions are built from menus: measures compared with numbers, joined by one word. Any other condition stays
as it is written, in a field of its own.
"""

from __future__ import annotations

import re

from msgspec import Struct

from designer.forms.edits import Edit, Insert, Put
from designer.forms.fields import Entered, scalar_edits
from designer.forms.sheet import Problem, Sheet
from designer.words import t
from dsl import editing

FILE = "escalation.yaml"
MEASURES = ("anger", "worry", "satisfaction", "stumbles", "turns_without_progress", "misunderstood", "turns")
COMPARISONS = (">=", ">", "<=", "<", "==")
JOINERS = ("and", "or")
TEXTS = ("skill", "reason", "say")

_PART = re.compile(rf"\s*({'|'.join(MEASURES)})\s*(>=|<=|==|>|<)\s*(\d+(?:\.\d+)?)\s*")
_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|[<>=!]=|[<>]|[()]|[^\s()<>=!]+")


class Comparison(Struct, frozen=True):
    measure: str
    comparison: str
    value: str


class Built(Struct, frozen=True):
    """A condition as the menus show it."""

    joiner: str
    parts: list[Comparison]


class RuleForm(Struct, frozen=True, kw_only=True):
    number: int
    line: int
    when: str
    built: Built | None  # None: the menus can't show this condition
    when_problems: list[Problem]
    texts: dict[str, str]
    text_problems: dict[str, list[Problem]]
    priority: str
    unavailable: str
    unavailable_problems: list[Problem]
    problems: list[Problem]


def read_all(sheet: Sheet) -> list[RuleForm]:
    return [read(sheet, number) for number in range(sheet.length())]


def read(sheet: Sheet, number: int) -> RuleForm:
    when = sheet.text((number, "when"))
    return RuleForm(
        number=number,
        line=sheet.line((number,)),
        when=when,
        built=build(when),
        when_problems=sheet.problems((number, "when")),
        texts={key: sheet.text((number, "hand_off", key)) for key in TEXTS},
        text_problems={key: sheet.problems((number, "hand_off", key)) for key in TEXTS},
        priority=sheet.text((number, "hand_off", "priority")) or "normal",
        unavailable=sheet.text((number, "unavailable")),
        unavailable_problems=sheet.problems((number, "unavailable")),
        problems=sheet.problems((number,)),
    )


def refill(form: RuleForm, entered: Entered) -> RuleForm:
    when = condition(entered)
    return RuleForm(
        number=form.number,
        line=form.line,
        when=when,
        built=build(when),
        when_problems=[],
        texts={key: entered.text(key) for key in TEXTS},
        text_problems={key: [] for key in TEXTS},
        priority=entered.text("priority"),
        unavailable=entered.text("unavailable"),
        unavailable_problems=[],
        problems=[],
    )


def edits(sheet: Sheet, number: int, entered: Entered) -> list[Edit]:
    changed: list[Edit] = []
    when = condition(entered)
    if when != _one_line(sheet.text((number, "when"))):
        changed.append(Put((number, "when"), when))
    for key in TEXTS:
        changed += scalar_edits(sheet, (number, "hand_off", key), entered.text(key))
    priority = "high" if entered.text("priority") == "high" else "normal"
    changed += scalar_edits(sheet, (number, "hand_off", "priority"), priority, "normal")
    changed += scalar_edits(sheet, (number, "unavailable"), entered.text("unavailable"))
    return changed


def new(sheet: Sheet, skill: str) -> list[Edit]:
    """A rule at the end of the list: the third stumble, to these people."""
    rule: editing.Data = {"when": "stumbles >= 3", "hand_off": {"skill": skill}}
    return [Insert((), sheet.length(), rule)] if sheet.length() else [Put((), [rule])]


def condition(entered: Entered) -> str:
    """The condition that was entered: as it was written, else as the menus say."""
    if entered.text("mode") == "written":
        return _one_line(entered.text("when"))
    rows = zip(entered.all("measure"), entered.all("comparison"), entered.all("value"), strict=False)
    parts = [f"{m} {c} {v}" for m, c, v in rows if m in MEASURES and c in COMPARISONS and v]
    joiner = entered.text("joiner") if entered.text("joiner") in JOINERS else JOINERS[0]
    return f" {joiner} ".join(parts)


def build(when: str) -> Built | None:
    """The condition as rows of the menus, where it is nothing more."""
    for joiner in JOINERS:
        found = [_PART.fullmatch(part) for part in re.split(rf"\b{joiner}\b", when)]
        if all(found):
            return Built(joiner, [Comparison(part[1], part[2], part[3]) for part in found if part])
    return None


def in_words(when: str) -> str:
    """The condition as a sentence in the operator's words; what it does not know stays as it is written."""
    return " ".join(_word(token) for token in _TOKEN.findall(when)).replace("( ", "(").replace(" )", ")")


def _word(token: str) -> str:
    if token in MEASURES:
        return t(f"escalation.measure_{token}")
    if token in COMPARISONS:
        return t(f"escalation.comparison_{COMPARISONS.index(token)}")
    return t(f"escalation.joiner_{token}") if token in JOINERS else token


def _one_line(text: str) -> str:
    return " ".join(text.split())
