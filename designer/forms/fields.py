"""Owns what a person entered: values by name, lists by name, and how a changed scalar becomes an edit."""

from __future__ import annotations

from collections.abc import Iterable

from designer.forms.edits import Edit, Put, Remove, Scalar
from designer.forms.sheet import Path, Sheet


class Entered:
    """The fields of a form as they came. Line breaks and spaces at the ends are nobody's intent."""

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in fields:
            self._values.setdefault(name, []).append(value.replace("\r\n", "\n").strip())

    def text(self, name: str, otherwise: str = "") -> str:
        return self._values.get(name, [otherwise])[-1]

    def texts(self, name: str) -> list[str]:
        """Those that are not empty, in order."""
        return [value for value in self._values.get(name, []) if value]

    def all(self, name: str) -> list[str]:
        """Every one, empty ones included: for rows that stand side by side."""
        return self._values.get(name, [])

    def on(self, name: str) -> bool:
        return self.text(name) == "true"

    def number(self, name: str) -> int:
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def scalar_edits(sheet: Sheet, path: Path, new: Scalar, default: Scalar = "", order: tuple[str, ...] = ()) -> list[Edit]:
    """Writes what changed; a value that is the default is left out, where it was not written before."""
    path = sheet.own(path)
    old = sheet.text(path)
    if old == _written(new):
        return []
    if new == default:
        return [Remove(path)] if sheet.has(path) else []
    return [Put(path, new, order)]


def _written(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
