"""Owns undo and redo: a person takes back their own newest save, in any session, and what others saved since stays.

Nothing is ever removed from the history: taking back is a revision of its own, which names the one that it takes back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from designer import words
from designer.refusal import Refused
from designer.store.tables import Revision
from designer.workspace.drafts import Conflict, Drafts, Saved

REACH = 200  # saves of a package that are looked at


@dataclass(frozen=True)
class Takeable:
    """The revisions that a person's undo and redo would take back; None where there is none."""

    undo: Revision | None = None
    redo: Revision | None = None


async def takeable(drafts: Drafts, package: str, person: str) -> Takeable:
    history = list(reversed(await drafts.history(package, REACH)))
    return _takeable(revision for revision in history if revision.by == person)


def _takeable(own: Iterable[Revision]) -> Takeable:
    done: list[Revision] = []
    undone: list[Revision] = []
    for revision in own:
        if revision.number in (1, revision.undoes):
            done, undone = [], []  # the package begins here
        elif revision.undoes is None:
            done.append(revision)
            undone = []
        elif undone and undone[-1].number == revision.undoes:
            undone.pop()
            done.append(revision)
        else:
            done = [one for one in done if one.number != revision.undoes]
            undone.append(revision)
    return Takeable(done[-1] if done else None, undone[-1] if undone else None)


async def take_back(drafts: Drafts, package: str, person: str, *, redo: bool = False) -> Saved | Conflict:
    """Saves the package without the person's newest change, or with it again. Refused where there is nothing to take back."""
    found = await takeable(drafts, package, person)
    revision = found.redo if redo else found.undo
    if revision is None:
        raise Refused("canvas.nothing_to_redo" if redo else "canvas.nothing_to_undo", 409)
    before = await drafts.read_revision(package, revision.number - 1)
    after = await drafts.read_revision(package, revision.number)
    first = await first_named(drafts, package, revision)
    what = words.told("canvas.what_redone" if redo else "canvas.what_undone", what=words.later(first))
    changes: Mapping[str, str | None] = {path: before.files.get(path) for path in {**before.files, **after.files}}
    recorded = {
        path: before.recordings.get(path)
        for path in {**before.recordings, **after.recordings}
        if before.recordings.get(path) != after.recordings.get(path)
    }
    return await drafts.join(package, changes, revision.number, person, what, undoes=revision.number, recorded=recorded)


async def first_named(drafts: Drafts, package: str, revision: Revision) -> str:
    """What a change was called when it was made, however often it was taken back and done again since."""
    by_number = {one.number: one for one in await drafts.history(package, REACH)}
    while revision.undoes in by_number and revision.undoes != revision.number:
        revision = by_number[revision.undoes]
    return revision.what
