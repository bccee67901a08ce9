"""Owns the conditions that a call may be asked: what in them is finite, hence known exactly, and the atoms that are left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from dsl import condition, values
from dsl.condition import Expr, parse_change
from dsl.condition.parsing import Reset
from dsl.condition.tree import And, Comparison, Known, Literal, Name, Not, Or, children, names
from dsl.condition.tree import Call as Function
from dsl.derivation import heads
from dsl.model import MOODS, Choose, EscalationOrder, HandOff, HandOffOrder, Policy, Set
from dsl.proofs.machine.program import Program
from dsl.values import Value

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


class Conditions:
    """Every condition of a program, and of the policies that are proven of it."""

    def __init__(self, program: Program, policies: Iterable[Policy] = ()) -> None:
        self._program = program
        self._bundle = program.bundle
        self._policies = tuple(policies)
        self._leaves: dict[tuple[str, int, int], Leaf] = {}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every condition that a call may be asked, in no order that matters."""
        choices = [step.choose for step in self._program.steps.values() if isinstance(step, Choose)]
        found = [branch.when for branches in choices for branch in branches if branch.when]
        found += [rule.when for rule in self._bundle.escalation]
        found += [slot.valid for slot in self._bundle.slots.values() if slot.valid]
        found += [asked for policy in self._policies for asked in (policy.when, policy.holds) if asked]
        found += [f"open({order.hours})" for order in self._orders() if order.hours]
        return tuple(dict.fromkeys(found))

    def _orders(self) -> Iterator[HandOffOrder | EscalationOrder]:
        yield from (step.hand_off for step in self._program.steps.values() if isinstance(step, HandOff))
        yield from (rule.hand_off for rule in self._bundle.escalation)
        yield from (answer.human_only for answer in self._bundle.answers.values() if answer.human_only is not None)

    @cached_property
    def literal_values(self) -> dict[str, tuple[Value | None, ...]]:
        """Declared values that only literals are written to -> everything they can hold."""
        found: dict[str, set[Value | None]] = {
            name: {None} for name, declared in self._bundle.values.items() if declared.type is not None
        }
        for step in self._program.steps.values():
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
        value = condition.evaluate(self._program.tree(change), lambda _: None)
        if value is None or isinstance(value, float):
            return None
        kind = values.parse_type(self._bundle.values[name].type or "text")
        return values.from_text(kind, values.to_text(kind, value))

    @cached_property
    def caps(self) -> dict[str, int]:
        """Counters of the call that are only compared with numbers -> the number from which on nothing changes."""
        caps = dict.fromkeys(MEASURES, 1)
        for text in self.texts:
            for node in _nodes(self._program.tree(text)):
                if isinstance(node, Comparison):
                    for side, other in ((node.left, node.right), (node.right, node.left)):
                        if isinstance(side, Name) and side.name in caps and isinstance(other, Literal):
                            caps[side.name] = max(caps[side.name], _whole(other.value) + 1)
        loose = {
            name.name
            for text in self.texts
            for node in _nodes(self._program.tree(text))
            if not _compares_with_literal(node)
            for name in children(node)
            if isinstance(name, Name)
        }
        return {name: cap for name, cap in caps.items() if name not in loose and cap <= 40}

    def domain(self, name: str) -> tuple[Value | None, ...] | None:
        """Every value that a name can have; None where that is not finite."""
        declared = self._bundle.values.get(name)
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
            for text in self.texts
            if any(name.name == "intent" for name in names(self._program.tree(text)))
            for node in _nodes(self._program.tree(text))
            if isinstance(node, Literal) and isinstance(node.value, str)
        }
        return (None, "", *sorted(spoken))

    def variable_of(self, name: str) -> Variable:
        """Where the value of a finite name is kept."""
        if name in self._bundle.values:
            return ("value", name)
        return ("call", "intent") if name == "intent" else ("measure", name)

    @cached_property
    def atoms(self) -> dict[str, Atom]:
        """Every atom of every condition, by its text."""
        return {atom.text: atom for text in self.texts for atom in self.atoms_of(self._program.tree(text), text)}

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
