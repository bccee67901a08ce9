"""Owns another name for one definition of a draft: where it is named, whether it can have the new name, and giving it that."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from designer.refusal import Refused
from designer.words import t, told
from designer.workspace.drafts import Conflict, Draft, Drafts

if TYPE_CHECKING:
    from dsl.editing.renaming import Kind

LONGEST_NAME = 60
TRIES = 3  # others may save between our reading and our saving


class Use(Struct, frozen=True):
    """A line that names something, however often it does so."""

    file: str
    line: int


class Named(Struct, frozen=True):
    """How often, and on which lines."""

    places: int
    lines: list[Use]

    @property
    def files(self) -> int:
        return len({use.file for use in self.lines})


class Renamed(Struct, frozen=True):
    revision: int
    places: int


async def uses(files: Mapping[str, str], kind: Kind, name: str, own: Mapping[str, str] | None = None) -> Named:
    """Where a name stands beside its definition; with `own`, in these files alone."""
    return await asyncio.to_thread(_uses, dict(files), kind, name, own)


async def problem(files: Mapping[str, str], kind: Kind, name: str, new: str) -> str:
    """Why it cannot be called so, in words; empty where it can."""
    try:
        await asyncio.to_thread(_renamed, files, kind, name, new)
    except Refused as refused:
        return t(refused.key, **refused.arguments)
    return ""


async def rename(drafts: Drafts, package: str, kind: Kind, name: str, new: str, *, by: str) -> Renamed:
    """Gives it that name in the newest text and saves it: what others saved meanwhile speaks of the new name too."""
    from dsl.editing.renaming import Renaming  # here: the grammars load when somebody needs them, not when the designer starts

    what = told("editor.what_renamed", old=name, new=new)
    for _ in range(TRIES):
        draft = await drafts.read(package)
        named = await uses(draft.whole, kind, name)
        files = await asyncio.to_thread(_renamed, draft.whole, kind, name, new)
        changes = _changes(draft, files)
        saved = await drafts.save(package, changes, draft.revision, by, what, renamings=[Renaming(kind, name, new)])
        if not isinstance(saved, Conflict):
            return Renamed(saved.revision, named.places)
    raise Refused("editor.busy", 409)


def _changes(draft: Draft, files: Mapping[str, str]) -> dict[str, str | None]:
    """What a save has to write: its own files that differ, and those that are not there any more."""
    written: dict[str, str | None] = {path: text for path, text in files.items() if draft.whole.get(path) != text}
    return written | {path: None for path in draft.files if path not in files}


def _uses(files: Mapping[str, str], kind: Kind, name: str, own: Mapping[str, str] | None) -> Named:
    from dsl.editing.renaming import occurrences  # here: as above

    found = [one for one in occurrences(files, kind, name) if not one.defines and (own is None or one.span.file in own)]
    lines = dict.fromkeys((one.span.file, one.span.line) for one in found)
    return Named(len({one.span for one in found}), [Use(*line) for line in lines])


def _renamed(files: Mapping[str, str], kind: Kind, name: str, new: str) -> dict[str, str]:
    from dsl.editing.renaming import NameRefused, Renaming, rename  # here: as above
    from dsl.editing.tree import EditError

    if len(new) > LONGEST_NAME:
        raise Refused("editor.name_long", longest=LONGEST_NAME)
    try:
        return rename(files, Renaming(kind, name, new))
    except NameRefused as refused:
        raise Refused(f"editor.name_{refused.why}", name=new) from refused
    except EditError as error:
        raise Refused("editor.cannot_edit", 422) from error
