"""Owns which item of a changed list is which item of the list that it was: by content, then by likeness and place."""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher

from rapidfuzz.distance import Indel

from dsl.editing.tree import Data

_ALIKE = 0.5


def fingerprint(value: Data) -> str:
    """The same for the same data, whatever the order of keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def align(before: Sequence[Data], after: Sequence[Data]) -> list[int | None]:
    """For each item of `after` the place that it had in `before`; None for a new one."""
    old, new = [fingerprint(one) for one in before], [fingerprint(one) for one in after]
    origins: list[int | None] = [None] * len(new)
    gaps: list[tuple[range, range]] = []
    at, other = 0, 0
    for start, behind, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        gaps.append((range(at, start), range(other, behind)))
        for offset in range(size):
            origins[behind + offset] = start + offset
        at, other = start + size, behind + size
    free = [place for places, _ in gaps for place in places]
    for number in (number for _, numbers in gaps for number in numbers):  # moved as they are
        place = next((place for place in free if old[place] == new[number]), None)
        if place is not None:
            origins[number] = place
            free.remove(place)
    left = set(free)
    for places, numbers in gaps:
        changed = [number for number in numbers if origins[number] is None]
        for number, place in _paired(before, after, [place for place in places if place in left], changed):
            origins[number] = place
    return origins


def _paired(before: Sequence[Data], after: Sequence[Data], places: list[int], numbers: list[int]) -> list[tuple[int, int]]:
    """Changed items of one gap with what they were: the most alike first; then, if as many are left, in their order."""
    likeness = sorted(
        ((-_likeness(before[place], after[number]), place, number) for place in places for number in numbers),
    )
    found: list[tuple[int, int]] = []
    for score, place, number in likeness:
        if -score >= _ALIKE and place in places and number in numbers:
            found.append((number, place))
            places.remove(place)
            numbers.remove(number)
    if len(places) == len(numbers):
        found += zip(numbers, places, strict=True)
    return found


def _likeness(one: Data, other: Data) -> float:
    if isinstance(one, dict) and isinstance(other, dict):
        keys = one.keys() | other.keys()
        shared = sum((1 + _likeness(one[key], other[key])) / 2 for key in one.keys() & other.keys())
        return shared / len(keys) if keys else 1.0
    if isinstance(one, list) and isinstance(other, list):
        return SequenceMatcher(None, [*map(fingerprint, one)], [*map(fingerprint, other)], autojunk=False).ratio()
    if isinstance(one, dict | list) or isinstance(other, dict | list):
        return float(one == other)
    return Indel.normalized_similarity(str(one), str(other))


def names_of(before: Sequence[Data], after: Sequence[Data]) -> list[Hashable]:
    """A name for each item of `after`: its place in `before`, or of a new one its content (and behind what it stands)."""
    names: list[Hashable] = []
    anchor, seen = -1, dict[Hashable, int]()
    for origin, item in zip(align(before, after), after, strict=True):
        if origin is not None:
            anchor = origin
            names.append(origin)
            continue
        content: Hashable = ("new", fingerprint(item), -1 if isinstance(item, str) else anchor)
        seen[content] = seen.get(content, 0) + 1
        names.append((content, seen[content]))
    return names
