"""Owns the sorts of fields that only steps have: what is said before a call goes on, branches, where a question listens."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from msgspec import Struct

from designer.forms.edits import Edit, Insert, Move, Put, Remove
from designer.forms.fields import Entered, scalar_edits
from designer.forms.form import Field
from designer.forms.inputs import Menu, Pick, Reply, Text
from designer.forms.lists import list_edits
from designer.forms.rows import Column, Row, Rows
from designer.forms.sheet import LineItem, Path, Problem, Sheet
from dsl import editing

_SHARE = re.compile(r"\d+(?:\.\d+)?\s*%")


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


class Branches(Field, frozen=True, kw_only=True):
    """The cases of a step, in the order in which they are tried: a condition (or a share of all calls, `30%`) and a step."""

    sort: ClassVar[str] = "branches"
    otherwise: str = "otherwise"

    def read(self, sheet: Sheet, item: Path) -> Any:
        path = self.path(item)
        return [self._row(sheet, (*path, index), index) for index in range(self._cases(sheet, path))]

    def _cases(self, sheet: Sheet, path: Path) -> int:
        """How many there are before the last, which is what happens otherwise."""
        count = sheet.length(path)
        return count - 1 if count and sheet.has((*path, count - 1, self.otherwise)) else count

    def _row(self, sheet: Sheet, path: Path, index: int) -> Row:
        asked = sheet.text((*path, "when")) or sheet.text((*path, "share"))
        return Row(str(index), (" ".join(asked.split()),), (sheet.text((*path, "next")),), sheet.problems(path))

    def entered(self, entered: Entered) -> Any:
        cells = (entered.all(f"{self.key}.{cell}") for cell in ("was", "when", "next"))
        rows = [Row(was, (" ".join(when.split()),), (step,)) for was, when, step in zip(*cells, strict=False)]
        return [row for row in rows if row.key[0] or row.value[0]]

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        path = self.path(item)
        old: list[Row] = self.read(sheet, item)
        new: list[Row] = self.entered(entered)
        kept = [row.was for row in new]
        gone = [index for index, row in enumerate(old) if row.was not in kept]
        changed: list[Edit] = [Remove((*path, index)) for index in reversed(gone)]
        standing = [row.was for index, row in enumerate(old) if index not in gone]
        for place, row in enumerate(new):
            if row.was not in standing:
                changed.append(Insert(path, place, self._branch(row)))
                standing.insert(place, f"new {place}")
                continue
            if standing[place] != row.was:
                before = standing.index(row.was)
                changed.append(Move(path, before, place))
                standing.insert(place, standing.pop(before))
            changed += self._changed(old[int(row.was)], row, (*path, place))
        return changed

    def _branch(self, row: Row) -> editing.Data:
        return {_asked_by(row.key[0]): row.key[0], "next": row.value[0]}

    def _changed(self, old: Row, new: Row, path: Path) -> list[Edit]:
        key = _asked_by(new.key[0])
        if key != _asked_by(old.key[0]):
            return [Put(path, self._branch(new))]
        asked: list[Edit] = [] if old.key == new.key else [Put((*path, key), new.key[0])]
        return [*asked, *([] if old.value == new.value else [Put((*path, "next"), new.value[0])])]


def _asked_by(text: str) -> str:
    """The key that a case is written under."""
    return "share" if _SHARE.fullmatch(text) else "when"


class Otherwise(Pick, frozen=True, kw_only=True):
    """Where a call goes that none of the cases is for: the last item of the list of cases."""

    list_key: str = "choose"

    def read(self, sheet: Sheet, item: Path) -> Any:
        return sheet.text(self._place(sheet, item))

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        standing = self._place(sheet, item)
        if entered.text(self.key) == sheet.text(standing) or not sheet.has(standing):
            return []
        cases = len(Branches(key=self.list_key).entered(entered))
        return [Put((*item, self.list_key, cases, self.key), entered.text(self.key))]

    def problems(self, sheet: Sheet, item: Path) -> list[Problem]:
        return sheet.problems(self._place(sheet, item))

    def _place(self, sheet: Sheet, item: Path) -> Path:
        whole = (*item, self.list_key)
        return (*whole, max(0, sheet.length(whole) - 1), self.key)
