"""Owns conditions as an operator builds them: rows of menus, each of a thing, how it compares, and a value or another thing.

Rows joined by “and” are a block, and it is enough that one block holds: `a >= 1 or b and c`. What menus would not write again
just as it is (`written.py`) stays as it is written, in a field of its own. Both read as a sentence (`sentences.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from msgspec import Struct, structs

from designer import words
from designer.forms.edits import Edit, Put
from designer.forms.fields import Entered, scalar_edits
from designer.forms.form import Field
from designer.forms.menu_rows import BARE, JOINERS, NAME, VALUE, Row, is_subject, rows_of, write
from designer.forms.sentences import comparison_words, in_words
from designer.forms.sheet import Path, Sheet
from designer.forms.subjects import COMPARISONS, Subject, subjects_of
from dsl import condition
from dsl.model import Package
from dsl.notation import NotationError

PARTS = ("subject", "comparison", "value")


class Shown(Struct, frozen=True):
    """A condition as the form shows it; `rows` None: the menus can't."""

    text: str
    rows: list[Row] | None
    sentence: str


class Condition(Field, frozen=True, kw_only=True):
    """Controls: `KEY.joiner`, `.subject`, `.comparison`, `.against`, `.value` a row, `KEY.text` as it is written, and
    `KEY.mode`, which of both counts."""

    sort: ClassVar[str] = "condition"

    def read(self, sheet: Sheet, item: Path) -> Any:
        return shown(sheet.text(self.path(item)), subjects_of(sheet.checked.package), sheet.language)

    def entered(self, entered: Entered) -> Any:
        text = one_line(entered.text(f"{self.key}.text"))
        return Shown(text, None if self._is_written(entered) else self._rows(entered), "")

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        path = self.path(item)
        old = sheet.text(path)
        if self._is_written(entered):
            text = one_line(entered.text(f"{self.key}.text"))
            return scalar_edits(sheet, path, text, order=order) if text != one_line(old) else []
        subjects, rows = subjects_of(sheet.checked.package), self._rows(entered)
        if rows == build(old, subjects, sheet.language) or not (rows or old):
            return []
        return [Put(path, write(rows, subjects, sheet.language), order)] if rows else scalar_edits(sheet, path, "")

    def _is_written(self, entered: Entered) -> bool:
        return entered.text(f"{self.key}.mode") != "built"

    def _rows(self, entered: Entered) -> list[Row]:
        """The first one has no joiner of its own."""
        parts = [entered.all(f"{self.key}.{part}") for part in PARTS]
        against = entered.all(f"{self.key}.against") or [VALUE] * len(parts[0])
        joiners = ["and", *entered.all(f"{self.key}.joiner")]
        return meant(Row(*cells) for cells in zip(joiners, *parts, against, strict=False))


def meant(rows: Iterable[Row]) -> list[Row]:
    """Of the rows that somebody entered those that say something."""
    return [sound for row in rows if (sound := _sound(row)) is not None]


def _sound(row: Row) -> Row | None:
    bare = row.comparison in BARE
    if not is_subject(row.subject) or row.comparison not in COMPARISONS or not (row.value or bare):
        return None
    joiner = row.joiner if row.joiner in JOINERS else "and"
    against = NAME if row.against == NAME and not bare else VALUE
    return structs.replace(row, joiner=joiner, value="" if bare else row.value, against=against)


def menus(package: Package | None) -> dict[str, Any]:
    """What the menus of conditions offer, for the templates that show them."""
    return {
        "subjects": list(subjects_of(package).values()),
        "comparisons": [(name, comparison_words(name), name in BARE) for name in COMPARISONS],
        "joiners": [(name, words.t(f"conditions.joiner_{name}")) for name in JOINERS],
    }


def shown(text: str, subjects: Mapping[str, Subject], language: str = "") -> Shown:
    return Shown(text, build(text, subjects, language), in_words(text, subjects))


def build(text: str, subjects: Mapping[str, Subject], language: str = "") -> list[Row] | None:
    """The condition as rows, where menus would write just this condition again."""
    try:
        parsed = condition.parse(text)
    except NotationError:
        return None
    rows = rows_of(parsed)
    if rows is None or meant(rows) != rows or any(row.value != one_line(row.value) for row in rows):
        return None
    return rows if write(rows, subjects, language) == condition.write(parsed) else None


def one_line(text: str) -> str:
    return " ".join(text.split())
