"""Owns saving a form: its edits go into the newest text, together with what others changed, unless that is the same place."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from designer.changes import ChangedLine, changed_lines
from designer.forms.edits import Edit, apply
from designer.forms.sheet import Path, Sheet, written
from designer.refusal import Refused
from designer.workspace import checking
from designer.workspace.drafts import Conflict, Draft, Drafts
from dsl.source import Source

TRIES = 3  # others may save between our reading and our saving


class Outcome(Struct, frozen=True, kw_only=True):
    """`saved` false: somebody changed the same place; `theirs` is what they (`savers`) changed, and nothing was written."""

    saved: bool
    draft: Draft
    changes: list[ChangedLine] = []
    theirs: list[ChangedLine] = []
    savers: list[str] = []


class Item(Struct, frozen=True):
    """What a form edits: one item of one file, or several. An empty path is the whole file."""

    file: str
    paths: tuple[Path, ...]


async def save_item(
    drafts: Drafts,
    package: str,
    item: Item,
    revision: int,
    make: Callable[[Sheet], list[Edit]],
    *,
    by: str,
    what: str,
    language: str = "",
) -> Outcome:
    """Makes the edits against the newest text, in the language of the form. `revision` is what the person saw when they began."""
    for _ in range(TRIES):
        draft = await drafts.read(package)
        source = (await checking.check(draft.files)).source
        if revision != draft.revision:
            before = await _written_at(drafts, package, revision, item)
            now = _written(source, item)
            if before != now:
                if not await _joined(drafts, package, item, revision, make, by=by, what=what, language=language):
                    savers = await drafts.savers(package, revision)
                    return Outcome(saved=False, draft=draft, theirs=changed_lines(before, now), savers=savers)
                joined = await drafts.read(package)
                lines = changed_lines(draft.files.get(item.file, ""), joined.files.get(item.file, ""))
                return Outcome(saved=True, draft=joined, changes=lines)
        old = draft.files.get(item.file, "")
        new = apply(old, make(Sheet(await checking.check(draft.files), item.file, language)))
        outcome = await drafts.save(package, {item.file: new}, draft.revision, by, what)
        if not isinstance(outcome, Conflict):
            return Outcome(saved=True, draft=await drafts.read(package), changes=changed_lines(old, new))
        revision = draft.revision
    raise Refused("editor.busy", 409)


async def _joined(
    drafts: Drafts,
    package: str,
    item: Item,
    revision: int,
    make: Callable[[Sheet], list[Edit]],
    *,
    by: str,
    what: str,
    language: str,
) -> bool:
    """Whether the edits, made against what the person saw, could be saved together with what somebody else changed."""
    try:
        seen = await drafts.read_revision(package, revision)
        new = apply(seen.files.get(item.file, ""), make(Sheet(await checking.check(seen.files), item.file, language)))
    except Refused:
        return False
    return not isinstance(await drafts.join(package, {item.file: new}, revision, by, what), Conflict)


async def _written_at(drafts: Drafts, package: str, revision: int, item: Item) -> str:
    try:
        draft = await drafts.read_revision(package, revision)
    except Refused:
        return ""  # a revision that never was: whatever stands there now counts as changed
    return _written((await checking.check(draft.files)).source, item)


def _written(source: Source, item: Item) -> str:
    """The text of an item, its key included; empty when it is not there."""
    return "\n".join(written(source, item.file, path) for path in item.paths)
