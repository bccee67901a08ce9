"""Owns the tree of a condition: frozen nodes, each with its place (`start:end`, characters of the condition's text)."""

from __future__ import annotations

from typing import Literal as OneOf
from typing import TypeAlias

from msgspec import Struct

from dsl.values import Value


class Node(Struct, frozen=True):
    start: int
    end: int


class Literal(Node, frozen=True):
    value: Value


class Name(Node, frozen=True):
    """A slot, a declared value, or something of the call: `amount`, `bill.extra`, `anger`."""

    name: str


class Known(Node, frozen=True):
    """`has amount`: whether the value is known at all."""

    name: Name


class Not(Node, frozen=True):
    operand: Expr


class And(Node, frozen=True):
    operands: tuple[Expr, ...]


class Or(Node, frozen=True):
    operands: tuple[Expr, ...]


Sign: TypeAlias = OneOf["==", "!=", "<", "<=", ">", ">="]


class Comparison(Node, frozen=True):
    operator: Sign
    left: Expr
    right: Expr


class Membership(Node, frozen=True):
    """`plan in ["gold", "silver"]`; `not in` when `negated`."""

    left: Expr
    right: Expr
    negated: bool = False


class Matching(Node, frozen=True):
    """`plate matches "[A-Z]{2}\\d{4}"`, against the whole text; `pattern_places` is where its characters stand, and its end."""

    operand: Expr
    pattern: str
    pattern_places: tuple[int, ...]


class Arithmetic(Node, frozen=True):
    operator: OneOf["+", "-", "*", "/"]
    left: Expr
    right: Expr


class Negative(Node, frozen=True):
    operand: Expr


class Call(Node, frozen=True):
    """`about(a, b)`, `open(calendar)`, `age(birthday)`."""

    function: str
    arguments: tuple[Expr, ...]


class ListOf(Node, frozen=True):
    items: tuple[Expr, ...]


Expr: TypeAlias = (
    Literal | Name | Known | Not | And | Or | Comparison | Membership | Matching | Arithmetic | Negative | Call | ListOf
)


def children(expr: Expr) -> tuple[Expr, ...]:
    """The nodes right below this one, in reading order."""
    match expr:
        case Known(name=name):
            return (name,)
        case Not(operand=operand) | Negative(operand=operand) | Matching(operand=operand):
            return (operand,)
        case And(operands=operands) | Or(operands=operands) | ListOf(items=operands) | Call(arguments=operands):
            return operands
        case Comparison(left=left, right=right) | Membership(left=left, right=right) | Arithmetic(left=left, right=right):
            return left, right
        case _:
            return ()


def names(expr: Expr) -> list[Name]:
    """Every name that the condition reads, in reading order; those of calendars are not values, and so are none of them."""
    found: list[Name] = []
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            found.append(node)
        below = children(node)
        waiting.extend(reversed(below[1:] if _calendar_of(node) else below))
    return found


def calendars(expr: Expr) -> list[Name]:
    """Every calendar that the condition looks at, in reading order."""
    found: list[Name] = []
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        if (calendar := _calendar_of(node)) is not None:
            found.append(calendar)
        waiting.extend(reversed(children(node)))
    return found


def _calendar_of(node: Expr) -> Name | None:
    """`counter` of `open(counter)`."""
    first = node.arguments[0] if isinstance(node, Call) and node.function == "open" and node.arguments else None
    return first if isinstance(first, Name) else None


def depth(expr: Expr) -> int:
    """How many nodes deep the tree is; iterative, for it guards the recursive walks."""
    deepest = 0
    waiting = [(expr, 1)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in children(node))
    return deepest
