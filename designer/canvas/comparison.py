"""Owns two states of a flow in one drawing: what is new, what changed, and what is gone, which is drawn where it was."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Protocol

from msgspec import structs

from designer.canvas.drawing import Box, Drawing, Line
from dsl.edges import ERROR_KINDS


class Changes(Protocol):
    """What became of the steps, by name; `renamed` is new name -> old name."""

    @property
    def new(self) -> Set[str]: ...
    @property
    def changed(self) -> Set[str]: ...
    @property
    def gone(self) -> Set[str]: ...
    @property
    def renamed(self) -> Mapping[str, str]: ...


def compared(old: Drawing, new: Drawing, changes: Changes) -> Drawing:
    """The new drawing with its changes marked, and with the boxes and lines that only the old one has. Problems are left out."""
    names = {was: name for name, was in changes.renamed.items()}
    known = {box.id for box in new.boxes}
    before = {names.get(box.id, box.id) for box in old.boxes}
    boxes = [_marked(box, changes, before) for box in new.boxes]
    for place, box in enumerate(old.boxes):
        if names.get(box.id, box.id) not in known:
            boxes.insert(_after(boxes, old.boxes[:place], names), _gone(box, names))
    there = {box.id for box in boxes}
    former = {_ends(line, names): line for line in old.lines}
    latter = {_ends(line, {}): line for line in new.lines}
    lines = [structs.replace(line, mark="" if ends in former else "new") for ends, line in latter.items()]
    lines += [
        structs.replace(line, start=ends[0], end=ends[1], mark="gone")
        for ends, line in former.items()
        if ends not in latter and {*ends[:2]} <= there
    ]
    return structs.replace(new, boxes=tuple(boxes), lines=tuple(lines), elsewhere=())


def _marked(box: Box, changes: Changes, before: Set[str]) -> Box:
    mark = "new" if box.id not in before else "changed" if box.id in changes.changed else ""
    was = changes.renamed.get(box.id, "")
    return structs.replace(box, problems=(), mark=mark or ("changed" if was else ""), was=was)


def _gone(box: Box, names: Mapping[str, str]) -> Box:
    ways = tuple(structs.replace(way, to=names.get(way.to, way.to)) for way in box.ways)
    badges = tuple(structs.replace(badge, to=names.get(badge.to, badge.to)) for badge in box.badges)
    return structs.replace(box, problems=(), entry="", ways=ways, badges=badges, mark="gone")


def _after(boxes: list[Box], ahead: tuple[Box, ...], names: Mapping[str, str]) -> int:
    """Behind the nearest box that stood before it and is still there."""
    places = {box.id: place for place, box in enumerate(boxes)}
    for box in reversed(ahead):
        place = places.get(names.get(box.id, box.id))
        if place is not None:
            return place + 1
    return 0


def _ends(line: Line, names: Mapping[str, str]) -> tuple[str, str, bool]:
    return names.get(line.start, line.start), names.get(line.end, line.end), line.kind in ERROR_KINDS
