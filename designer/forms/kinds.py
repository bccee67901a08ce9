"""Owns the field of a type: what kind of value something is, with what that kind says more exactly in brackets."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from msgspec import Struct

from designer import words
from designer.forms.edits import Edit
from designer.forms.fields import Entered, scalar_edits
from designer.forms.form import Field
from designer.forms.sheet import Path, Sheet
from dsl.values import TYPES

WITH_ARGUMENT = ("digits", "code", "choice")
ASKED = tuple(name for name in TYPES if name not in ("flag", "count"))
"""What a caller can be asked for."""

_TYPE = re.compile(r"\s*([\w/]+)\s*(?:\((.*)\))?\s*", re.DOTALL)


class Typed(Struct, frozen=True):
    kind: str
    argument: str


class KindOfValue(Field, frozen=True, kw_only=True):
    """Two controls, `kind` and `argument`."""

    sort: ClassVar[str] = "kind"
    offered: tuple[str, ...] = ASKED
    usual: str = ""

    def read(self, sheet: Sheet, item: Path) -> Any:
        return split_type(sheet.text(self.path(item)) or self.usual)

    def entered(self, entered: Entered) -> Any:
        return Typed(entered.text("kind"), entered.text("argument"))

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        written = join_type(entered.text("kind"), entered.text("argument"))
        if split_type(written) == split_type(sheet.text(self.path(item))):
            return []
        return scalar_edits(sheet, self.path(item), written, self.usual, order)


def split_type(text: str) -> Typed:
    found = _TYPE.fullmatch(text)
    return Typed(found[1], found[2] or "") if found else Typed(text, "")


def join_type(kind: str, argument: str) -> str:
    return f"{kind}({argument})" if argument and kind in WITH_ARGUMENT else kind


def kind_words(kind: str) -> str:
    """A kind in the operator's words."""
    return words.optional(f"slots.kind_{kind.replace('/', '_')}") or kind
