"""Owns the cases of a step that depends on something: each a condition from menus (or a share of calls) and where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct

from designer.forms.conditions import PARTS, Shown, build, meant, one_line, shown
from designer.forms.edits import Edit, Insert, Move, Put, Remove
from designer.forms.fields import Entered
from designer.forms.form import Field
from designer.forms.inputs import Pick
from designer.forms.menu_rows import VALUE, Row, write
from designer.forms.sheet import Path, Problem, Sheet
from designer.forms.subjects import subjects_of
from dsl import editing

_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
FIRST = "case"
"""What stands for a joiner where the conditions of another case begin."""


class Case(Struct, frozen=True):
    """`was`: its place in the text; empty for a new one. Where `when` has no rows, what is written counts: `30%` is a share."""

    was: str
    when: Shown
    to: str
    problems: list[Problem] = []

    @property
    def share(self) -> str:
        """How many percent of all calls; empty where it is for those of which a condition holds."""
        found = _SHARE.fullmatch(self.when.text) if self.when.rows is None else None
        return found[1] if found else ""


class Branches(Field, frozen=True, kw_only=True):
    """The cases of a step, in the order in which they are tried: a condition (or a share of all calls, `30%`) and a step.

    Controls: `KEY.was`, `.next`, `.by` (`when` or `share`), `.percent`, `.when` as it is written, and `.mode` which counts, one
    a case; `KEY.joiner`, `.subject`, `.comparison`, `.against` and `.value` one a row of menus, the joiner of a case's first
    being `FIRST`.
    """

    sort: ClassVar[str] = "branches"
    otherwise: str = "otherwise"

    def read(self, sheet: Sheet, item: Path) -> Any:
        path = self.path(item)
        return [self._case(sheet, (*path, index), index) for index in range(self._cases(sheet, path))]

    def _cases(self, sheet: Sheet, path: Path) -> int:
        """How many there are before the last, which is what happens otherwise."""
        count = sheet.length(path)
        return count - 1 if count and sheet.has((*path, count - 1, self.otherwise)) else count

    def _case(self, sheet: Sheet, path: Path, index: int) -> Case:
        share = sheet.text((*path, "share"))
        asked = one_line(sheet.text((*path, "when")))
        when = _shared(share) if share else shown(asked, subjects_of(sheet.checked.package), sheet.language)
        return Case(str(index), when, sheet.text((*path, "next")), sheet.problems(path))

    def entered(self, entered: Entered) -> Any:
        cases = []
        names = ("was", "mode", "when", "next")
        shares = self._shares(entered)
        for was, mode, when, to, rows in zip(*map(entered.all, _named(self.key, names)), self._built(entered), strict=False):
            share = next(shares, "")
            asked = _shared(f"{share}%") if share else Shown(one_line(when), rows if mode == "built" else None, "")
            cases.append(Case(was, asked, to))
        return [case for case in cases if case.to or case.was or (case.when.rows or case.when.text)]

    def _shares(self, entered: Entered) -> Iterator[str]:
        """Case by case the percentage, or nothing where it is about a condition."""
        pairs = zip(entered.all(f"{self.key}.by"), entered.all(f"{self.key}.percent"), strict=False)
        return ((percent or "0") if by == "share" else "" for by, percent in pairs)

    def _built(self, entered: Entered) -> Iterator[list[Row]]:
        """The rows of menus, case by case."""
        parts = [entered.all(name) for name in _named(self.key, ("joiner", *PARTS))]
        against = entered.all(f"{self.key}.against") or [VALUE] * len(parts[0])
        rows = [Row(*cells) for cells in zip(*parts, against, strict=False)]
        firsts = [number for number, row in enumerate(rows) if row.joiner == FIRST]
        for first, end in zip(firsts, [*firsts[1:], len(rows)], strict=True):
            yield meant(rows[first:end])

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        path = self.path(item)
        old: list[Case] = self.read(sheet, item)
        new: list[Case] = self.entered(entered)
        kept = [case.was for case in new]
        gone = [index for index, case in enumerate(old) if case.was not in kept]
        changed: list[Edit] = [Remove((*path, index)) for index in reversed(gone)]
        standing = [case.was for index, case in enumerate(old) if index not in gone]
        for place, case in enumerate(new):
            if case.was not in standing:
                changed.append(Insert(path, place, _branch(_text(sheet, case), case.to)))
                standing.insert(place, f"new {place}")
                continue
            if standing[place] != case.was:
                before = standing.index(case.was)
                changed.append(Move(path, before, place))
                standing.insert(place, standing.pop(before))
            changed += _changed(sheet, old[int(case.was)], case, (*path, place))
        return changed


def _text(sheet: Sheet, case: Case, old: str = "") -> str:
    """What a case asks for; menus that say what is written already leave it as it is."""
    rows = case.when.rows
    if rows is None:
        return case.when.text
    subjects = subjects_of(sheet.checked.package)
    return old if old and rows == build(old, subjects, sheet.language) else write(rows, subjects, sheet.language)


def _shared(share: str) -> Shown:
    return Shown(share, None, share)


def _named(key: str, parts: tuple[str, ...]) -> list[str]:
    return [f"{key}.{part}" for part in parts]


def _branch(asked: str, to: str) -> editing.Data:
    return {_asked_by(asked): asked, "next": to}


def _changed(sheet: Sheet, old: Case, new: Case, path: Path) -> list[Edit]:
    asked = _text(sheet, new, old.when.text)
    key = _asked_by(asked)
    if key != _asked_by(old.when.text):
        return [Put(path, _branch(asked, new.to))]
    put: list[Edit] = [] if old.when.text == asked else [Put((*path, key), asked)]
    return [*put, *([] if old.to == new.to else [Put((*path, "next"), new.to)])]


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
