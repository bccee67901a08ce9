"""Owns what differs, as a person reads it: two texts as lines (kept, gone, come), two versions of a package in words."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from designer.words import language

if TYPE_CHECKING:
    from dsl.changes import Change

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


class ChangedFile(Struct, frozen=True):
    path: str
    lines: list[ChangedLine]


def changed_files(old: Mapping[str, str], new: Mapping[str, str]) -> list[ChangedFile]:
    """The files that differ, line by line."""
    differing = [path for path in {**new, **old} if old.get(path) != new.get(path)]
    return [ChangedFile(path, changed_lines(old.get(path, ""), new.get(path, ""))) for path in differing]


class SaidChange(Struct, frozen=True, kw_only=True):
    """A change in words: where it stands now (`line` is None when it is gone), and the texts that went and came."""

    sentence: str
    file: str
    line: int | None
    lines: list[ChangedLine]
    private: bool


async def said_changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[SaidChange]:
    """Everything that differs between two versions of a package, what matters most to callers first."""
    found = await asyncio.to_thread(_compare, dict(old), dict(new))
    return [
        SaidChange(
            sentence=one.sentence(language()),
            file=one.file,
            line=one.new_line,
            lines=[ChangedLine(line.kind, line.text) for line in one.lines],
            private=one.private,
        )
        for one in found
    ]


def _compare(old: dict[str, str], new: dict[str, str]) -> list[Change]:
    from dsl import changes  # here: the grammars load when somebody needs them, not when the designer starts

    return changes.changes(old, new)
