"""Owns merging the files of a package: renames first, so that all three versions use one name, then file by file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from dsl.changes.places import owner_length
from dsl.editing import EditError, read_value
from dsl.editing.renaming import Renaming
from dsl.merging.conflicts import Choice, Conflict
from dsl.merging.items import FileMerge
from dsl.merging.names import agree


class Merged(Struct, frozen=True):
    """What came of a merge. Where there are conflicts, the files hold the base's version at those places."""

    files: dict[str, str]
    conflicts: tuple[Conflict, ...] = ()


def merge(
    base: Mapping[str, str],
    ours: Mapping[str, str],
    theirs: Mapping[str, str],
    *,
    our_renamings: Sequence[Renaming] = (),
    their_renamings: Sequence[Renaming] = (),
    choices: Mapping[str, Choice] | None = None,
) -> Merged:
    """Both people's work. `choices` settles conflicts of an earlier merge of the same versions, by their names."""
    if ours == theirs or theirs == base:
        return Merged(dict(ours))
    if ours == base:
        return Merged(dict(theirs))
    chosen = choices or {}
    named = agree(base, ours, theirs, our_renamings, their_renamings, chosen)
    files: dict[str, str] = {}
    conflicts = list(named.conflicts)
    for path in sorted({*named.base, *named.ours, *named.theirs}):
        text, found = _file(path, named.base.get(path), named.ours.get(path), named.theirs.get(path), chosen)
        conflicts += found
        if text is not None:
            files[path] = text
    titled = (msgspec.structs.replace(one, title=_title(one, base, ours, theirs)) for one in conflicts)
    return Merged(files, tuple(sorted(titled, key=lambda one: one.name)))


def _title(conflict: Conflict, *versions: Mapping[str, str]) -> str:
    """The title of the thing that a conflict stands in, in the first version that has one."""
    path = (*conflict.path[: owner_length(conflict.file, conflict.path)], "title")
    for files in versions:
        try:
            title = read_value(files.get(conflict.file, ""), path) if len(path) > 1 else None
        except EditError:
            continue
        if isinstance(title, str):
            return title
    return ""


def _file(
    path: str, base: str | None, ours: str | None, theirs: str | None, choices: Mapping[str, Choice]
) -> tuple[str | None, list[Conflict]]:
    """One file, None where it is not there."""
    if ours == theirs or theirs == base:
        return ours, []
    if ours == base:
        return theirs, []
    if ours is None or theirs is None:
        gone = Conflict(kind="deleted-and-changed", file=path, base=base or "", ours=ours or "", theirs=theirs or "")
        chosen = choices.get(gone.name)
        if chosen is None:
            return base, [gone]
        return (ours if chosen == "ours" else theirs), []
    merging = FileMerge(path, choices)
    return merging.merge(base or "", ours, theirs), merging.conflicts
