"""Owns the policies as automata: each watches a call go on, and is violated at the moment in which the call breaks it."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.model import STEP_KINDS, Ask, Policy, Say
from dsl.proofs.deciding import decide
from dsl.proofs.machine import Machine, Variable
from dsl.proofs.memory import View
from dsl.proofs.moves.watcher import Watcher

VIOLATED = "violated"


def watcher_of(policy: Policy, machine: Machine) -> Watcher:
    """The automaton of a policy of paths; that of a secret is proven otherwise."""
    if policy.heard:
        return HeardBefore(policy, machine)
    if policy.holds:
        return HoldsBefore(policy, machine)
    return ReachWithin(policy)


def first_tracked(policy: Policy, machine: Machine) -> frozenset[Variable]:
    """What the proof of a policy remembers from the start."""
    if policy.holds:
        return frozenset(("value", name) for name in machine.program.heads([policy.holds]) if name in machine.bundle.values)
    if policy.when:
        return frozenset(("rule", str(index)) for index in range(len(machine.bundle.escalation)))
    return frozenset()


def steps_meant(names: tuple[str, ...], machine: Machine) -> frozenset[str]:
    """The steps of these names; the name of a kind means every step of it, unless a step is called so."""
    meant: set[str] = set()
    for name in names:
        if name in machine.program.steps:
            meant.add(name)
        elif name in STEP_KINDS:
            meant |= {address for address, step in machine.program.steps.items() if isinstance(step, STEP_KINDS[name])}
    return frozenset(meant)


class HeardBefore(Watcher):
    """One of some prompts is heard to its end before certain steps are done."""

    def __init__(self, policy: Policy, machine: Machine) -> None:
        self._machine = machine
        self._heard = frozenset(policy.heard)
        self._before = steps_meant(policy.before, machine)

    def begin(self) -> object:
        return "unheard"

    def doing(self, address: str, state: object, view: View) -> Iterator[tuple[object, View]]:
        if state == "unheard" and address in self._before:
            yield VIOLATED, view
            return
        if state == "unheard" and address in self._heard:
            step = self._machine.program.steps[address]
            yield "heard", view
            if isinstance(step, Say | Ask) and step.barge_in == "never":
                return
        yield state, view


class HoldsBefore(Watcher):
    """A condition holds whenever certain steps are done."""

    def __init__(self, policy: Policy, machine: Machine) -> None:
        self._holds = policy.holds or ""
        self._before = steps_meant(policy.before, machine)

    def doing(self, address: str, state: object, view: View) -> Iterator[tuple[object, View]]:
        if address not in self._before or state == VIOLATED:
            yield state, view
            return
        for held, after in decide(self._holds, view):
            yield (state if held else VIOLATED), after


class Arrives(Watcher):
    """A step is done while a slot is known: what shows where a secret gets out."""

    def __init__(self, address: str, slot: str) -> None:
        self._address = address
        self._slot = slot

    def doing(self, address: str, state: object, view: View) -> Iterator[tuple[object, View]]:
        if address != self._address or state == VIOLATED:
            yield state, view
            return
        for held, after in view.one_of(("slot", self._slot), (True, False)):
            yield (VIOLATED if held is True else state), after


class ReachWithin(Watcher):
    """Once a condition holds at a turn, a person is asked for in that turn or within so many more.

    A call in which a person was asked for already has done what it could; one that the caller ends is the caller's choice.
    """

    def __init__(self, policy: Policy) -> None:
        self._when = policy.when or ""
        self._within = policy.within

    def begin(self) -> object:
        return "calm"

    def turn(self, state: object, view: View) -> Iterator[tuple[object, View]]:
        if isinstance(state, int):
            yield (VIOLATED if state >= self._within else state + 1), view
        elif state == "calm":
            for held, after in decide(self._when, view):
                yield (0 if held else "calm"), after
        else:
            yield state, view

    def handed_off(self, state: object) -> object:
        return state if state == VIOLATED else "done"

    def goodbye(self, state: object) -> object:
        return "done" if isinstance(state, int) else state

    def ended(self, state: object, how: str) -> object:
        return VIOLATED if isinstance(state, int) and how == "line" else state
