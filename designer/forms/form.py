"""Owns what the form of a construct is: its fields in the order in which they are shown, each at home at one place of the text.

A construct declares its form once (`intents.py`, `lookups.py`, …). Pages save any form alike and templates show any form
alike, each field by the macro of its sort; what a field is called and what help stands beside it are words of the construct's
page (`key`, `key_hint`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, TypeAlias

from msgspec import Struct

from designer.forms.edits import Edit, Remove
from designer.forms.fields import Entered
from designer.forms.sheet import Path, Problem, Sheet


class Field(Struct, frozen=True, kw_only=True):
    """One field. `word`: what it is called, when that is not its key. `at`: where it stands in its item, likewise. `shown_for`:
    a control of the same form and the values of it for which this field means something; for any other its place is cleared."""

    sort: ClassVar[str]
    key: str
    word: str = ""
    at: Path | None = None
    shown_for: tuple[str, tuple[str, ...]] = ("", ())

    def path(self, item: Path) -> Path:
        return (*item, *((self.key,) if self.at is None else self.at))

    def read(self, sheet: Sheet, item: Path) -> Any:
        """What the field shows of the text."""
        raise NotImplementedError

    def entered(self, entered: Entered) -> Any:
        """The same, of what a person entered and could not save."""
        raise NotImplementedError

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        raise NotImplementedError

    def problems(self, sheet: Sheet, item: Path) -> list[Problem]:
        return sheet.problems(self.path(item))

    def means_something(self, entered: Entered) -> bool:
        control, values = self.shown_for
        return not entered.all(control) or entered.text(control) in values


class Beside(Struct, frozen=True):
    """Fields that stand beside each other."""

    sort: ClassVar[str] = "beside"
    fields: tuple[Field, ...]


class Folded(Struct, frozen=True):
    """What few need: folded away under a word, and open where there is something in it."""

    sort: ClassVar[str] = "folded"
    word: str
    parts: tuple[Field | Beside, ...]


Part: TypeAlias = Field | Beside | Folded


class Cell(Struct, frozen=True):
    """A field as it is shown."""

    field: Field
    value: Any
    problems: list[Problem] = []


class Filled(Struct, frozen=True, kw_only=True):
    """A form with what stands in it."""

    form: Form
    item: Path
    line: int
    cells: dict[str, Cell]
    problems: list[Problem] = []

    @property
    def name(self) -> str:
        return str(self.item[-1]) if self.item else ""

    def is_open(self, folded: Folded) -> bool:
        return any(cell.problems or cell.value not in ("", [], None, False) for cell in map(self._cell, _fields(folded.parts)))

    def value(self, key: str) -> Any:
        return self.cells[key].value

    def _cell(self, field: Field) -> Cell:
        return self.cells[field.key]


class Form(Struct, frozen=True, kw_only=True):
    """`order`: of the keys, where a new one is written."""

    place: str
    file: str
    parts: tuple[Part, ...]
    order: tuple[str, ...] = ()

    @property
    def fields(self) -> list[Field]:
        return list(_fields(self.parts))

    def read(self, sheet: Sheet, item: Path) -> Filled:
        # A problem is shown once, at the first place that asks for it: fields first, then the whole.
        cells = {field.key: Cell(field, field.read(sheet, item), field.problems(sheet, item)) for field in self.fields}
        return Filled(form=self, item=item, line=sheet.line(item), cells=cells, problems=sheet.problems(item) if item else [])

    def refill(self, filled: Filled, entered: Entered) -> Filled:
        """The form with what a person entered, when it could not be saved."""
        cells = {field.key: Cell(field, field.entered(entered)) for field in self.fields}
        return Filled(form=self, item=filled.item, line=filled.line, cells=cells)

    def edits(self, sheet: Sheet, item: Path, entered: Entered) -> list[Edit]:
        found: list[Edit] = []
        for field in self.fields:
            path = field.path(item)
            if field.means_something(entered):
                found += field.edits(sheet, item, entered, self.order)
            elif sheet.has(path) and not any(isinstance(edit, Remove) and path[: len(edit.path)] == edit.path for edit in found):
                found.append(Remove(path))
        return found


def _fields(parts: tuple[Part, ...]) -> Iterator[Field]:
    for part in parts:
        match part:
            case Beside(fields=fields):
                yield from fields
            case Folded(parts=inner):
                yield from _fields(inner)
            case Field():
                yield part
