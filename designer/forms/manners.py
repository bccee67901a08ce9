"""Owns the field of a built-in manner: what more callers say for it, what the line says then, and where the call goes."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import Struct

from designer.forms.edits import Edit, Put, Remove
from designer.forms.fields import Entered, scalar_edits
from designer.forms.form import Field
from designer.forms.lists import line_edits
from designer.forms.sheet import LineItem, Path, Sheet
from dsl import editing, manners, utterance
from dsl.source import Scalar

EXAMPLES = 3


class Told(Struct, frozen=True):
    """`built_in`: some of what the line understands anyway; `said`: its words where nothing is written."""

    phrases: list[LineItem]
    say: str
    go: str
    built_in: tuple[str, ...] = ()
    said: str = ""

    def __bool__(self) -> bool:
        """Whether anything is written: what few need is folded away."""
        return bool(self.phrases or self.say or self.go)


class MannerField(Field, frozen=True, kw_only=True):
    """Controls `KEY.phrases`, `KEY.say`, `KEY.go`. A step's name alone may stand for `go`."""

    sort: ClassVar[str] = "manner"

    def read(self, sheet: Sheet, item: Path) -> Any:
        path, language = self.path(item), sheet.language or "zh-CN"
        said = manners.words(language).get(manners.SAYS[self.key], "")
        built_in = tuple(next(iter(utterance.parse(text).samples(1))) for text in manners.phrases(language)[self.key][:EXAMPLES])
        if isinstance(sheet.node(path), Scalar):
            return Told([], "", sheet.text(path), built_in, said)
        phrases = [line for line in sheet.line_items((*path, "phrases")) if line.text]
        return Told(phrases, sheet.text((*path, "say")), sheet.text((*path, "go")), built_in, said)

    def entered(self, entered: Entered) -> Any:
        phrases = [LineItem(text, []) for text in entered.texts(f"{self.key}.phrases")]
        return Told(phrases, entered.text(f"{self.key}.say"), entered.text(f"{self.key}.go"))

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        path, new = self.path(item), self.entered(entered)
        if not new:
            return [Remove(path)] if sheet.has(path) else []
        phrases = [line.text for line in new.phrases]
        if isinstance(sheet.node(path), Scalar) or not sheet.has(path):
            return self._anew(sheet, path, phrases, new, order)
        return [
            *line_edits(sheet, (*path, "phrases"), phrases, order),
            *scalar_edits(sheet, (*path, "say"), new.say, order=order),
            *scalar_edits(sheet, (*path, "go"), new.go, order=order),
        ]

    def _anew(self, sheet: Sheet, path: Path, phrases: list[str], new: Told, order: tuple[str, ...]) -> list[Edit]:
        if not phrases and not new.say:
            return [] if sheet.text(path) == new.go else [Put(path, new.go, order)]
        parts: dict[str, editing.Data] = {}
        if phrases:
            parts["phrases"] = [*phrases]
        parts |= {key: text for key, text in (("say", new.say), ("go", new.go)) if text}
        return [Put(path, parts, order)]
