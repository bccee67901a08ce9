"""Owns the edits that forms make of a file's text, and carrying them out through the language's own editing."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from designer.refusal import Refused
from dsl import editing

Scalar = str | int | bool
Path = tuple[str | int, ...]


class Put(Struct, frozen=True):
    """Writes a value at a path, over what stands there or as a new entry: where `order` has its key, else at the end."""

    path: Path
    value: editing.Data
    order: tuple[str, ...] = ()


class Remove(Struct, frozen=True):
    path: Path


class Insert(Struct, frozen=True):
    """A new item of a list, before the item that has this place now."""

    path: Path
    index: int
    value: editing.Data


class Move(Struct, frozen=True):
    """An item of a list to another place; `end` is its place afterwards."""

    path: Path
    start: int
    end: int


class Rename(Struct, frozen=True):
    """Another key for an entry of a map, which stays where it is."""

    path: Path
    key: str


Edit = Put | Remove | Insert | Move | Rename


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text after the edits, one after the other; everything else in it stays as it was written."""
    try:
        for edit in edits:
            text = _apply(text, edit)
    except editing.EditError as error:
        raise Refused("editor.cannot_edit", 422) from error
    return text


def _apply(text: str, edit: Edit) -> str:
    match edit:
        case Put():
            return _put(text, edit)
        case Remove():
            return editing.remove(text, edit.path)
        case Insert():
            return editing.insert_item(text, edit.path, edit.index, edit.value)
        case Move():
            return editing.move_item(text, (*edit.path, edit.start), edit.end)
        case Rename():
            return editing.rename_key(text, edit.path, edit.key)


def _put(text: str, edit: Put) -> str:
    above = editing.read_value(text, edit.path[:-1]) if edit.path else None
    key = edit.path[-1] if edit.path else None
    if above is None and isinstance(key, str) and len(edit.path) > 1:  # what it belongs to is written where that belongs
        return _put(text, Put(edit.path[:-1], {key: edit.value}, edit.order))
    new = isinstance(above, dict) and key not in above
    text = editing.set_text(text, edit.path, edit.value)
    if new and isinstance(above, dict) and key in edit.order:
        before = edit.order[: edit.order.index(str(key))]
        text = editing.move_item(text, edit.path, sum(other in before for other in above))
    return text
