"""Owns what differs between two texts, as lines that a person reads: kept, gone, come."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from msgspec import Struct

CONTEXT = 1  # unchanged lines shown around a change


class ChangedLine(Struct, frozen=True):
    """`kind`: same, gone, come, or gap where unchanged lines were left out."""

    kind: str
    text: str


def changed_lines(old: str, new: str) -> list[ChangedLine]:
    """The changed lines with a little of what stands around them; empty when nothing changed."""
    return list(_walk(old.splitlines(), new.splitlines()))


def _walk(old: list[str], new: list[str]) -> Iterator[ChangedLine]:
    groups = difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_grouped_opcodes(CONTEXT)
    for number, group in enumerate(groups):
        if number:
            yield ChangedLine("gap", "⋯")
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from (ChangedLine("same", line) for line in old[old_start:old_end])
                continue
            yield from (ChangedLine("gone", line) for line in old[old_start:old_end])
            yield from (ChangedLine("come", line) for line in new[new_start:new_end])
