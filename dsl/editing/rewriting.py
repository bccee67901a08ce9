"""Owns writing a list or map anew part by part, so that the comments of what stays are kept."""

from __future__ import annotations

from collections.abc import Sequence

from dsl.editing.alignment import align
from dsl.editing.tree import Data, EditError, same

Path = tuple[str | int, ...]


def rewritten(text: str, path: Path, old: Data, new: Data) -> str | None:
    """The text with only the parts changed in which the new value differs; None where the two have no parts in common."""
    try:
        if isinstance(old, dict) and isinstance(new, dict) and old.keys() & new.keys():
            return _map(text, path, old, new)
        if isinstance(old, list) and isinstance(new, list) and any(origin is not None for origin in align(old, new)):
            return _list(text, path, old, new)
    except EditError:
        return None
    return None


def _map(text: str, path: Path, old: dict[str, Data], new: dict[str, Data]) -> str:
    from dsl.editing import insert_entry, remove, set_text  # here: each of the two is made of the other

    for key in [key for key in old if key not in new]:
        text = remove(text, (*path, key))
    standing = [key for key in old if key in new]
    for key, value in new.items():
        if key not in old:
            text = insert_entry(text, path, key, value)
            standing.append(key)
        elif not same(old[key], value):
            text = set_text(text, (*path, key), value)
    return _in_order(text, path, standing, list(new))


def _list(text: str, path: Path, old: list[Data], new: list[Data]) -> str:
    from dsl.editing import append_item, remove, set_text  # here: as above

    origins = align(old, new)
    for number in sorted(set(range(len(old))) - set(origins), reverse=True):
        text = remove(text, (*path, number))
    standing: list[int] = []  # the places that the items have in the new list
    for origin in sorted(origin for origin in origins if origin is not None):
        place = origins.index(origin)
        if not same(old[origin], new[place]):
            text = set_text(text, (*path, len(standing)), new[place])
        standing.append(place)
    for place, came in enumerate(origins):
        if came is None:
            text = append_item(text, path, new[place])
            standing.append(place)
    return _in_order(text, path, standing, list(range(len(new))))


def _in_order(text: str, path: Path, standing: Sequence[str] | Sequence[int], wanted: Sequence[str] | Sequence[int]) -> str:
    """Moves each part to its place, from the first on."""
    from dsl.editing import move_item  # here: as above

    left = list(standing)
    for place, name in enumerate(wanted):
        at = left.index(name)
        if at != place:
            text = move_item(text, (*path, name if isinstance(name, str) else at), place)
            left.insert(place, left.pop(at))
    return text
