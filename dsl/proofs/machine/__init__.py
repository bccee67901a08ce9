"""Owns the machine that a proof is about: a program, its conditions, and what a call of it remembers.

What is finite is known exactly: flags, counts, values that only literals are written to, the counters of the call, the
caller's intent. Everything else that a condition compares is an *atom*: true or false at will, until one of its operands is
written.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from dsl import condition
from dsl.bundle import Bundle
from dsl.model import MOODS, Ask, Choose, Collect, Policy, Return, Step
from dsl.proofs.machine.conditions import MEASURES, MOMENT, Atom, Conditions, Leaf, Variable
from dsl.proofs.machine.program import Program

__all__ = ["MEASURES", "MOMENT", "Atom", "Leaf", "Machine", "Variable", "is_question", "outcomes_of", "shares_of"]


class Machine:
    """A bundle as a machine. `policies` are those whose conditions must be known too."""

    def __init__(self, bundle: Bundle, policies: Iterable[Policy] = ()) -> None:
        self.bundle = bundle
        self.program = Program(bundle)
        self.conditions = Conditions(self.program, policies)

    @cached_property
    def for_people(self) -> tuple[str, ...]:
        """Of the answers that only people give, one for each way in which a call goes on."""
        ways: dict[tuple[str | None, str | None], str] = {}
        for name, answer in self.bundle.answers.items():
            if answer.human_only is not None:
                ways.setdefault((answer.human_only.hours, answer.unavailable), name)
        return tuple(ways.values())

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """Everything that a call may remember."""
        bundle = self.bundle
        found: list[Variable] = [("slot", name) for name in bundle.slots]
        found += [("confirmed", name) for name, slot in bundle.slots.items() if slot.confirm == "explicit" and not slot.secret]
        found += [("place", name) for name in bundle.slots]
        found += [("value", name) for name in bundle.values]
        found += [("data", name) for name in bundle.data]
        found += [("measure", name) for name in self.conditions.caps]
        found += [("atom", text) for text in self.conditions.atoms]
        found += [("rule", str(index)) for index in range(len(bundle.escalation))]
        found += [("share", address) for address, step in self.program.steps.items() if _shares(step)]
        return (*found, ("call", "intent"), ("call", "interrupted"))

    @cached_property
    def domains(self) -> dict[Variable, tuple[object, ...]]:
        """Everything that a variable may hold, for those of which that is known."""
        found: dict[Variable, tuple[object, ...]] = {}
        for kind, name in self.variables:
            match kind:
                case "slot" | "confirmed" | "data" | "rule":
                    found[kind, name] = (False, True)
                case "value":
                    found[kind, name] = self.conditions.domain(name) or (None, True)
                case "measure":
                    found[kind, name] = tuple(range(self.conditions.caps[name] + 1))
                case "atom":
                    found[kind, name] = (None, True, False)
                case "share":
                    step = self.program.steps[name]
                    assert isinstance(step, Choose)
                    found[kind, name] = (None, -1, *shares_of(step))
        found["call", "intent"] = self.conditions.intents
        return found

    def initial(self, variable: Variable) -> object:
        """What a variable holds when a call begins."""
        kind, name = variable
        match kind:
            case "slot" | "confirmed" | "data" | "rule":
                return False
            case "value":
                declared = self.bundle.values[name]
                return False if declared.flag else 0 if declared.count is not None else None
            case "measure":
                return 0
            case "atom" if self.conditions.atoms[name].operands <= set(MOODS):  # every call begins calmly
                return condition.evaluate(self.conditions.atoms[name].expr, lambda _: Decimal(0)) is True
            case _:
                return None


def shares_of(step: Choose) -> tuple[int, ...]:
    """The branches that a share of the calls takes."""
    return tuple(index for index, branch in enumerate(step.choose) if branch.share is not None)


def outcomes_of(steps: Iterable[Step]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.outcome for step in steps if isinstance(step, Return)))


def is_question(step: Step) -> bool:
    return isinstance(step, Ask | Collect)


def _shares(step: Step) -> bool:
    return isinstance(step, Choose) and bool(shares_of(step))
