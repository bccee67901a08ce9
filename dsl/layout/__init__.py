"""Owns the canonical layout of a package's files: one way to write what they hold, comments kept on their items.

Two spaces a level, dashes below their key; the keys of steps and other records in the order of `order`, the verb first;
quote marks only where a text would be read as something else; two spaces before a comment behind a value; at most one
blank line running; LF. What a person chose is kept: the order of steps, blocks of text, lists in brackets that fit on
their line. Laid out twice is laid out once, and neither data nor comments ever change: `lay_out` looks for itself.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from msgspec import Struct

from dsl.diagnostics import Diagnostic, Findings
from dsl.editing.tree import EditError, Text, data, same
from dsl.layout.pieces import Piece, comments_of, read_pieces
from dsl.layout.writing import write
from dsl.libraries import name_within
from dsl.reader.package import shape_of_file
from dsl.source import read_source


class LaidOut(Struct, frozen=True):
    """The text as it should be written; None where the file cannot be read or, rarely, cannot be laid out safely."""

    text: str | None
    findings: tuple[Diagnostic, ...] = ()


def lay_out(name: str, content: bytes | str) -> LaidOut:
    """The canonical layout of one file, by its name in its package or library: `flow.yaml`, `conversations/refunds.yaml`."""
    findings, name = Findings(), name_within(name)
    file = read_source({name: content}, findings).files[name]
    if not file.readable or findings.fatal:
        return LaidOut(None, tuple(findings))
    before = file.text.removeprefix("\ufeff")
    try:
        pieces = read_pieces(Text(before), shape_of_file(name))
        after = write(pieces)
        if not _alike(before, after):
            return LaidOut(None)
    except EditError:
        return LaidOut(None)
    return LaidOut(after)


def _alike(before: str, after: str) -> bool:
    """Whether both hold the same data, records in any order, and the same comments."""
    one, other = Text(before), Text(after)
    held = same(_unordered(data(one.root)), _unordered(data(other.root)))
    return held and Counter(comments_of(one)) == Counter(comments_of(other))


def _unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unordered(value[key]) for key in sorted(value)}
    return [_unordered(item) for item in value] if isinstance(value, list) else value


__all__ = ["LaidOut", "Piece", "lay_out"]
