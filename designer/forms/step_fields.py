"""Owns the sorts of fields that only steps have: what is said before a call goes on, where a question listens."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import Struct

from designer.forms.edits import Edit, Insert, Put, Remove
from designer.forms.fields import Entered, scalar_edits
from designer.forms.form import Field
from designer.forms.inputs import Menu, Pick, Reply, Text
from designer.forms.lists import list_edits
from designer.forms.rows import Column, Rows
from designer.forms.sheet import LineItem, Path, Sheet
from designer.refusal import Refused


class PickColumn(Column, frozen=True):
    """One of the package's own names, of a kind."""

    sort: ClassVar[str] = "pick"
    source: str = ""


class Usually(Pick, frozen=True, kw_only=True):
    """A name, or what holds where nothing is written: the same that may be written as `usual`."""

    usual: str

    def read(self, sheet: Sheet, item: Path) -> Any:
        text = sheet.text(self.path(item))
        return "" if text == self.usual else text

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        if entered.text(self.key) == self.read(sheet, item):
            return []
        return scalar_edits(sheet, self.path(item), entered.text(self.key), order=order)


class Leave(Reply, frozen=True, kw_only=True):
    """What is left on an answering machine; without words nothing is, and all that stands beside it goes."""

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        whole = self.path(item)[:-1]
        if entered.text(self.key):
            return super().edits(sheet, item, entered, order)
        return [Remove(whole)] if sheet.has(whole) else []


class Beneath(Text, frozen=True, kw_only=True):
    """A text that means nothing where another field of the form is empty."""

    needs: str

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        return super().edits(sheet, item, entered, order) if entered.text(self.needs) else []


class PickBeneath(Pick, frozen=True, kw_only=True):
    """A name that means nothing where another field of the form is empty, and goes then."""

    needs: str

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        chosen = entered.text(self.key) if entered.text(self.needs) else ""
        return scalar_edits(sheet, self.path(item), chosen, order=order)


class Hears(Menu, frozen=True, kw_only=True):
    """Whether a question hears every reason for calling, or those that are listed below it."""

    def read(self, sheet: Sheet, item: Path) -> Any:
        return "topics" if sheet.text(self.path(item)) == "topics" else "these"

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        chosen, standing = entered.text(self.key), self.read(sheet, item)
        if chosen == standing:
            return []
        if chosen == "topics":
            return [Put(self.path(item), "topics", order)]
        return [Remove(self.path(item))]


class HeardHere(Rows, frozen=True, kw_only=True):
    """The reasons for calling that a question hears, while it does not hear all of them."""

    control: str

    def means_something(self, entered: Entered) -> bool:
        return True  # what it does not say is said by the menu above it, at the same place

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        return [] if entered.text(self.control) == "topics" else super().edits(sheet, item, entered, order)


class Again(Struct, frozen=True):
    says: list[LineItem]
    go: str


class Reprompts(Field, frozen=True, kw_only=True):
    """What is said each time, and where the call goes on then. Nothing entered: as for every question of the flow."""

    sort: ClassVar[str] = "reprompts"
    source: str = "steps"

    def read(self, sheet: Sheet, item: Path) -> Any:
        path = self.path(item)
        count = sheet.length(path)
        if not count:
            return Again([], "")
        said = sheet.line_items(path)[: count - 1]
        return Again(said, sheet.text((*path, count - 1, "go")))

    def entered(self, entered: Entered) -> Any:
        return Again([LineItem(text, []) for text in entered.texts(self.key)], entered.text(f"{self.key}.go"))

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        path, go, new = self.path(item), entered.text(f"{self.key}.go"), entered.texts(self.key)
        standing = sheet.length(path)
        if not go and new:
            raise Refused("editor.says_without_go")
        if not go:
            return [Remove(path)] if standing else []
        if not standing:
            return [Put(path, [*new, {"go": go}], order)]
        old = sheet.texts(path)[: standing - 1]
        old_go = sheet.text((*path, standing - 1, "go"))
        if old == new:
            changed: list[Edit] = []
        elif old and new:
            changed = list_edits(path, old, new, (), sheet.tails(path))
        else:
            gone: list[Edit] = [Remove((*path, index)) for index in reversed(range(len(old)))]
            changed = [*gone, *(Insert(path, index, text) for index, text in enumerate(new))]
        return [*changed, *([] if go == old_go else [Put((*path, len(new), "go"), go)])]
