"""Owns merging the work of two people: base, ours and theirs, each the files of a package → merged files and conflicts.

Items are merged, not lines: entries by their key, list items by what they say, renamed things by their new name. Both people's
edits, comments and layout too, are in the result or stand in the conflicts, and the result is the same either way round.
"""

from dsl.merging.conflicts import Choice, Conflict
from dsl.merging.package import Merged, merge

__all__ = ["Choice", "Conflict", "Merged", "merge"]
