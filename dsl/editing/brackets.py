"""Owns lists and maps in brackets, in one line or many: what each part of them owns, and writing them with other parts.

A part owns its text, the comment behind it on its line (the comma may stand between) and the comment lines right above it.
The comment behind the opening bracket and those before the closing one are the whole list's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from dsl.editing.tree import MappingNode, SequenceNode, Text

_COMMENT_BEHIND = re.compile(r"[ \t]*#[^\r\n]*")
_COMMENTS = re.compile(r"#[^\r\n]*")


class Slot(Struct, frozen=True):
    """A part, and the space before it: `space above body after`."""

    space: str
    above: str  # its comment lines, to the beginning of `body`
    body: str
    after: str  # the comment behind it, with the spaces before


class Brackets(Struct, frozen=True):
    """A list or map in brackets, in pieces that put together are its text."""

    head: str  # the opening bracket, and the comment behind it
    slots: tuple[Slot, ...]
    closing: str  # with what stands before it
    comma: bool  # whether a comma stands behind the last part


def read(file: Text, node: MappingNode | SequenceNode) -> Brackets:
    text, at = file.text, node.start + 1
    slots: list[Slot] = []
    head = text[node.start : at]
    for part in node.parts:
        gap, _ = _without_comma(text[at : part.start])
        behind, rest = _split(gap)
        if slots:
            slots[-1] = replace(slots[-1], after=behind)
        else:
            head += behind
        first = rest.find("#")
        first = len(rest) if first < 0 else first
        slots.append(Slot(rest[:first], rest[first:], text[part.start : part.end], ""))
        at = part.end
    gap, comma = _without_comma(text[at : node.end - 1])
    behind, rest = _split(gap)
    slots[-1] = replace(slots[-1], after=behind)
    return Brackets(head, tuple(slots), rest + text[node.end - 1 : node.end], comma)


def insert(brackets: Brackets, index: int, written: str) -> Brackets:
    slots = list(brackets.slots)
    neighbour = slots[min(index, len(slots) - 1)].space
    beside = neighbour if _breaks(neighbour) else " "
    if index < len(slots):
        slots[index] = replace(slots[index], space=beside)
        slots.insert(index, Slot(neighbour, "", written, ""))
    else:
        slots.append(Slot(beside, "", written, ""))
    return replace(brackets, slots=tuple(slots))


def remove(brackets: Brackets, index: int) -> Brackets:
    slots = list(brackets.slots)
    if index + 1 < len(slots):
        slots[index + 1] = replace(slots[index + 1], space=slots[index].space)
    del slots[index]
    return replace(brackets, slots=tuple(slots))


def reorder(brackets: Brackets, order: Sequence[int]) -> Brackets:
    """The parts in another order; the space of each place stays."""
    moved = [replace(brackets.slots[number], space=slot.space) for number, slot in zip(order, brackets.slots, strict=True)]
    return replace(brackets, slots=tuple(moved))


def write(brackets: Brackets, newline: str) -> str:
    """The text again. Where a comment would swallow what follows, or be taken for another's, a line is broken."""
    written = [brackets.head]
    fresh = newline + " " * max((len(_last_line(slot.space)) for slot in brackets.slots if _breaks(slot.space)), default=2)
    commented = "#" in brackets.head
    for number, slot in enumerate(brackets.slots):
        broken = _breaks(slot.space)
        written.append(slot.space if broken or not (commented or slot.above) else fresh)
        comma = "," if number + 1 < len(brackets.slots) or brackets.comma else ""
        written += [slot.above, slot.body, comma, slot.after]
        commented = bool(slot.after)
    return "".join(written) + (newline if commented and not _breaks(brackets.closing) else "") + brackets.closing


def _without_comma(gap: str) -> tuple[str, bool]:
    """Without the comma that is no part of a comment."""
    bare = _COMMENTS.sub(lambda found: " " * len(found[0]), gap)
    at = bare.find(",")
    return (gap, False) if at < 0 else (gap[:at] + gap[at + 1 :], True)


def _split(gap: str) -> tuple[str, str]:
    """The comment on the first line, and the rest."""
    behind = _COMMENT_BEHIND.match(gap)
    return (behind[0], gap[behind.end() :]) if behind else ("", gap)


def _breaks(space: str) -> bool:
    return "\n" in space or "\r" in space


def _last_line(space: str) -> str:
    return re.split(r"[\r\n]", space)[-1]
