"""Owns the machine that a proof is about: a bundle's steps and, worked out once, everything that moves ask of them.

What is finite is known exactly: flags, counts, values that only literals are written to, the counters of the call, the
caller's intent. Everything else that a condition compares is an *atom*: true or false at will, until one of its operands is
written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from dsl import condition, values
from dsl.bundle import Bundle
from dsl.condition import Expr, parse, parse_change
from dsl.condition.parsing import Add, Reset
from dsl.condition.tree import (
    And,
    Comparison,
    Known,
    Literal,
    Name,
    Not,
    Or,
    children,
    names,
)  # fmt: skip
from dsl.condition.tree import (
    Call as Function,
)
from dsl.derivation import heads, made_in, stale
from dsl.edges import written_edges
from dsl.model import (
    MOODS,
    Ask,
    Call,
    Choose,
    Collect,
    EscalationOrder,
    Fetch,
    HandOff,
    HandOffOrder,
    Policy,
    Return,
    Set,
    Slot,
    Step,
)
from dsl.values import Value

FREE_TEXT_TYPES = frozenset({"text", "name", "address"})
"""Types that are never filled by what a caller mentions in passing."""

MEASURES = ("stumbles", "turns", "turns_without_progress", "misunderstood")
MOMENT = "now"
"""The operand of everything that depends on the clock."""

Variable: TypeAlias = tuple[str, str]
"""What a call remembers, for the proof: ("flag", name), ("slot", name): whether it is known, ("atom", text), …"""


class Atom(Struct, frozen=True):
    """Part of a condition whose truth is a free choice until one of `operands` (names without fields) is written."""

    text: str
    expr: Expr
    operands: frozenset[str]


class Leaf(NamedTuple):
    """A comparison: an atom (its text), or one whose names are finite, each with its variable and its values."""

    atom: str
    finite: tuple[tuple[str, Variable, tuple[Value | None, ...]], ...]
    evaluate: Callable[[condition.Scope], object] | None


class Machine:
    """A bundle as a machine. `policies` are those whose conditions must be known too."""

    def __init__(self, bundle: Bundle, policies: Iterable[Policy] = ()) -> None:
        self.bundle = bundle
        self.policies = tuple(policies)
        self.steps: dict[str, Step] = dict(bundle.steps)
        for name, subflow in bundle.subflows.items():
            self.steps |= {f"{name}/{step}": body for step, body in subflow.steps.items()}
        self._trees: dict[str, Expr] = {}
        self._reach: dict[str, frozenset[str]] = {}
        self._leaves: dict[tuple[str, int, int], Leaf] = {}

    # ---- steps ---------------------------------------------------------------------------------------------------

    def address(self, step: str, beside: str) -> str:
        """The full address of a step named inside the flow or sub-flow that `beside` stands in."""
        subflow, slash, _ = beside.rpartition("/")
        return f"{subflow}/{step}" if slash else step

    def reachable(self, address: str) -> frozenset[str]:
        """Every step that can follow this one without a new topic, itself included."""
        if address not in self._reach:
            seen: set[str] = set()
            ahead = [address]
            while ahead:
                here = ahead.pop()
                if here not in seen and here in self.steps:
                    seen.add(here)
                    ahead += [self.address(step, here) for step in written_edges(self.steps[here])]
            self._reach[address] = frozenset(seen)
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

    # ---- slots -----------------------------------------------------------------------------------------------

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

    # ---- what is made from what ------------------------------------------------------------------------------

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

    # ---- conditions ------------------------------------------------------------------------------------------

    def tree(self, text: str) -> Expr:
        if text not in self._trees:
            self._trees[text] = parse(text)
        return self._trees[text]

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """Every condition that a call may be asked, in no order that matters."""
        found = [branch.when for step in self.steps.values() if isinstance(step, Choose) for branch in step.choose if branch.when]
        found += [rule.when for rule in self.bundle.escalation]
        found += [slot.valid for slot in self.bundle.slots.values() if slot.valid]
        found += [asked for policy in self.policies for asked in (policy.when, policy.holds) if asked]
        found += [f"open({order.hours})" for order in self._orders() if order.hours]
        return tuple(dict.fromkeys(found))

    @cached_property
    def for_people(self) -> tuple[str, ...]:
        """Of the answers that only people give, one for each way in which a call goes on."""
        ways: dict[tuple[str | None, str | None], str] = {}
        for name, answer in self.bundle.answers.items():
            if answer.human_only is not None:
                ways.setdefault((answer.human_only.hours, answer.unavailable), name)
        return tuple(ways.values())

    def _orders(self) -> Iterator[HandOffOrder | EscalationOrder]:
        yield from (step.hand_off for step in self.steps.values() if isinstance(step, HandOff))
        yield from (rule.hand_off for rule in self.bundle.escalation)
        yield from (answer.human_only for answer in self.bundle.answers.values() if answer.human_only is not None)

    @cached_property
    def literal_values(self) -> dict[str, tuple[Value | None, ...]]:
        """Declared values that only literals are written to -> everything they can hold."""
        found: dict[str, set[Value | None]] = {
            name: {None} for name, declared in self.bundle.values.items() if declared.type is not None
        }
        for step in self.steps.values():
            for name, change in step.set.items() if isinstance(step, Set) else ():
                parsed = parse_change(change)
                if name not in found or isinstance(parsed, Reset):
                    continue
                if isinstance(parsed, Literal):
                    found[name].add(self.written_value(name, change))
                else:
                    del found[name]
        return {name: tuple(sorted(held, key=str)) for name, held in found.items()}

    def written_value(self, name: str, change: str) -> Value | None:
        """What a literal that is written to a value is read as afterwards."""
        value = condition.evaluate(self.tree(change), lambda _: None)
        if value is None or isinstance(value, float):
            return None
        kind = values.parse_type(self.bundle.values[name].type or "text")
        return values.from_text(kind, values.to_text(kind, value))

    @cached_property
    def caps(self) -> dict[str, int]:
        """Counters of the call that are only compared with numbers -> the number from which on nothing changes."""
        caps = dict.fromkeys(MEASURES, 1)
        for text in self.conditions:
            for node in _nodes(self.tree(text)):
                if isinstance(node, Comparison):
                    for side, other in ((node.left, node.right), (node.right, node.left)):
                        if isinstance(side, Name) and side.name in caps and isinstance(other, Literal):
                            caps[side.name] = max(caps[side.name], _whole(other.value) + 1)
        loose = {
            name.name
            for text in self.conditions
            for node in _nodes(self.tree(text))
            if not _compares_with_literal(node)
            for name in children(node)
            if isinstance(name, Name)
        }
        return {name: cap for name, cap in caps.items() if name not in loose and cap <= 40}

    def domain(self, name: str) -> tuple[Value | None, ...] | None:
        """Every value that a name can have; None where that is not finite."""
        declared = self.bundle.values.get(name)
        if declared is not None:
            if declared.flag:
                return (False, True)
            return tuple(range(declared.count + 1)) if declared.count is not None else self.literal_values.get(name)
        if name in self.caps:
            return tuple(range(self.caps[name] + 1))
        return self.intents if name == "intent" else None

    @cached_property
    def intents(self) -> tuple[Value | None, ...]:
        """The intents that some condition speaks of, "" for any other, None for none yet."""
        spoken = {
            node.value
            for text in self.conditions
            if any(name.name == "intent" for name in names(self.tree(text)))
            for node in _nodes(self.tree(text))
            if isinstance(node, Literal) and isinstance(node.value, str)
        }
        return (None, "", *sorted(spoken))

    def variable_of(self, name: str) -> Variable:
        """Where the value of a finite name is kept."""
        if name in self.bundle.values:
            return ("value", name)
        return ("call", "intent") if name == "intent" else ("measure", name)

    @cached_property
    def atoms(self) -> dict[str, Atom]:
        """Every atom of every condition, by its text."""
        return {atom.text: atom for text in self.conditions for atom in self.atoms_of(self.tree(text), text)}

    @cached_property
    def atoms_over(self) -> dict[str, tuple[str, ...]]:
        """Operand -> the texts of the atoms that mention it."""
        found: dict[str, list[str]] = {}
        for atom in self.atoms.values():
            for operand in atom.operands:
                found.setdefault(operand, []).append(atom.text)
        return {operand: tuple(texts) for operand, texts in found.items()}

    @cached_property
    def moods(self) -> tuple[str, ...]:
        """Those that some condition speaks of: each turn of the caller's brings new ones."""
        return tuple(name for name in MOODS if name in self.atoms_over)

    def atoms_of(self, expr: Expr, text: str) -> Iterator[Atom]:
        match expr:
            case And(operands=operands) | Or(operands=operands):
                for operand in operands:
                    yield from self.atoms_of(operand, text)
            case Not(operand=operand):
                yield from self.atoms_of(operand, text)
            case Known() | Literal():
                return
            case _:
                if not self.exact(expr):
                    yield self.atom(expr, text)

    def leaf(self, expr: Expr, text: str) -> Leaf:
        """A comparison of a condition, worked out once."""
        key = (text, expr.start, expr.end)
        if key not in self._leaves:
            if self.exact(expr):
                named = tuple(dict.fromkeys(name.name for name in names(expr)))
                finite = tuple((name, self.variable_of(name), self.domain(name) or ()) for name in named)
                self._leaves[key] = Leaf("", finite, condition.compile_expression(expr))
            else:
                self._leaves[key] = Leaf(self.atom(expr, text).text, (), None)
        return self._leaves[key]

    def exact(self, expr: Expr) -> bool:
        """Whether everything that this part of a condition reads is finite."""
        return not _reads_clock(expr) and all(self.domain(name.name) is not None for name in names(expr))

    def atom(self, expr: Expr, text: str) -> Atom:
        operands = heads(name.name for name in names(expr))
        return Atom(text[expr.start : expr.end], expr, operands | {MOMENT} if _reads_clock(expr) else operands)

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """Everything that a call may remember."""
        bundle = self.bundle
        found: list[Variable] = [("slot", name) for name in bundle.slots]
        found += [("confirmed", name) for name, slot in bundle.slots.items() if slot.confirm == "explicit" and not slot.secret]
        found += [("place", name) for name in bundle.slots]
        found += [("value", name) for name in bundle.values]
        found += [("data", name) for name in bundle.data]
        found += [("measure", name) for name in self.caps]
        found += [("atom", text) for text in self.atoms]
        found += [("rule", str(index)) for index in range(len(bundle.escalation))]
        found += [("share", address) for address, step in self.steps.items() if _shares(step)]
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
                    found[kind, name] = self.domain(name) or (None, True)
                case "measure":
                    found[kind, name] = tuple(range(self.caps[name] + 1))
                case "atom":
                    found[kind, name] = (None, True, False)
                case "share":
                    step = self.steps[name]
                    assert isinstance(step, Choose)
                    found[kind, name] = (None, -1, *shares_of(step))
        found["call", "intent"] = self.intents
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
            case "atom" if self.atoms[name].operands <= set(MOODS):
                return condition.evaluate(self.atoms[name].expr, lambda _: Decimal(0)) is True  # every call begins calmly
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


def _nodes(expr: Expr) -> Iterator[Expr]:
    yield expr
    for child in children(expr):
        yield from _nodes(child)


def _compares_with_literal(node: Expr) -> bool:
    """A comparison of a name with a literal; what joins conditions compares nothing."""
    if isinstance(node, And | Or | Not | Known):
        return True
    return isinstance(node, Comparison) and (isinstance(node.left, Literal) or isinstance(node.right, Literal))


def _reads_clock(expr: Expr) -> bool:
    return any(isinstance(node, Function) and node.function in ("open", "age") for node in _nodes(expr))


def _whole(value: Value) -> int:
    return int(value) if isinstance(value, Decimal | int) else 0
