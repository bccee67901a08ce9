"""Owns the form of a slot: what is asked, what kind of value it is, how it is confirmed, and what is said when it fails."""

from __future__ import annotations

import re

from msgspec import Struct

from designer.forms.edits import Edit, Put
from designer.forms.fields import Entered, scalar_edits
from designer.forms.lists import line_edits
from designer.forms.sheet import LineItem, Problem, Sheet
from dsl.values import TYPES

FILE = "slots.yaml"
ORDER = (
    "title",
    "type",
    "grain",
    "secret",
    "by",
    "ask",
    "confirm",
    "no_input",
    "no_match",
    "tries",
    "valid",
    "invalid",
)  # of the keys, where a new one is written
TEXTS = ("title", "ask", "valid", "invalid")
CHOICES = {"grain": ("day", "month", "year"), "confirm": ("none", "implicit", "explicit"), "by": ("any", "keys", "voice")}
LISTS = ("no_match", "no_input")
TRIES = 3
WITH_ARGUMENT = ("digits", "code", "choice")  # kinds that say more in brackets
ASKED = tuple(name for name in TYPES if name not in ("flag", "count"))

_TYPE = re.compile(r"\s*([\w/]+)\s*(?:\((.*)\))?\s*", re.DOTALL)


class SlotForm(Struct, frozen=True, kw_only=True):
    name: str
    line: int
    kind: str
    argument: str
    type_problems: list[Problem]
    texts: dict[str, str]
    text_problems: dict[str, list[Problem]]
    choices: dict[str, str]
    choice_problems: dict[str, list[Problem]]
    secret: bool
    tries: str
    tries_problems: list[Problem]
    lists: dict[str, list[LineItem]]
    list_problems: dict[str, list[Problem]]
    problems: list[Problem]


def read(sheet: Sheet, name: str) -> SlotForm:
    kind, argument = split_type(sheet.text((name, "type")))
    return SlotForm(
        name=name,
        line=sheet.line((name,)),
        kind=kind,
        argument=argument,
        type_problems=sheet.problems((name, "type")),
        texts={key: sheet.text((name, key)) for key in TEXTS},
        text_problems={key: sheet.problems((name, key)) for key in TEXTS},
        choices={key: sheet.text((name, key)) or options[0] for key, options in CHOICES.items()},
        choice_problems={key: sheet.problems((name, key)) for key in CHOICES},
        secret=sheet.text((name, "secret")) == "true",
        tries=sheet.text((name, "tries")) or str(TRIES),
        tries_problems=sheet.problems((name, "tries")),
        lists={key: sheet.line_items((name, key)) for key in LISTS},
        list_problems={key: sheet.problems((name, key)) for key in LISTS},
        problems=sheet.problems((name,)),
    )


def refill(form: SlotForm, entered: Entered) -> SlotForm:
    return SlotForm(
        name=form.name,
        line=form.line,
        kind=entered.text("kind"),
        argument=entered.text("argument"),
        type_problems=[],
        texts={key: entered.text(key) for key in TEXTS},
        text_problems={key: [] for key in TEXTS},
        choices={key: entered.text(key) for key in CHOICES},
        choice_problems={key: [] for key in CHOICES},
        secret=entered.on("secret"),
        tries=entered.text("tries"),
        tries_problems=[],
        lists={key: [LineItem(text, []) for text in entered.texts(key)] for key in LISTS},
        list_problems={key: [] for key in LISTS},
        problems=[],
    )


def edits(sheet: Sheet, name: str, entered: Entered) -> list[Edit]:
    changed = scalar_edits(sheet, (name, "type"), join_type(entered.text("kind"), entered.text("argument")), order=ORDER)
    for key in TEXTS:
        changed += scalar_edits(sheet, (name, key), entered.text(key), order=ORDER)
    for key, options in CHOICES.items():
        chosen = entered.text(key)
        changed += scalar_edits(sheet, (name, key), chosen if chosen in options else options[0], options[0], ORDER)
    changed += scalar_edits(sheet, (name, "secret"), entered.on("secret"), False, ORDER)
    changed += scalar_edits(sheet, (name, "tries"), entered.number("tries") or TRIES, TRIES, ORDER)
    for key in LISTS:
        changed += line_edits(sheet, (name, key), entered.texts(key), ORDER)
    return changed


def new(name: str, entered: Entered) -> list[Edit]:
    title = entered.text("title") or name
    kind = join_type(entered.text("kind", "text"), entered.text("argument"))
    return [Put((name,), {"title": title, "type": kind, "ask": entered.text("ask") or title})]


def split_type(text: str) -> tuple[str, str]:
    found = _TYPE.fullmatch(text)
    return (found[1], found[2] or "") if found else (text, "")


def join_type(kind: str, argument: str) -> str:
    return f"{kind}({argument})" if argument and kind in WITH_ARGUMENT else kind
