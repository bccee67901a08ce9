"""Owns a bundle read as one program: its steps at every level, what follows them, who fills a slot, what is made from what."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from dsl import values
from dsl.bundle import Bundle
from dsl.condition import Expr, parse, parse_change
from dsl.condition.parsing import Add, Reset
from dsl.condition.tree import names
from dsl.derivation import heads, made_in, stale
from dsl.edges import full_address, reachable
from dsl.model import Call, Collect, Fetch, Set, Slot, Step

FREE_TEXT_TYPES = frozenset({"text", "name", "address"})
"""Types that are never filled by what a caller mentions in passing."""


class Program:
    """A bundle's steps by their full address (`step`, or `sub-flow/step`), with what is asked of them again and again."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.steps: dict[str, Step] = dict(bundle.steps)
        for name, subflow in bundle.subflows.items():
            self.steps |= {f"{name}/{step}": body for step, body in subflow.steps.items()}
        self._trees: dict[str, Expr] = {}
        self._reach: dict[str, frozenset[str]] = {}

    def address(self, step: str, beside: str) -> str:
        """The full address of a step named inside the flow or sub-flow that `beside` stands in."""
        return full_address(step, beside)

    def reachable(self, address: str) -> frozenset[str]:
        """Every step that can follow this one without a new topic, itself included."""
        if address not in self._reach:
            self._reach[address] = reachable(self.steps, address)
        return self._reach[address]

    def start_of(self, subflow: str) -> str:
        return f"{subflow}/{self.bundle.subflows[subflow].start}"

    def guard(self, flag: str) -> str:
        """The sub-flow that alone makes this flag true."""
        return self.bundle.values[flag].flag or ""

    def needs(self, step: Step) -> str:
        """The flag that the step needs before it is done; empty where it needs none."""
        return getattr(step, "needs", None) or ""

    def callees(self, step: Step) -> tuple[str, ...]:
        """The sub-flows that entering this step may run: the one it needs first, and the one it calls."""
        needed = self.needs(step)
        return (*((self.guard(needed),) if needed else ()), *((step.call,) if isinstance(step, Call) else ()))

    @cached_property
    def stacks(self) -> int:
        """How many ways there are for sub-flows to be run by each other, in all."""
        inside: dict[str, int] = {}

        def runs(steps: Iterable[Step]) -> int:
            called = [subflow for step in steps for subflow in self.callees(step)]
            for subflow in called:
                if subflow not in inside:
                    inside[subflow] = runs(self.bundle.subflows[subflow].steps.values())
            return sum(1 + inside[subflow] for subflow in called)

        return runs(self.bundle.steps.values())

    @cached_property
    def mentionable(self) -> tuple[str, ...]:
        """Slots that a caller may fill in passing, or correct."""
        return tuple(name for name, slot in self.bundle.slots.items() if self._mentionable(slot))

    def _mentionable(self, slot: Slot) -> bool:
        return not slot.secret and slot.by != "keys" and values.parse_type(slot.type).name not in FREE_TEXT_TYPES

    @cached_property
    def correctable(self) -> tuple[str, ...]:
        return tuple(name for name, slot in self.bundle.slots.items() if not slot.secret)

    @cached_property
    def collectors(self) -> dict[str, tuple[str, ...]]:
        """Slot -> the steps where it is taken, at each level: those that collect it, and those that run a sub-flow that does."""
        found: dict[str, list[str]] = {name: [] for name in self.bundle.slots}
        for address, step in self.steps.items():
            if isinstance(step, Collect):
                for name in step.collect:
                    found[name].append(address)
            for subflow in self.callees(step):
                for name in self._taken_in(subflow):
                    found[name].append(address)
        return {name: tuple(dict.fromkeys(steps)) for name, steps in found.items()}

    def _taken_in(self, subflow: str) -> frozenset[str]:
        taken: set[str] = set()
        for step in self.bundle.subflows[subflow].steps.values():
            if isinstance(step, Collect):
                taken.update(step.collect)
            for inner in self.callees(step):
                taken |= self._taken_in(inner)
        return frozenset(taken)

    @cached_property
    def _sources(self) -> dict[str, list[frozenset[str]]]:
        """Value, flag or look-up -> the sets of names that it may have been made from, one for each way it is made."""
        made: dict[str, list[frozenset[str]]] = {}
        for step in self.steps.values():
            if isinstance(step, Fetch):
                made.setdefault(step.fetch, []).append(self.heads(step.with_.values()))
            elif isinstance(step, Set):
                for name, change in step.set.items():
                    if not isinstance(parse_change(change), Add | Reset):
                        made.setdefault(name, []).append(self.heads([change]))
        for name, declared in self.bundle.values.items():
            if declared.flag:
                made[name] = [made_in(self.bundle, declared.flag)]
        return made

    @cached_property
    def _derived(self) -> dict[tuple[str, bool], frozenset[str]]:
        return {}

    def derived(self, name: str, *, surely: bool) -> frozenset[str]:
        """What is forgotten when `name` changes: everything that may, or that surely will, have been made from it."""
        key = (name, surely)
        if key not in self._derived:
            self._derived[key] = stale(self.bundle, name, self._sources, all if surely else any)
        return self._derived[key]

    def heads(self, texts: Iterable[str]) -> frozenset[str]:
        """The slots, values and look-ups that these expressions read."""
        return heads(found.name for text in texts for found in names(self.tree(text)))

    def tree(self, text: str) -> Expr:
        if text not in self._trees:
            self._trees[text] = parse(text)
        return self._trees[text]
