"""Owns what a condition may ask for: each with its words, how it compares, and its values where it has only a few."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from designer import words
from dsl.condition import tree
from dsl.model import MOODS, Package
from dsl.notation import NotationError
from dsl.resolver.vocabulary import OF_THE_CALL
from dsl.values import ValueType, parse_type

ORDERED: tuple[tree.Sign, ...] = (">=", ">", "<=", "<", "==", "!=")
SAME = ("==", "!=")
KNOWN = ("known", "unknown")
TRUTH = ("holds", "fails")
HOURS = ("open", "closed")
OPEN_THEN = ("open_then", "closed_then")
ABOUT = ("about", "about_not")
ONE_OF = ("one_of", "one_of_not")
LIKE = ("like", "like_not")
COMPARISONS = (*ORDERED, *ABOUT, *ONE_OF, *LIKE, *TRUTH, *HOURS, *OPEN_THEN, *KNOWN)
_KINDS = {"number": "number", "ordinal": "number", "count": "number", "money": "money", "duration": "duration", "date": "date",
          "time": "time", "flag": "truth", "yes/no": "truth", "choice": "choice"}  # fmt: skip
_COMPARISONS: dict[str, tuple[str, ...]] = {
    "number": (*ORDERED, *ABOUT, *ONE_OF), "money": (*ORDERED, *ABOUT, *ONE_OF), "duration": (*ORDERED, *ABOUT),
    "date": ORDERED, "time": ORDERED, "text": (*SAME, *ONE_OF, *LIKE), "choice": (*SAME, *ONE_OF), "truth": TRUTH,
    "hours": (*HOURS, *OPEN_THEN),
}  # fmt: skip
_EXAMPLES = {"number": "3", "money": "100 CNY", "duration": "30 s", "date": "2026-11-28", "time": "18:30"}


class Subject(Struct, frozen=True, kw_only=True):
    """Something that a condition may ask for. `values`: what it can be and what that is called, where it is one of a few."""

    name: str
    words: str
    group: str
    kind: str
    type: ValueType
    values: tuple[tuple[str, str], ...] = ()

    @property
    def example(self) -> str:
        """How a value is written; nothing for a text."""
        return "0.7" if self.name in MOODS else _EXAMPLES.get(self.kind, "")

    @property
    def comparisons(self) -> tuple[str, ...]:
        own = _COMPARISONS[self.kind]
        return own if self.group in ("call", "hours") or self.name.startswith("age(") else (*own, *KNOWN)


def subjects_of(package: Package | None) -> dict[str, Subject]:
    """By the name that a condition has for it; for a calendar that is `open(name)`, for the years since a day `age(name)`."""
    intents = tuple((name, one.title or name) for name, one in package.intents.items()) if package is not None else ()
    values = {"intent": intents}
    found = [
        Subject(name=name, words=_word(name), group="call", kind=_kind(type_), type=type_, values=values.get(name, ()))
        for name, type_ in OF_THE_CALL.items()
    ]
    if package is not None:
        found += _of_package(package)
    return {subject.name: subject for subject in found}


def _of_package(package: Package) -> Iterator[Subject]:
    for name, slot in package.slots.items():
        yield from _subject(package, name, slot.title or name, "slots", slot.type)
    for lookup, data in package.data.items():
        for field, type_ in data.gives.items():
            yield from _subject(package, f"{lookup}.{field}", f"{lookup}.{field}", "data", type_)
    for name, value in package.flow.values.items():
        part = package.subflows.get(value.flag or "")
        type_ = "flag" if value.flag is not None else "count" if value.count is not None else value.type or "text"
        yield from _subject(package, name, (part.title if part else "") or name, "values", type_)
    for name, calendar in package.calendars.items():
        yield Subject(name=f"open({name})", words=calendar.title or name, group="hours", kind="hours", type=ValueType("flag"))


def _subject(package: Package, name: str, title: str, group: str, type_: str) -> Iterator[Subject]:
    try:
        read = parse_type(type_)
    except NotationError:
        return
    values = package.words.lists.get(read.argument, {}) if read.name == "choice" else ()
    named = tuple((value, value) for value in values)
    yield Subject(name=name, words=title, group=group, kind=_kind(read), type=read, values=named)
    if read.name == "date":
        years = words.t("conditions.age_of", name=title)
        yield Subject(name=f"age({name})", words=years, group=group, kind="number", type=ValueType("number"))


def _word(name: str) -> str:
    return words.t(f"conditions.{name.replace('.', '_')}")


def _kind(type_: ValueType) -> str:
    return _KINDS.get(type_.name, "text")
