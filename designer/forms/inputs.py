"""Owns the sorts of fields that hold one value or a list of texts; those of rows stand in `rows.py`."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar

from designer.forms.edits import Edit, Put, Remove
from designer.forms.fields import Entered, scalar_edits
from designer.forms.form import Field
from designer.forms.lists import line_edits
from designer.forms.sheet import LineItem, Path, Problem, Sheet
from dsl.notation import NotationError
from dsl.source import Scalar
from dsl.values import parse_duration


class Text(Field, frozen=True, kw_only=True):
    """One line. `type` is that of the control; `suggest`: names of the package that it offers."""

    sort: ClassVar[str] = "text"
    type: str = "text"
    suggest: str = ""
    required: bool = False

    def read(self, sheet: Sheet, item: Path) -> Any:
        return sheet.text(self.path(item))

    def entered(self, entered: Entered) -> Any:
        return entered.text(self.key)

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        return scalar_edits(sheet, self.path(item), entered.text(self.key), order=order)


class Reply(Text, frozen=True, kw_only=True):
    """What the line says: styles, pauses, variants, values, and a button that says it."""

    sort: ClassVar[str] = "reply"
    rows: int = 2


class Menu(Text, frozen=True, kw_only=True):
    """One of a few words; the first is what holds where nothing is written."""

    sort: ClassVar[str] = "menu"
    options: tuple[str, ...]

    def read(self, sheet: Sheet, item: Path) -> Any:
        return sheet.text(self.path(item)) or self.options[0]

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        chosen = entered.text(self.key)
        usual = self.options[0]
        return scalar_edits(sheet, self.path(item), chosen if chosen in self.options else usual, usual, order)


class Pick(Text, frozen=True, kw_only=True):
    """One of the package's own names, of a kind (`source`), or none of them."""

    sort: ClassVar[str] = "pick"
    source: str


class Switch(Text, frozen=True, kw_only=True):
    sort: ClassVar[str] = "switch"

    def read(self, sheet: Sheet, item: Path) -> Any:
        return sheet.text(self.path(item)) == "true"

    def entered(self, entered: Entered) -> Any:
        return entered.on(self.key)

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        return scalar_edits(sheet, self.path(item), entered.on(self.key), False, order)


class Number(Text, frozen=True, kw_only=True):
    """A whole number; where none is entered, what holds when nothing is written."""

    sort: ClassVar[str] = "text"
    type: str = "number"
    usual: int

    def read(self, sheet: Sheet, item: Path) -> Any:
        return sheet.text(self.path(item)) or str(self.usual)

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        return scalar_edits(sheet, self.path(item), self._number(entered), self.usual, order)

    def _number(self, entered: Entered) -> int:
        return entered.number(self.key) if entered.text(self.key) else self.usual


class Turns(Number, frozen=True, kw_only=True):
    """How many turns of the caller: `2 turns`."""

    def read(self, sheet: Sheet, item: Path) -> Any:
        return sheet.text(self.path(item)).partition(" ")[0] or str(self.usual)

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        number = self._number(entered)
        if sheet.text(self.path(item)).partition(" ")[0] == str(number):
            return []
        return scalar_edits(sheet, self.path(item), f"{number} turn{'' if number == 1 else 's'}", order=order)


class Seconds(Text, frozen=True, kw_only=True):
    """A length of time, entered in seconds: `4`, `0.5`."""

    sort: ClassVar[str] = "text"
    type: str = "number"
    step: str = "0.1"
    usual: str

    def read(self, sheet: Sheet, item: Path) -> Any:
        return self._shown(sheet, item) or self.usual

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        seconds = entered.text(self.key) or self.usual
        if seconds == self._shown(sheet, item):
            return []
        if seconds == self.usual:
            return scalar_edits(sheet, self.path(item), "", order=order)
        return scalar_edits(sheet, self.path(item), f"{seconds}s", order=order)

    def _shown(self, sheet: Sheet, item: Path) -> str:
        text = sheet.text(self.path(item))
        with suppress(NotationError):
            return f"{parse_duration(text) / 1000:g}"
        return text


class Lines(Field, frozen=True, kw_only=True):
    """A list of texts, one a line. `marks`: words in it may be marked as a detail that callers give."""

    sort: ClassVar[str] = "lines"
    marks: bool = False

    def read(self, sheet: Sheet, item: Path) -> Any:
        return sheet.line_items(self.path(item))

    def entered(self, entered: Entered) -> Any:
        return [LineItem(text, []) for text in entered.texts(self.key)]

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        return line_edits(sheet, self.path(item), entered.texts(self.key), order)


class Names(Lines, frozen=True, kw_only=True):
    """Some of the package's own names, each chosen from a menu. One alone may be written by itself."""

    sort: ClassVar[str] = "names"
    source: str

    def read(self, sheet: Sheet, item: Path) -> Any:
        return [item for item in sheet.line_items(self.path(item)) if item.text]

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        path, chosen = self.path(item), list(dict.fromkeys(entered.texts(self.key)))
        if not isinstance(sheet.node(path), Scalar):
            return line_edits(sheet, path, chosen, order)
        if chosen == sheet.texts(path):
            return []
        if not chosen:
            return [Remove(path)]
        return [Put(path, chosen[0] if len(chosen) == 1 else [*chosen], order)]


class Which(Field, frozen=True, kw_only=True):
    """Which of several keys an item has: not written itself, but what other fields are shown for. The others go."""

    sort: ClassVar[str] = "menu"
    options: tuple[str, ...]

    def read(self, sheet: Sheet, item: Path) -> Any:
        return next((key for key in self.options if sheet.has((*item, key))), self.options[0])

    def entered(self, entered: Entered) -> Any:
        return entered.text(self.key)

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        chosen = entered.text(self.key)
        if chosen not in self.options:
            return []
        return [Remove((*item, key)) for key in self.options if key != chosen and sheet.has((*item, key))]

    def problems(self, sheet: Sheet, item: Path) -> list[Problem]:
        return []


class Fixed(Field, frozen=True, kw_only=True):
    """What is always the same where it means something: nobody chooses it, and nothing of it is shown."""

    sort: ClassVar[str] = "fixed"
    text: str

    def read(self, sheet: Sheet, item: Path) -> Any:
        return self.text

    def entered(self, entered: Entered) -> Any:
        return self.text

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        return scalar_edits(sheet, self.path(item), self.text, order=order)

    def problems(self, sheet: Sheet, item: Path) -> list[Problem]:
        return []
