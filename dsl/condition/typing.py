"""Owns the types of a condition: what an expression gives, and where its parts cannot fit together.

A name of unknown type fits everywhere: that it is unknown is the resolver's finding, and one mistake is reported once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

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
    children,
)  # fmt: skip
from dsl.matching import compile_pattern
from dsl.naming import nearest
from dsl.notation import NotationError
from dsl.values import DURATION, MONEY, NUMBER, TEXT, YES_NO, Duration, Money, ValueType, from_text

TypeOfName: TypeAlias = Callable[[str], ValueType | None]
Mistake: TypeAlias = tuple[str, int, int, dict[str, str]]
"""Code, start, end, arguments of the sentence."""

FUNCTIONS = {"about": (2, 2), "age": (1, 1), "open": (1, 2)}
"""Every function, and how many arguments it takes at least and at most."""

_KINDS = {
    "number": "number", "ordinal": "number", "count": "number", "money": "money", "duration": "duration",
    "date": "date", "time": "time", "flag": "truth", "yes/no": "truth",
}  # fmt: skip
"""What compares with what; every other type is text."""

_QUANTITIES = {"number", "money", "duration"}
_ORDERED = _QUANTITIES | {"date", "time"}


def _kind(value_type: ValueType) -> str:
    return _KINDS.get(value_type.name, "text")


def infer(expr: Expr, type_of_name: TypeOfName) -> ValueType | None:
    """The type of what the expression gives; None when it is not known, or is none."""
    match expr:
        case Literal(value=bool()) | Known() | Not() | And() | Or() | Comparison() | Membership() | Matching():
            return YES_NO
        case Literal(value=Money()):
            return MONEY
        case Literal(value=Duration()):
            return DURATION
        case Literal(value=str()):
            return TEXT
        case Literal():
            return NUMBER
        case Name(name=name):
            return type_of_name(name)
        case Negative(operand=operand):
            return _quantity(infer(operand, type_of_name))
        case Arithmetic(operator=operator, left=left, right=right):
            return _reckoned(operator, _quantity(infer(left, type_of_name)), _quantity(infer(right, type_of_name)))
        case Call(function=function):
            return NUMBER if function == "age" else YES_NO if function in FUNCTIONS else None
        case ListOf():
            return None


def _quantity(found: ValueType | None) -> ValueType | None:
    """None for what cannot be reckoned with: that is reported where it stands, and only there."""
    return found if found is not None and _kind(found) in _QUANTITIES else None


def _reckoned(operator: str, left: ValueType | None, right: ValueType | None) -> ValueType | None:
    if left is None or right is None:
        return None
    first, second = _kind(left), _kind(right)
    if operator == "/" and first == second:
        return NUMBER
    for kind in (first, second):
        if kind in ("money", "duration"):
            return ValueType(kind)
    return NUMBER


def type_errors(expr: Expr, type_of_name: TypeOfName, *, condition: bool = False) -> list[Mistake]:
    """Everything that cannot fit, in reading order. `condition`: the whole must be true or false."""
    found = list(_errors(expr, type_of_name))
    if condition:
        found += _must_be_truth(expr, type_of_name)
    return sorted(found, key=lambda error: (error[1], error[2]))


def _errors(expr: Expr, types: TypeOfName) -> Iterator[Mistake]:
    for child in children(expr):
        yield from _errors(child, types)
    match expr:
        case Not(operand=operand):
            yield from _must_be_truth(operand, types)
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                yield from _must_be_truth(operand, types)
        case Comparison(operator=operator, left=left, right=right):
            yield from _compared(expr, left, right, types, ordered=operator not in ("==", "!="))
        case Membership(left=left, right=right):
            yield from _member(left, right, types)
        case Matching():
            yield from _matched(expr, types)
        case Arithmetic():
            yield from _arithmetic(expr, types)
        case Negative(operand=operand):
            yield from _must_be_quantity(operand, types)
        case Call():
            yield from _called(expr, types)
        case _:
            return


def _must_be_truth(expr: Expr, types: TypeOfName) -> Iterator[Mistake]:
    found = infer(expr, types)
    if isinstance(expr, ListOf) or (found is not None and _kind(found) != "truth"):
        yield "condition-no-truth", expr.start, expr.end, {"type": str(found or "list")}


def _must_be_quantity(expr: Expr, types: TypeOfName) -> Iterator[Mistake]:
    found = infer(expr, types)
    if isinstance(expr, ListOf) or (found is not None and _kind(found) not in _QUANTITIES):
        yield "arithmetic-type", expr.start, expr.end, {"type": str(found or "list")}


def _compared(whole: Expr, left: Expr, right: Expr, types: TypeOfName, *, ordered: bool) -> Iterator[Mistake]:
    for side in (left, right):
        if isinstance(side, ListOf):
            yield "list-outside-in", side.start, side.end, {}
            return
    first, second = infer(left, types), infer(right, types)
    if first is None or second is None:
        return
    if not _comparable(first, second, left, right):
        yield "compare-types", whole.start, whole.end, {"left": str(first), "right": str(second)}
    elif ordered and not {_kind(first), _kind(second)} & _ORDERED:
        yield "compare-order", whole.start, whole.end, {"type": str(first)}


def _comparable(first: ValueType, second: ValueType, left: Expr, right: Expr) -> bool:
    kinds = _kind(first), _kind(second)
    if kinds[0] == kinds[1] or set(kinds) == {"money", "number"}:
        return True
    for value_type, other in ((first, right), (second, left)):
        if isinstance(other, Literal) and isinstance(other.value, str) and _kind(value_type) in ("date", "time"):
            return from_text(value_type, other.value) is not None
    return False


def _member(left: Expr, right: Expr, types: TypeOfName) -> Iterator[Mistake]:
    if not isinstance(right, ListOf):
        yield "in-needs-list", right.start, right.end, {}
        return
    for item in right.items:
        yield from _compared(item, left, item, types, ordered=False)


def _matched(expr: Matching, types: TypeOfName) -> Iterator[Mistake]:
    found = infer(expr.operand, types)
    if found is not None and _kind(found) != "text":
        yield "matches-needs-text", expr.operand.start, expr.operand.end, {"type": str(found)}
    try:
        compile_pattern(expr.pattern)
    except NotationError as error:
        places, last = expr.pattern_places, len(expr.pattern_places) - 1
        yield error.code, places[min(error.start, last)], places[min(error.end, last)], error.arguments


def _arithmetic(expr: Arithmetic, types: TypeOfName) -> Iterator[Mistake]:
    wrong = [*_must_be_quantity(expr.left, types), *_must_be_quantity(expr.right, types)]
    yield from wrong
    first, second = infer(expr.left, types), infer(expr.right, types)
    if wrong or first is None or second is None:
        return
    if not _reckonable(expr.operator, _kind(first), _kind(second)):
        arguments = {"left": str(first), "right": str(second), "operator": expr.operator}
        yield "arithmetic-types", expr.start, expr.end, arguments


def _reckonable(operator: str, first: str, second: str) -> bool:
    match operator:
        case "+" | "-":
            return first == second or {first, second} == {"money", "number"}
        case "*":
            return "number" in (first, second)
        case _:
            return second in ("number", first)


def _called(expr: Call, types: TypeOfName) -> Iterator[Mistake]:
    if expr.function not in FUNCTIONS:
        arguments = {"function": expr.function, "nearest": nearest(expr.function, tuple(FUNCTIONS))}
        yield "function-unknown", expr.start, expr.start + len(expr.function), arguments
        return
    least, most = FUNCTIONS[expr.function]
    if not least <= len(expr.arguments) <= most:
        wanted = str(least) if least == most else f"{least}-{most}"
        yield "function-arguments", expr.start, expr.end, {"function": expr.function, "wanted": wanted}
    elif expr.function == "about":
        yield from _compared(expr, expr.arguments[0], expr.arguments[1], types, ordered=True)
    elif expr.function == "age":
        found = infer(expr.arguments[0], types)
        if found is not None and _kind(found) != "date":
            yield "age-needs-date", expr.arguments[0].start, expr.arguments[0].end, {"type": str(found)}
    elif expr.function == "open":
        yield from _opened(expr.arguments[0], expr.arguments[1:], types)


def _opened(calendar: Expr, when: tuple[Expr, ...], types: TypeOfName) -> Iterator[Mistake]:
    if not isinstance(calendar, Name):
        yield "open-needs-calendar", calendar.start, calendar.end, {}
    for one in when:
        found = infer(one, types)
        if found is not None and _kind(found) not in ("date", "time"):
            yield "open-needs-day", one.start, one.end, {"type": str(found)}
