"""Owns the fix that takes an entry of a map or an item of a list out: which lines go, and which comments go with them.

What belongs to a part is what `editing` says: its own lines, the comment lines right above it that are not indented deeper,
and the comment lines right below it that are. Nodes are known already here, so that a file with many findings is not read
again for each; a test holds the two to the same text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dsl.diagnostics import Fix
from dsl.source.files import PathKey, SourceFile
from dsl.source.nodes import MappingNode, Node, SequenceNode

_NOTHING, _DASH = re.compile(" *"), re.compile(" *- +")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def delete(file: SourceFile, path: Sequence[PathKey]) -> Fix | None:
    """None where not exactly whole lines belong to the part, or nothing else would be left around it."""
    if file.working != file.text or not path:
        return None
    owner = file.root
    for step in path[:-1]:
        owner = _below(owner, step)
    at = _start(owner, path[-1])
    if at is None or not isinstance(owner, MappingNode | SequenceNode) or owner.flow or _size(owner) < 2:
        return None
    lead = _NOTHING if isinstance(owner, MappingNode) else _DASH
    return _Lines(file.text).fix(file, at, _end(owner, path[-1]), lead)


def _below(node: Node | None, step: PathKey) -> Node | None:
    if isinstance(node, MappingNode) and isinstance(step, str):
        return node.get(step)
    return node.items[step] if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items) else None


def _start(owner: Node | None, part: PathKey) -> int | None:
    """Where the part's own node begins: its key, or what stands behind its dash."""
    if isinstance(owner, MappingNode) and isinstance(part, str):
        key = owner.key(part)
        return key.start if key is not None else None
    node = _below(owner, part)
    return node.start if node is not None else None


def _end(owner: Node, part: PathKey) -> int:
    node = _below(owner, part)
    return node.end if node is not None else 0


def _size(owner: MappingNode | SequenceNode) -> int:
    return len(owner.entries) if isinstance(owner, MappingNode) else len(owner.items)


class _Lines:
    """The lines of a file."""

    def __init__(self, text: str) -> None:
        self._text = text

    def fix(self, file: SourceFile, start: int, end: int, before: re.Pattern[str]) -> Fix | None:
        """The lines of a part; None when something else stands on its line than may stand before it."""
        line = self._begin(start)
        lead = self._text[line:start]
        if before.fullmatch(lead) is None:
            return None
        column = len(lead) - len(lead.lstrip(" "))
        first, last = self._above(line, column), self._below(self._written_end(start, end), column)
        above, below = self._text[self._begin(first - 1) : first] if first else "", self._line(last)
        if last < len(self._text) and not below.strip() and not above.strip():
            last += len(below)
        return file.fix("take-out", first, last, "")

    def _written_end(self, start: int, end: int) -> int:
        """Behind the last line of what is written; the break that ends a block is its own."""
        written = start + len(self._text[start:end].rstrip())
        return written + len(self._line(written))

    def _above(self, line: int, column: int) -> int:
        first = line
        while first > 0:
            above = self._begin(first - 1)
            if not self._comment(above) or self._indent(above) > column:
                return first
            first = above
        return line  # the comment that opens a file is the file's own

    def _below(self, line: int, column: int) -> int:
        while line < len(self._text) and self._comment(line) and self._indent(line) > column:
            line += len(self._line(line))
        return line

    def _line(self, at: int) -> str:
        found = _LINE.match(self._text, at)
        return found[0] if found else ""

    def _begin(self, at: int) -> int:
        if self._text[at : at + 1] == "\n" and self._text[at - 1 : at] == "\r":
            at -= 1
        start = self._text.rfind("\n", 0, at) + 1
        return max(start, self._text.rfind("\r", start, at) + 1)

    def _comment(self, line: int) -> bool:
        return self._line(line).lstrip().startswith("#")

    def _indent(self, line: int) -> int:
        written = self._line(line)
        return len(written) - len(written.lstrip(" "))
