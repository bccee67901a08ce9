"""Owns what a condition gives: compiled once into closures, which can reach nothing but the scope they are called with.

A scope gives the value of a dotted name, or None where it is not known. A missing value makes every comparison false and
every reckoning missing. `now` (ISO text) is asked of the scope by `age`, and by `open` what it asks, `open(calendar)` or
`open(calendar, date or time)`, which is no name that could be given to anything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from dsl import comparison
from dsl.comparison import Known as KnownValue
from dsl.condition.parsing import parse
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
from dsl.matching import Pattern, compile_pattern
from dsl.notation import NotationError
from dsl.values import Value

Scope: TypeAlias = Callable[[str], KnownValue | None]
Evaluation: TypeAlias = Callable[[Scope], KnownValue | None]
Truth: TypeAlias = Callable[[Scope], bool]

_COMPARE: dict[str, Callable[[KnownValue | None, KnownValue | None], bool]] = {
    "==": comparison.equal,
    "!=": comparison.unequal,
    "<": comparison.less,
    "<=": comparison.at_most,
    ">": lambda left, right: comparison.less(right, left),
    ">=": lambda left, right: comparison.at_most(right, left),
}
_RECKON: dict[str, Callable[[KnownValue | None, KnownValue | None], Value | None]] = {
    "+": comparison.add,
    "-": comparison.subtract,
    "*": comparison.multiply,
    "/": comparison.divide,
}


@lru_cache(maxsize=4096)
def compile_condition(text: str) -> Evaluation:
    """The condition as a function of a scope; kept, so that a text is compiled once. Raises NotationError."""
    return compile_expression(parse(text))


def evaluate(expr: Expr, scope: Scope) -> KnownValue | None:
    """What the expression gives in this scope; None when it is missing."""
    return compile_expression(expr)(scope)


def holds(text: str, scope: Scope) -> bool:
    """Whether the condition is true; a missing value is not."""
    return compile_condition(text)(scope) is True


def compile_expression(expr: Expr) -> Evaluation:
    match expr:
        case Literal(value=value):
            return lambda scope: value
        case Name(name=name):
            return lambda scope: scope(name)
        case Known(name=Name(name=name)):
            return lambda scope: scope(name) is not None
        case Not(operand=operand):
            negated = _truth(operand)
            return lambda scope: not negated(scope)
        case And(operands=operands):
            return _all([_truth(operand) for operand in operands])
        case Or(operands=operands):
            return _any([_truth(operand) for operand in operands])
        case Comparison(operator=operator, left=left, right=right):
            return _pair(_COMPARE[operator], left, right)
        case Arithmetic(operator=operator, left=left, right=right):
            return _pair(_RECKON[operator], left, right)
        case Negative(operand=operand):
            number = compile_expression(operand)
            return lambda scope: comparison.negate(number(scope))
        case Membership(left=left, right=right, negated=outside):
            return _membership(compile_expression(left), right, outside)
        case Matching(operand=operand, pattern=pattern):
            return _matching(compile_expression(operand), _pattern(pattern))
        case Call(function="open", arguments=(Name(name=calendar), *when)):
            return _open(calendar, [compile_expression(one) for one in when])
        case Call(function=function, arguments=arguments):
            return _call(function, [compile_expression(argument) for argument in arguments])
        case ListOf():
            return lambda scope: None  # a list means something on the right of `in` alone; the checks say so


def _truth(expr: Expr) -> Truth:
    evaluation = compile_expression(expr)
    return lambda scope: evaluation(scope) is True


def _all(truths: list[Truth]) -> Evaluation:
    def run(scope: Scope) -> bool:
        for truth in truths:  # noqa: SIM110 - a generator would double the time
            if not truth(scope):
                return False
        return True

    return run


def _any(truths: list[Truth]) -> Evaluation:
    def run(scope: Scope) -> bool:
        for truth in truths:  # noqa: SIM110 - a generator would double the time
            if truth(scope):
                return True
        return False

    return run


def _pair(join: Callable[[KnownValue | None, KnownValue | None], Value | None], left: Expr, right: Expr) -> Evaluation:
    first, second = compile_expression(left), compile_expression(right)
    return lambda scope: join(first(scope), second(scope))


def _membership(value: Evaluation, group: Expr, outside: bool) -> Evaluation:
    members = [compile_expression(item) for item in (group.items if isinstance(group, ListOf) else (group,))]

    def run(scope: Scope) -> bool:
        wanted = value(scope)
        if wanted is None:
            return False
        return any(comparison.equal(wanted, member(scope)) for member in members) != outside

    return run


def _pattern(text: str) -> Pattern | None:
    """None for a pattern that is none: the checks report it, and here nothing matches it."""
    try:
        return compile_pattern(text)
    except NotationError:
        return None


def _matching(value: Evaluation, pattern: Pattern | None) -> Evaluation:
    def run(scope: Scope) -> bool:
        text = value(scope)
        return pattern is not None and isinstance(text, str) and pattern.matches(text)

    return run


def _call(function: str, arguments: list[Evaluation]) -> Evaluation:
    """A function called with too few or too many arguments, or that is none, gives a missing value."""
    match function, arguments:
        case "about", [first, second]:
            return lambda scope: comparison.about(first(scope), second(scope))
        case "age", [born]:
            return lambda scope: comparison.age(born(scope), scope("now"))
        case _:
            return lambda scope: None


def _open(calendar: str, when: list[Evaluation]) -> Evaluation:
    """Whether a calendar is open now, or on a day or at a time that is given; what is not known is not open."""
    if not when:
        return lambda scope: scope(f"open({calendar})") is True
    day_or_time = when[0]

    def run(scope: Scope) -> bool:
        wanted = day_or_time(scope)
        return isinstance(wanted, str) and scope(f"open({calendar}, {wanted})") is True

    return run
