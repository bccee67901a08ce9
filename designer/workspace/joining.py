"""Owns what the language is asked when two people saved one package: what got another name, and both texts as one."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dsl import merging
    from dsl.editing.renamed import Definitions
    from dsl.editing.renaming import Renaming


@lru_cache(maxsize=32)  # what one save made is what the next begins from
def _defined(files: frozenset[tuple[str, str]]) -> "Definitions":
    from dsl.editing import renamed as renaming  # here: the grammars load when somebody needs them, not when the designer starts

    return renaming.definitions(dict(files))


def renamed(old: Mapping[str, str], new: Mapping[str, str], records: "Sequence[Renaming]") -> "list[Renaming]":
    """What got another name between two texts: as whoever renamed recorded it, and what the content shows."""
    from dsl.editing import renamed as renaming  # here: as above

    return renaming.renamings(_defined(frozenset(old.items())), _defined(frozenset(new.items())), records)


def merge(
    base: Mapping[str, str],
    ours: Mapping[str, str],
    theirs: Mapping[str, str],
    choices: "Mapping[str, merging.Choice]",
    our_renamings: "Sequence[Renaming]",
    their_renamings: "Sequence[Renaming]",
) -> "merging.Merged":
    """Both people's texts put together, item by item."""
    from dsl import merging  # here: as above

    return merging.merge(base, ours, theirs, our_renamings=our_renamings, their_renamings=their_renamings, choices=choices)
