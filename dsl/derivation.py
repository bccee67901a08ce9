"""Owns what is made from what: the slots, values, flags and look-ups that go stale when one of them changes.

The engine forgets by it, and the proofs know by it what the engine will forget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from dsl.bundle import Bundle
from dsl.model import Call, Collect, Fetch, Set

Ways: TypeAlias = Sequence[frozenset[str]]
"""The sets of names that something may have been made from, one for each way it is made."""


def heads(names: Iterable[str]) -> frozenset[str]:
    """The slots, values and look-ups that these names belong to: `bill.extra` is part of `bill`."""
    return frozenset(head(name) for name in names)


def head(name: str) -> str:
    first, _, _ = name.partition(".")
    return name if first == "caller" else first


def made_in(bundle: Bundle, subflow: str) -> frozenset[str]:
    """Everything that a sub-flow takes, fetches or sets: what its flag is made from."""
    made: set[str] = set()
    for step in bundle.subflows[subflow].steps.values():
        match step:
            case Collect():
                made.update(step.collect)
            case Fetch():
                made.add(step.fetch)
            case Set():
                made.update(step.set)
            case Call():
                made |= made_in(bundle, step.call)
    return frozenset(made)


def stale(
    bundle: Bundle, changed: str, made: Mapping[str, Ways], among: Callable[[Iterable[bool]], bool] = any
) -> frozenset[str]:
    """What was made from a name, at first hand or from that in turn.

    `among` is `any` for what may have been made from it, `all` for what was in whatever way. A look-up marked `once` is kept:
    it must never be repeated.
    """
    found = {changed}
    grown = True
    while grown:
        grown = False
        for name, ways in made.items():
            if name not in found and not _kept(bundle, name) and among([bool(way & found) for way in ways]):
                found.add(name)
                grown = True
    return frozenset(found - {changed})


def _kept(bundle: Bundle, name: str) -> bool:
    lookup = bundle.data.get(name)
    return lookup is not None and lookup.once
