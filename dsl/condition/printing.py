"""Owns writing a condition's tree as text: what is read from it again is the same tree. No parenthesis is there in vain."""

from __future__ import annotations

from decimal import Decimal

from dsl.condition.parsing import Add, Change, Reset
from dsl.condition.tree import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Expr,
    Known,
    ListOf,
    Literal,
    Matching,
    Membership,
    Name,
    Negative,
    Not,
    Or,
)  # fmt: skip
from dsl.values import DURATION, Duration, Money, Value, from_text, plain_number

_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGNED, _OPERAND = range(8)
"""How tightly each sort of expression holds together."""

_UNITS = {"s": Decimal(1), "min": Decimal(60), "h": Decimal(3600), "ms": Decimal("0.001")}


def write_change(change: Change) -> str:
    """What `set` writes."""
    match change:
        case Add(amount=amount):
            return f"add {amount}"
        case Reset():
            return "reset"
        case _:
            return write(change)


def write(expr: Expr) -> str:
    """The text of a condition or an expression."""
    match expr:
        case Literal(value=value):
            return _literal(value)
        case Name(name=name):
            return name
        case Known(name=known):
            return f"has {known.name}"
        case Not(operand=operand):
            return f"not {_within(operand, _NOT)}"
        case And(operands=operands):
            return " and ".join(_within(one, _NOT) for one in operands)
        case Or(operands=operands):
            return " or ".join(_within(one, _AND) for one in operands)
        case Comparison(operator=operator, left=left, right=right):
            return f"{_within(left, _SUM)} {operator} {_within(right, _SUM)}"
        case Membership(left=left, right=right, negated=negated):
            return f"{_within(left, _SUM)} {'not in' if negated else 'in'} {_within(right, _SUM)}"
        case Matching(operand=operand, pattern=pattern):
            return f"{_within(operand, _SUM)} matches {_quoted(pattern)}"
        case Arithmetic(operator=operator, left=left, right=right):
            level = _level(expr)
            return f"{_within(left, level)} {operator} {_within(right, level + 1)}"
        case Negative(operand=operand):
            return f"-{_within(operand, _SIGNED)}"
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(write, arguments))})"
        case ListOf(items=items):
            return f"[{', '.join(map(write, items))}]"


def _within(expr: Expr, level: int) -> str:
    return write(expr) if _level(expr) >= level else f"({write(expr)})"


def _level(expr: Expr) -> int:
    match expr:
        case Or():
            return _OR
        case And():
            return _AND
        case Not():
            return _NOT
        case Comparison() | Membership() | Matching():
            return _COMPARISON
        case Arithmetic(operator=operator):
            return _SUM if operator in "+-" else _PRODUCT
        case Negative():
            return _SIGNED
        case _:
            return _OPERAND


def _literal(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Money(amount=amount, currency=currency):
            return f"{plain_number(amount)} {currency}"
        case Duration():
            return _duration(value)
        case str():
            return _quoted(value)
        case _:
            return plain_number(Decimal(value))


def _duration(value: Duration) -> str:
    """In the first unit that says it exactly."""
    texts = [f"{plain_number(value.seconds / size)} {unit}" for unit, size in _UNITS.items()]
    return next((text for text in texts if from_text(DURATION, text) == value), texts[0])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
