"""Owns bringing three versions of a package to the same names: what one renamed is renamed in the others too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from dsl.editing.renamed import Definitions, definitions, renamings
from dsl.editing.renaming import Renaming, remove, rename
from dsl.editing.tree import EditError
from dsl.merging.conflicts import Choice, Conflict

Files = Mapping[str, str]


class Named(Struct, frozen=True):
    """The three versions with the same names, and the names that were changed so that they do not go together."""

    base: Files
    ours: Files
    theirs: Files
    conflicts: tuple[Conflict, ...] = ()


def agree(
    base: Files, ours: Files, theirs: Files, our_records: Sequence[Renaming], their_records: Sequence[Renaming],
    choices: Mapping[str, Choice],
) -> Named:  # fmt: skip
    """Renames in each version what was renamed in another: as it was recorded, or as the content shows."""
    versions: dict[str, Files] = {"base": base, "ours": ours, "theirs": theirs}
    defined = {side: definitions(files) for side, files in versions.items()}
    left = renamings(defined["base"], defined["ours"], our_records)
    right = renamings(defined["base"], defined["theirs"], their_records)
    agreement = _Agreement(versions, defined, choices)
    agreement.reach(left, right)
    return Named(versions["base"], versions["ours"], versions["theirs"], tuple(agreement.conflicts))


# ---- what becomes of it --------------------------------------------------------------------------------------------


class _Agreement:
    """Carries renames over. Where that cannot be done safely nothing is renamed, and the merge sees one go and one come."""

    def __init__(self, versions: dict[str, Files], defined: Mapping[str, Definitions], choices: Mapping[str, Choice]) -> None:
        self._versions = versions
        self._defined = defined
        self._choices = choices
        self.conflicts: list[Conflict] = []

    def reach(self, ours: Sequence[Renaming], theirs: Sequence[Renaming]) -> None:
        left, right = _by_old(ours), _by_old(theirs)
        for key in sorted(left.keys() & right.keys()):
            self._both(left.pop(key), right.pop(key))
        for mine in list(left.values()):
            other = next(
                (one for one in right.values() if (one.kind, one.scope, one.new) == (mine.kind, mine.scope, mine.new)), None
            )
            if other is not None:
                self._same_name(left.pop(_key(mine)), right.pop(_key(other)))
        for one in left.values():
            self._follow(one, "ours", "theirs")
        for one in right.values():
            self._follow(one, "theirs", "ours")

    def _both(self, mine: Renaming, other: Renaming) -> None:
        """Both renamed one thing."""
        if mine.new == other.new:
            self._rename(["base"], mine)
            return
        chosen = self._dispute("both-renamed", mine, mine.old, mine.new, other.new)
        kept = mine.new if chosen == "ours" else other.new if chosen == "theirs" else mine.old
        for side, new in (("base", mine.old), ("ours", mine.new), ("theirs", other.new)):
            if new != kept:
                self._rename([side], Renaming(mine.kind, new, kept, mine.scope))

    def _same_name(self, mine: Renaming, other: Renaming) -> None:
        """Both gave one name to two things: each keeps its old one, but for whose renaming is chosen."""
        first = min(mine, other)
        chosen = self._dispute("same-name", first, "", mine.new, mine.new)
        if chosen != "ours":
            self._rename(["ours"], Renaming(mine.kind, mine.new, mine.old, mine.scope))
        if chosen != "theirs":
            self._rename(["theirs"], Renaming(other.kind, other.new, other.old, other.scope))
        if chosen is not None:
            winner = mine if chosen == "ours" else other
            self._follow(winner, chosen, "theirs" if chosen == "ours" else "ours")

    def _follow(self, one: Renaming, side: str, other: str) -> None:
        """One renamed it: the others do the same."""
        if one.old in self._defined[other].get((one.kind, one.scope), {}):
            self._rename(["base", other], one)
            return
        names = {side: one.new, other: ""}
        chosen = self._dispute("deleted-and-renamed", one, one.old, names["ours"], names["theirs"])
        if chosen == other:
            self._versions[side] = remove(dict(self._versions[side]), one.kind, one.new, one.scope).files

    def _rename(self, sides: Sequence[str], renaming: Renaming) -> None:
        try:
            renamed = {side: rename(self._versions[side], renaming) for side in sides}
        except EditError:
            return
        self._versions.update(renamed)

    def _dispute(self, kind: str, one: Renaming, base: str, ours: str, theirs: str) -> Choice | None:
        at = self._defined["base"][one.kind, one.scope][one.old]
        conflict = Conflict(kind=kind, file=at.file, path=at.path, base=base, ours=ours, theirs=theirs)
        chosen = self._choices.get(conflict.name)
        if chosen is None:
            self.conflicts.append(conflict)
        return chosen


def _key(one: Renaming) -> tuple[str, str, str]:
    return one.kind, one.scope, one.old


def _by_old(renamings: Sequence[Renaming]) -> dict[tuple[str, str, str], Renaming]:
    return {_key(one): one for one in renamings}
