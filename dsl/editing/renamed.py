"""Owns which definitions were renamed between two versions of a package, as it was recorded or as their content shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import cast, get_args

from msgspec import Struct

from dsl.diagnostics import Findings
from dsl.editing.renaming import Kind, Renaming
from dsl.libraries import library_of
from dsl.reader.package import read
from dsl.reading import Definition, Reading
from dsl.source import read_source
from dsl.source.files import PathKey
from dsl.source.nodes import Plain, plain_data

_KINDS: tuple[str, ...] = get_args(Kind)


class Content(Struct, frozen=True):
    """Where a definition stands, and what is written for it."""

    file: str
    path: tuple[PathKey, ...]
    held: Plain


Definitions = dict[tuple[str, str], dict[str, Content]]
"""Kind and scope -> name -> the definition."""


def renamings(before: Definitions, after: Definitions, records: Sequence[Renaming] = ()) -> list[Renaming]:
    """What was renamed: as it was recorded, else where one definition went and the only other with its content came."""
    last = _last_names(records)
    found: list[Renaming] = []
    for kind, scope in sorted(before.keys() & after.keys()):
        old, new = before[kind, scope], after[kind, scope]
        gone = {name: one.held for name, one in old.items() if name not in new}
        come = {name: one.held for name, one in new.items() if name not in old}
        for name, held in gone.items():
            meant = last.get((kind, scope, name), "")
            if meant not in come:
                alike = [one for one, other in come.items() if held and _same_but_for_name(held, other, name, one)]
                meant = alike[0] if len(alike) == 1 and list(gone.values()).count(held) == 1 else ""
            if meant:
                found.append(Renaming(cast(Kind, kind), name, meant, scope))
                del come[meant]
    return found


def _last_names(records: Sequence[Renaming]) -> dict[tuple[str, str, str], str]:
    """Kind, scope and first name -> the name after all of the renames."""
    last: dict[tuple[str, str, str], str] = {}
    for one in records:
        former = [key for key, new in last.items() if (*key[:2], new) == (one.kind, one.scope, one.old)]
        last[former[0] if former else (one.kind, one.scope, one.old)] = one.new
    return last


def definitions(files: Mapping[str, str]) -> Definitions:
    """Everything that a package defines itself."""
    findings = Findings()
    reading = read(read_source(files, findings), findings)
    return {
        (kind, scope): {name: _content(reading, one) for name, one in named.items() if not one.library}
        for (kind, scope), named in reading.definitions.items()
        if kind in _KINDS and not library_of(scope)
    }


def _content(reading: Reading, definition: Definition) -> Content:
    file, path = definition.place.file, definition.place.path
    whole = path == ("subflow",)  # a sub-flow is its file
    node = reading.source.find(file, () if whole else path)
    held = plain_data(node) if node is not None else ""
    if whole and isinstance(held, dict):
        held.pop("subflow", None)
    return Content(file, path, held)


def _same_but_for_name(one: Plain, other: Plain, old: str, new: str) -> bool:
    """Whether two contents are the same where one speaks of itself by the old name and the other by the new."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same_but_for_name(one[key], other[key], old, new) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(_same_but_for_name(first, second, old, new) for first, second in pairs)
    return one == other or (isinstance(one, str) and re.sub(rf"\b{re.escape(old)}\b", new, one) == other)
