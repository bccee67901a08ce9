"""Owns what a condition may come to: every truth it can have, each with what must be remembered for it to be so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, cast

from dsl.condition import Expr, Scope
from dsl.condition.tree import And, Known, Literal, Name, Not, Or
from dsl.proofs.memory import View

Decision: TypeAlias = tuple[bool, View]

MOST_WAYS = 256
"""Ways in which one condition may come out before it is taken as free."""


def decide(text: str, view: View) -> Iterator[Decision]:
    """Whether a condition holds, in every way that it may."""
    machine = view.tracking.machine
    yield from _decide(machine.program.tree(text), text, view)


def _decide(expr: Expr, text: str, view: View) -> Iterator[Decision]:
    match expr:
        case Literal(value=value):
            yield value is True, view
        case Not(operand=operand):
            for truth, after in _decide(operand, text, view):
                yield not truth, after
        case And(operands=operands):
            yield from _all(operands, text, view, until=False)
        case Or(operands=operands):
            yield from _all(operands, text, view, until=True)
        case Known(name=name):
            yield from _known(name, view)
        case _:
            yield from _leaf(expr, text, view)


def _all(operands: tuple[Expr, ...], text: str, view: View, *, until: bool) -> Iterator[Decision]:
    """Operands one after the other, until one of them decides."""
    if not operands:
        yield not until, view
        return
    for truth, after in _decide(operands[0], text, view):
        if truth is until:
            yield until, after
        else:
            yield from _all(operands[1:], text, after, until=until)


def _leaf(expr: Expr, text: str, view: View) -> Iterator[Decision]:
    leaf = view.tracking.machine.conditions.leaf(expr, text)
    evaluate = leaf.evaluate
    if evaluate is None:
        yield from view.atom(leaf.atom)
        return
    scopes: list[tuple[dict[str, object], View]] = [({}, view)]
    for name, variable, domain in leaf.finite:
        scopes = [({**scope, name: value}, after) for scope, before in scopes for value, after in before.one_of(variable, domain)]
    if len(scopes) > MOST_WAYS:
        yield True, view
        yield False, view
        return
    for scope, after in scopes:
        yield evaluate(cast(Scope, scope.get)) is True, after


def _known(name: Name, view: View) -> Iterator[Decision]:
    """`has amount`"""
    machine = view.tracking.machine
    head = name.name.partition(".")[0]
    if head in machine.bundle.slots:
        for held, after in view.one_of(("slot", head), (False, True)):
            yield held is True, after
    elif head in machine.bundle.data:
        for held, after in view.one_of(("data", head), (False, True)):
            yield held is True, after
    elif head in machine.bundle.values:
        for held, after in view.one_of(("value", head), machine.conditions.domain(head) or (None, True)):
            yield held is not None, after
    elif head == "intent":
        for held, after in view.one_of(("call", "intent"), machine.conditions.intents):
            yield held is not None, after
    else:
        yield True, view
        if head == "caller":
            yield False, view
