"""Owns how a changed list of texts becomes edits of single items, so that every comment stays with its item."""

from __future__ import annotations

from collections.abc import Mapping

from designer.forms.edits import Edit, Insert, Move, Put, Remove
from designer.forms.sheet import Path, Sheet


def line_edits(sheet: Sheet, path: Path, new: list[str], order: tuple[str, ...] = ()) -> list[Edit]:
    """Writes what changed of the texts at a path, in the language of the sheet."""
    return list_edits(sheet.own(path), sheet.texts(path), new, order, sheet.tails(path))


def list_edits(
    path: Path, old: list[str], new: list[str], order: tuple[str, ...] = (), tails: Mapping[int, Path] | None = None
) -> list[Edit]:
    """From `old`, as it is written at `path`, to `new`: items go, move, come and change one by one.

    `tails`: where in an old item its text stands, when that is not the item itself.
    """
    if old == new:
        return []
    if not old:
        return [Put(path, list(new), order)]
    if not new:
        return [Remove(path)]
    origins = _origins(old, new)
    gone = sorted(set(range(len(old))) - {origin for origin in origins if origin is not None}, reverse=True)
    edits: list[Edit] = [Remove((*path, index)) for index in gone]
    standing: list[int | None] = [index for index in range(len(old)) if index not in gone]
    for index, (text, origin) in enumerate(zip(new, origins, strict=True)):
        if origin is None:
            edits.append(Insert(path, index, text))
            standing.insert(index, None)
            continue
        if standing[index] != origin:
            place = standing.index(origin)
            edits.append(Move(path, place, index))
            standing.insert(index, standing.pop(place))
        if old[origin] != text:
            edits.append(Put((*path, index, *(tails or {}).get(origin, ())), text))
    return edits


def _origins(old: list[str], new: list[str]) -> list[int | None]:
    """Which old item each new one was: the same text first, then changed texts in their order."""
    free = list(range(len(old)))
    origins: list[int | None] = []
    for text in new:
        same = next((index for index in free if old[index] == text), None)
        origins.append(same)
        if same is not None:
            free.remove(same)
    changed = [index for index, origin in enumerate(origins) if origin is None]
    if len(changed) == len(free):
        for index, origin in zip(changed, free, strict=True):
            origins[index] = origin
    else:
        for index in changed:
            if index in free:
                origins[index] = index
                free.remove(index)
    return origins
