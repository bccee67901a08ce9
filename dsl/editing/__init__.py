"""Owns edits of a YAML text by path: a form, the canvas or the learning loop changes one place and not one byte more.

Every function takes the text and gives the new text. Nothing is ever written out anew: comments, order, quoting and blank
lines of all the rest stay as they are, and an edit that changes nothing gives the identical text. What comes out is read
again before it is given back, so it is exactly what was asked for, or an `EditError` in one sentence.

    set_text(text, ("steps", "greet", "say"), "您好。")
    append_item(text, ("fee_dispute", "phrases"), "话费不对")       # makes `phrases` if there is none
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import TypeAlias

from dsl.editing import rewriting, splices
from dsl.editing.splices import Place
from dsl.editing.tree import Data, EditError, MappingNode, SequenceNode, Text, data, same

__all__ = [
    "Data",
    "EditError",
    "Path",
    "append_item",
    "insert_entry",
    "insert_item",
    "move_item",
    "read_value",
    "remove",
    "rename_key",
    "set_text",
]

Path: TypeAlias = tuple[str | int, ...]
"""Keys of maps and places in lists, from the root of the file: `("greet", "phrases", 0)`."""


def read_value(text: str, path: Path = ()) -> Data:
    """What stands at a path; None when nothing does."""
    place = _find(_top(Text(text)), path)
    return data(place.node) if place else None


def set_text(text: str, path: Path, value: Data) -> str:
    """The value at a path: a text, a number, a truth, a list or a map. Entries that are missing on the way are made.

    Of a list or map with comments in it only what differs is written, so that every comment stays on what is still there.
    """
    file = Text(text)
    place = _find(_top(file), path)
    if place is None:
        return _make(file, path, value)
    if place.node is not None and same(data(place.node), value):
        return text
    wanted = _changed(file, path, value)
    part_by_part = rewriting.rewritten(text, path, data(place.node), value) if _has_comments(file, place) else None
    if part_by_part is not None:
        return _checked(file, wanted, [part_by_part])
    ways = [splices.replace(place, value), splices.replace(place, value, on_one_line=True)]
    return _checked(file, wanted, ways)


def insert_entry(text: str, path: Path, key: str, value: Data, after: str | None = None) -> str:
    """A new entry in the map at `path`, right after the entry `after`, or at the end."""
    file = Text(text)
    place = _find(_top(file), path)
    if place is None or place.empty:
        return set_text(text, path, {key: value})
    node = place.node
    if not isinstance(node, MappingNode):
        raise EditError(f"“{_name(path)}” is no map, so it cannot have an entry “{key}”.")
    if node.place(key) is not None:
        raise EditError(f"There is an entry “{key}” already.")
    number = len(node.keys) - 1 if after is None else node.place(after)
    if number is None:
        raise EditError(f"There is no entry “{after}” to stand after.")
    entries = list(_map(data(node)).items())
    entries.insert(number + 1, (key, value))
    return _checked(file, _changed(file, path, dict(entries)), [splices.insert(place, number + 1, value, key)])


def append_item(text: str, path: Path, value: Data) -> str:
    """A new item at the end of the list at `path`, which is made if there is none."""
    return insert_item(text, path, -1, value)


def insert_item(text: str, path: Path, index: int, value: Data) -> str:
    """A new item before place `index` of the list at `path` (-1: at the end), which is made if there is none."""
    file = Text(text)
    place = _find(_top(file), path)
    if place is None or place.empty:
        return set_text(text, path, [value])
    node = place.node
    if not isinstance(node, SequenceNode):
        raise EditError(f"“{_name(path)}” is no list, so it cannot have another item.")
    at = len(node.items) if index < 0 else min(index, len(node.items))
    items = _list(data(node))
    items.insert(at, value)
    return _checked(file, _changed(file, path, items), [splices.insert(place, at, value)])


def remove(text: str, path: Path) -> str:
    """Without the entry or item at a path, and without the comments that belong to it."""
    file = Text(text)
    place, number = _part(file, path)
    remaining = data(place.node)
    if isinstance(remaining, dict):
        del remaining[str(path[-1])]
    else:
        del _list(remaining)[number]
    parent = path[:-1]
    if not remaining:
        return _checked(file, _changed(file, parent, remaining), [splices.replace(place, remaining)])
    return _checked(file, _changed(file, parent, remaining), splices.remove(place, number))


def rename_key(text: str, path: Path, new: str) -> str:
    """Another key for the entry at a path; its value and its place stay."""
    file = Text(text)
    place, _ = _part(file, path)
    old = path[-1]
    if not isinstance(place.node, MappingNode) or not isinstance(old, str):
        raise EditError("Only an entry of a map has a name to change.")
    if new == old:
        return text
    if place.node.place(new) is not None:
        raise EditError(f"There is an entry “{new}” already.")
    renamed: Data = {new if key == old else key: value for key, value in _map(data(place.node)).items()}
    return _checked(file, _changed(file, path[:-1], renamed), [splices.rename(place, old, new)])


def move_item(text: str, path: Path, to: int) -> str:
    """The item (or entry) at a path, moved to place `to` of its list (or map), with its comments."""
    file = Text(text)
    place, number = _part(file, path)
    assert isinstance(place.node, MappingNode | SequenceNode)
    count = len(place.node.parts)
    if not 0 <= to < count:
        raise EditError(f"There are {count} places here, counted from 0; {to} is none of them.")
    if isinstance(place.node, MappingNode) and len({key.text for key in place.node.keys}) < count:
        raise EditError("A key stands here twice; take one away first.")
    if to == number:
        return text
    order = [other for other in range(count) if other != number]
    order.insert(to, number)
    moved = _reordered(data(place.node), order)
    return _checked(file, _changed(file, path[:-1], moved), [splices.reorder(place, order)])


def _has_comments(file: Text, place: Place) -> bool:
    """Whether there may be comments in a list or map, or around it: those above its first part stand before it."""
    return isinstance(place.node, MappingNode | SequenceNode) and "#" in file.text


# ---- finding -------------------------------------------------------------------------------------------------------


def _top(file: Text) -> Place:
    return Place(file, file.root, is_root=True)


def _find(place: Place, path: Path) -> Place | None:
    """The place at a path, None where nothing is written."""
    found: Place | None = place
    for part in path:
        found = found.below(part) if found else None
    return found


def _part(file: Text, path: Path) -> tuple[Place, int]:
    """The list or map that holds the part at `path`, and which of its parts that is."""
    place = _find(_top(file), path[:-1]) if path else None
    node = place.node if place else None
    part = path[-1] if path else ""
    number: int | None = None
    if isinstance(node, MappingNode) and isinstance(part, str):
        number = node.place(part)
    elif isinstance(node, SequenceNode) and isinstance(part, int) and 0 <= part < len(node.items):
        number = part
    if place is None or number is None:
        raise EditError(f"There is nothing at “{_name(path)}”.")
    return place, number


def _make(file: Text, path: Path, value: Data) -> str:
    """Makes what is missing on the way to `path`, below the last place that is written."""
    depth = len(path) - 1
    while (place := _find(_top(file), path[:depth])) is None:
        depth -= 1
    for part in reversed(path[depth + 1 :]):
        value = _wrapped(part, value, path)
    part = path[depth]
    if isinstance(part, int):
        if not place.empty and (not isinstance(place.node, SequenceNode) or part > len(place.node.items)):
            raise EditError(f"There is nothing at “{_name(path[: depth + 1])}”.")
        return insert_item(file.text, path[:depth], part, value)
    return insert_entry(file.text, path[:depth], part, value)


def _wrapped(part: str | int, value: Data, path: Path) -> Data:
    if isinstance(part, str):
        return {part: value}
    if part > 0:
        raise EditError(f"There is nothing at “{_name(path)}”.")
    return [value]


def _name(path: Iterable[str | int]) -> str:
    return " › ".join(str(part) for part in path) or "the file"


# ---- what must come out --------------------------------------------------------------------------------------------


def _map(value: Data) -> dict[str, Data]:
    assert isinstance(value, dict)
    return value


def _list(value: Data) -> list[Data]:
    assert isinstance(value, list)
    return value


def _reordered(value: Data, order: list[int]) -> Data:
    if isinstance(value, dict):
        entries = list(value.items())
        return dict(entries[number] for number in order)
    items = _list(value)
    return [items[number] for number in order]


def _changed(file: Text, path: Path, value: Data) -> Data:
    """The whole file's data with the value at `path` changed."""
    if not path:
        return value
    whole = copy.deepcopy(data(file.root))
    inner = whole
    for part in path[:-1]:
        inner = _map(inner)[part] if isinstance(part, str) else _list(inner)[part]
    if isinstance(path[-1], str):
        _map(inner)[path[-1]] = value
    else:
        _list(inner)[path[-1]] = value
    return whole


def _checked(file: Text, wanted: Data, candidates: list[str]) -> str:
    """The first candidate that reads as what is wanted."""
    for text in candidates:
        try:
            if same(data(Text(text).root), wanted):
                return text
        except EditError:
            continue
    raise EditError("This place is written in a way that cannot be edited safely here; use the source view.")
