"""Owns what differs between two nodes: every key, item and text, so that no change is ever silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, cast

from msgspec import Struct

from dsl.changes.places import Path
from dsl.editing.alignment import align
from dsl.editing.tree import Data
from dsl.source import MappingNode, Node, Scalar, SequenceNode
from dsl.source.nodes import plain_data


class Difference(Struct, frozen=True):
    """One thing that came, went, changed or (of a list or map) stands in another order. Paths are those of each version."""

    kind: Literal["added", "removed", "changed", "reordered"]
    old_path: Path
    path: Path
    old: Node | None = None
    new: Node | None = None


def differences(old: Node | None, new: Node | None, old_path: Path = (), path: Path = ()) -> Iterator[Difference]:
    """Everything that differs; nothing when both hold the same."""
    if old is None or new is None:
        if old is not None or new is not None:
            yield Difference("removed" if new is None else "added", old_path, path, old, new)
    elif isinstance(old, MappingNode) and isinstance(new, MappingNode):
        yield from _maps(old, new, old_path, path)
    elif isinstance(old, SequenceNode) and isinstance(new, SequenceNode):
        yield from _lists(old, new, old_path, path)
    elif plain_data(old) != plain_data(new):
        yield Difference("changed", old_path, path, old, new)


def _maps(old: MappingNode, new: MappingNode, old_path: Path, path: Path) -> Iterator[Difference]:
    before, after = entries(old), entries(new)
    for key in dict.fromkeys([*after, *before]):
        yield from differences(before.get(key), after.get(key), (*old_path, key), (*path, key))
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Difference("reordered", old_path, path, old, new)


def _lists(old: SequenceNode, new: SequenceNode, old_path: Path, path: Path) -> Iterator[Difference]:
    origins = align(_held(old), _held(new))
    for number, origin in enumerate(origins):
        before = None if origin is None else old.items[origin]
        yield from differences(before, new.items[number], (*old_path, number if origin is None else origin), (*path, number))
    for number, item in enumerate(old.items):
        if number not in origins:
            yield from differences(item, None, (*old_path, number), (*path, number))
    if _disordered([origin for origin in origins if origin is not None]):
        yield Difference("reordered", old_path, path, old, new)


def _held(node: SequenceNode) -> list[Data]:
    return [cast(Data, plain_data(item)) for item in node.items]


def _disordered(places: Sequence[int]) -> bool:
    return list(places) != sorted(places)


def entries(node: Node | None) -> dict[str, Node]:
    """A map's values by key; of a key that stands twice the last, as for every reader of YAML."""
    return {key.text: value for key, value in node.entries} if isinstance(node, MappingNode) else {}


def texts(node: Node | None, below: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text below a node, with the way to it."""
    if isinstance(node, Scalar):
        yield below, node.text
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.items):
            yield from texts(item, (*below, number))
    else:
        for key, value in entries(node).items():
            yield from texts(value, (*below, key))
