"""Owns fields of rows: a map of the text, shown as a table of two columns, of which rows come, go and are changed one by one."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from msgspec import Struct

from designer.forms.edits import Edit, Put, Remove, Rename
from designer.forms.fields import Entered
from designer.forms.form import Field
from designer.forms.kinds import join_type, split_type
from designer.forms.lists import list_edits
from designer.forms.sheet import Path, Problem, Sheet
from designer.refusal import Refused
from dsl import editing
from dsl.calendars import WEEKDAYS

_BETWEEN = re.compile(r"\s*[,，、;；]\s*")


class Column(Struct, frozen=True):
    """One column: its controls (named after it, with these endings) and how their values make one text. `word` names it."""

    sort: ClassVar[str] = "plain"
    endings: ClassVar[tuple[str, ...]] = ("",)
    word: str
    suggest: str = ""

    def split(self, text: str) -> tuple[str, ...]:
        return (text,)

    def join(self, values: tuple[str, ...]) -> str:
        return values[0]


class KindColumn(Column, frozen=True):
    sort: ClassVar[str] = "kind"
    endings: ClassVar[tuple[str, ...]] = (".kind", ".argument")

    def split(self, text: str) -> tuple[str, ...]:
        typed = split_type(text)
        return typed.kind, typed.argument

    def join(self, values: tuple[str, ...]) -> str:
        return join_type(*values)


class WeekdaysColumn(Column, frozen=True):
    """`monday`, or `monday-friday`."""

    sort: ClassVar[str] = "weekdays"
    endings: ClassVar[tuple[str, ...]] = (".first", ".last")
    options: ClassVar[tuple[str, ...]] = WEEKDAYS

    def split(self, text: str) -> tuple[str, ...]:
        first, _, last = text.partition("-")
        return first.strip(), last.strip()

    def join(self, values: tuple[str, ...]) -> str:
        first, last = values
        return f"{first}-{last}" if first and last and first != last else first


class DaysColumn(Column, frozen=True):
    """`2026-10-01`, or `2026-10-01..2026-10-07`."""

    sort: ClassVar[str] = "days"
    endings: ClassVar[tuple[str, ...]] = (".first", ".last")

    def split(self, text: str) -> tuple[str, ...]:
        first, _, last = text.partition("..")
        return first.strip(), last.strip()

    def join(self, values: tuple[str, ...]) -> str:
        first, last = values
        return f"{first}..{last}" if first and last and first != last else first


class NumberColumn(Column, frozen=True):
    sort: ClassVar[str] = "number"


class Row(Struct, frozen=True):
    """`was`: its key in the text; empty for a new row."""

    was: str
    key: tuple[str, ...]
    value: tuple[str, ...]
    problems: list[Problem] = []


class Rows(Field, frozen=True, kw_only=True):
    """`many`: what stands behind a key is a list of short texts, written in one control with commas between them."""

    sort: ClassVar[str] = "rows"
    left: Column
    right: Column
    many: bool = False

    def read(self, sheet: Sheet, item: Path) -> Any:
        path = self.path(item)
        return [self._row(sheet, (*path, name)) for name in sheet.names(path)]

    def _row(self, sheet: Sheet, path: Path) -> Row:
        name = str(path[-1])
        text = ", ".join(sheet.texts(path)) if self.many else sheet.text(path)
        return Row(name, self.left.split(name), self.right.split(text), sheet.problems(path))

    def entered(self, entered: Entered) -> Any:
        was = entered.all(f"{self.key}.was")
        keys = [entered.all(f"{self.key}.key{ending}") for ending in self.left.endings]
        values = [entered.all(f"{self.key}.value{ending}") for ending in self.right.endings]
        rows = zip(was, zip(*keys, strict=False), zip(*values, strict=False), strict=False)
        return [Row(old, key, value) for old, key, value in rows if any(key) or old]

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        path = self.path(item)
        rows = [row for row in self.entered(entered) if any(row.key)]
        keys = [self.left.join(row.key) for row in rows]
        if twice := next((key for key in keys if keys.count(key) > 1), ""):
            raise Refused("editor.key_twice", name=twice[:80])
        standing = sheet.names(path)
        if not rows and standing:
            return [Put(path, {})] if path == item else [Remove(path)]
        if not rows:
            return []
        values = [self._value(row) for row in rows]
        if not standing:
            return [Put(path, {key: self._new(value) for key, value in zip(keys, values, strict=True)}, order)]
        kept = [row.was for row in rows]
        changed: list[Edit] = [Remove((*path, name)) for name in standing if name not in kept]
        names = [name for name in standing if name in kept]
        for row, key, value in zip(rows, keys, values, strict=True):
            if row.was not in names:
                changed.append(Put((*path, key), self._new(value)))
                continue
            if key != row.was:
                changed.append(Rename((*path, row.was), key))
            changed += self._changed(sheet, (*path, row.was), key, value)
        return changed

    def _value(self, row: Row) -> str | list[str]:
        text = self.right.join(row.value)
        return [part for part in _BETWEEN.split(text) if part] if self.many else text

    def _new(self, value: str | list[str]) -> editing.Data:
        return [*value] if isinstance(value, list) else self._written(value)

    def _written(self, value: str) -> editing.Data:
        return int(value) if self.right.sort == "number" and value.isascii() and value.isdigit() else value

    def _changed(self, sheet: Sheet, old: Path, key: str, value: str | list[str]) -> list[Edit]:
        """What becomes of the value behind a key that is written now."""
        own = sheet.own(old)
        new = (*old[:-1], key, *own[len(old) :])
        if isinstance(value, list):
            standing = sheet.texts(old)
            if _BETWEEN.split(", ".join(standing)) == value or standing == value:
                return []
            if not value:
                return [Put(new, [])]
            return list_edits(new, standing, value) if standing else [Put(new, [*value])]
        return [] if self.right.split(sheet.text(old)) == self.right.split(value) else [Put(new, self._written(value))]
