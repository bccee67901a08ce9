"""Owns the field of what a flow remembers: each value with its sort, and what that sort says more exactly."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import Struct

from designer.forms.edits import Edit, Put, Remove, Scalar
from designer.forms.fields import Entered
from designer.forms.form import Field
from designer.forms.kinds import Typed, join_type, split_type
from designer.forms.sheet import Path, Problem, Sheet
from designer.refusal import Refused

SORTS = ("type", "flag", "count")


class Value(Struct, frozen=True):
    """`was`: its name in the text; empty for a new one. One of `flag`, `count` and `typed` is what it is."""

    was: str
    name: str
    sort: str
    flag: str = ""
    count: str = ""
    typed: Typed = Typed("text", "")
    problems: list[Problem] = []

    @property
    def written(self) -> Scalar:
        if self.sort == "count":
            return int(self.count) if self.count.isascii() and self.count.isdigit() else self.count
        return self.flag if self.sort == "flag" else join_type(self.typed.kind, self.typed.argument)


class Values(Field, frozen=True, kw_only=True):
    """Controls, one each a value: `KEY.was`, `.name`, `.sort`, `.flag`, `.count`, `.kind`, `.argument`.

    A value keeps the name it has: conditions and replies speak of it.
    """

    sort: ClassVar[str] = "values"
    sorts: ClassVar[tuple[str, ...]] = SORTS
    parts: str = "every_part"
    """The names that make a flag true."""

    def read(self, sheet: Sheet, item: Path) -> Any:
        path = self.path(item)
        return [self._value(sheet, (*path, name)) for name in sheet.names(path)]

    def _value(self, sheet: Sheet, path: Path) -> Value:
        name = str(path[-1])
        sort = next((sort for sort in SORTS if sheet.has((*path, sort))), SORTS[0])
        return Value(
            was=name,
            name=name,
            sort=sort,
            flag=sheet.text((*path, "flag")),
            count=sheet.text((*path, "count")),
            typed=split_type(sheet.text((*path, "type")) or "text"),
            problems=sheet.problems(path),
        )

    def entered(self, entered: Entered) -> Any:
        names = ("was", "name", "sort", "flag", "count", "kind", "argument")
        rows = zip(*(entered.all(f"{self.key}.{name}") for name in names), strict=False)
        return [
            Value(was, was or name, sort if sort in SORTS else SORTS[0], flag, count, Typed(kind, argument))
            for was, name, sort, flag, count, kind, argument in rows
            if was or name
        ]

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        path = self.path(item)
        new: list[Value] = self.entered(entered)
        names = [value.name for value in new]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise Refused("editor.key_twice", name=twice[:80])
        standing = {value.name: value for value in self.read(sheet, item)}
        if standing and not new:
            return [Remove(path)]
        changed: list[Edit] = [Remove((*path, name)) for name in standing if name not in names]
        for value in new:
            old = standing.get(value.was)
            if old is None:
                changed.append(Put((*path, value.name), {value.sort: value.written}, order))
            elif old.sort != value.sort:
                changed.append(Put((*path, old.name), {value.sort: value.written}))
            elif old.written != value.written:
                changed.append(Put((*path, old.name, value.sort), value.written))
        return changed
