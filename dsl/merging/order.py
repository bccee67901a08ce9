"""Owns the order of a merged list: what stayed keeps the base's order, what somebody put elsewhere stands where they put it.

Nothing depends on which side is which: where both put something at one place, its content says what comes first.
"""

from __future__ import annotations

import bisect
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher

from msgspec import Struct


class Ordered(Struct, frozen=True):
    """Names in their order, and those that both moved to different places; they stay where they were."""

    names: list[Hashable]
    disputed: list[Hashable]


def merged_order(
    base: Sequence[Hashable], ours: Sequence[Hashable], theirs: Sequence[Hashable], kept: frozenset[Hashable], choice: str = ""
) -> Ordered:
    """The order of the names in `kept`. `choice`: whose place counts for what both moved, `ours` or `theirs`."""
    before, left, right = ([name for name in names if name in kept] for names in (base, ours, theirs))
    if left == right and set(before) <= set(left):
        return Ordered(left, [])
    moved_left, moved_right = _moved(before, left), _moved(before, right)
    disputed: list[Hashable] = []
    if both := moved_left & moved_right:
        stood = frozenset(before) - moved_left - moved_right
        differ = [name for name in before if name in both and _behind(left, name, stood) != _behind(right, name, stood)]
        if choice == "ours":
            moved_right -= set(differ)
        elif choice == "theirs":
            moved_left -= set(differ)
        else:
            disputed = differ
            moved_left, moved_right = moved_left - set(differ), moved_right - set(differ)
    skeleton = [name for name in before if name not in moved_left and name not in moved_right]
    placed_left = _placed(left, skeleton, moved_left, frozenset(before), disputed)
    placed_right = _placed(right, skeleton, moved_right, frozenset(before), disputed)
    written: dict[Hashable, None] = {}
    for anchor in (None, *skeleton):
        if anchor is not None:
            written[anchor] = None
        for name in _joined(placed_left.get(anchor, []), placed_right.get(anchor, [])):
            written.setdefault(name, None)
    return Ordered(list(written), disputed)


def _moved(before: Sequence[Hashable], after: Sequence[Hashable]) -> set[Hashable]:
    """What stands in another order: all that is no part of the longest row that kept its order."""
    places = {name: number for number, name in enumerate(after)}
    common = [name for name in before if name in places]
    ends: list[int] = []  # the smallest end of a row of each length
    rows: list[list[Hashable]] = []
    for name in common:
        at = bisect.bisect_left(ends, places[name])
        row = [*(rows[at - 1] if at else []), name]
        ends[at : at + 1] = [places[name]]
        rows[at : at + 1] = [row]
    return set(common) - set(rows[-1] if rows else [])


def _behind(names: Sequence[Hashable], name: Hashable, stood: frozenset[Hashable]) -> Hashable:
    """Behind which of those that stood still a name stands."""
    found: Hashable = None
    for one in names:
        if one == name:
            break
        found = one if one in stood else found
    return found


def _placed(
    names: Sequence[Hashable],
    skeleton: Sequence[Hashable],
    moved: set[Hashable],
    old: frozenset[Hashable],
    disputed: Sequence[Hashable],
) -> dict[Hashable, list[Hashable]]:
    """What one side put behind each name that stood still (None: at the beginning)."""
    standing = set(skeleton) - set(disputed)
    runs: dict[Hashable, list[Hashable]] = {}
    anchor: Hashable = None
    for name in names:
        if name in standing:
            anchor = name
        elif name in moved or name not in old:
            runs.setdefault(anchor, []).append(name)
    return runs


def _joined(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Hashable]:
    """Two runs put at one place: what both have in common once, else the one that reads first, first."""
    if list(left) == list(right):
        return list(left)
    first, second = sorted((list(left), list(right)), key=repr)
    joined: list[Hashable] = []
    at, other = 0, 0
    for start, behind, size in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks():
        for run in sorted((first[at:start], second[other:behind]), key=repr):
            joined += run
        joined += first[start : start + size]
        at, other = start + size, behind + size
    return joined
