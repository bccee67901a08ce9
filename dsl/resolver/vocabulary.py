"""Owns which names conditions and replies may speak of, and of which type each is."""

from __future__ import annotations

from functools import cached_property

from dsl import manners
from dsl.model import MOODS, ValueDeclaration
from dsl.notation import NotationError
from dsl.reading import Reading
from dsl.values import NUMBER, TEXT, ValueType, parse_type

_COUNT, _FLAG = ValueType("count"), ValueType("flag")

OF_THE_CALL: dict[str, ValueType] = {
    "caller.number": ValueType("phone"),
    "caller.known": _FLAG,
    **dict.fromkeys(MOODS, NUMBER),
    "stumbles": _COUNT,
    "turns": _COUNT,
    "turns_without_progress": _COUNT,
    "misunderstood": _COUNT,
    "line": TEXT,
    "intent": TEXT,
}
"""What every call knows of itself."""

BUILT_IN_INTENTS = tuple(manners.intents("en-GB"))
"""Intents that every package has: `agree` and `refuse`."""


class Vocabulary:
    """The names of one package."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._package = reading.package

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that may be spoken of, with the dotted ones in full."""
        own = [*self._reading.defined("slot"), *self._reading.defined("value")]
        return frozenset([*OF_THE_CALL, *own, *self._fields])

    @cached_property
    def _fields(self) -> dict[str, str]:
        """`bill.extra` -> the text of its type."""
        lookups = self._package.data if self._package else {}
        return {f"{name}.{field}": type_ for name, lookup in lookups.items() for field, type_ in lookup.gives.items()}

    def type_of(self, name: str) -> ValueType | None:
        """The type of a name; None when there is no such name, or its type could not be read."""
        if name in OF_THE_CALL:
            return OF_THE_CALL[name]
        if name in self._fields:
            return _type(self._fields[name])
        if self._package is None:
            return None
        if name in self._package.slots:
            return _type(self._package.slots[name].type)
        declared = self._package.flow.values.get(name)
        return _declared_type(declared) if declared else None

    def may_be_unread(self, name: str) -> bool:
        """Whether the name may stand in a part that could not be read, so that nothing should be said of it."""
        owner = name.split(".")[0]
        lookup = self._reading.defined("lookup").get(owner)
        if lookup is not None and (self._package is None or owner not in self._package.data):
            return True
        return any(file.left_out(owner) for file in self._reading.source.files.values())


def _type(text: str) -> ValueType | None:
    try:
        return parse_type(text)
    except NotationError:
        return None


def _declared_type(declared: ValueDeclaration) -> ValueType | None:
    if declared.flag is not None:
        return _FLAG
    return _COUNT if declared.count is not None else _type(declared.type or "")
