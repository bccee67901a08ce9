"""Owns what it means to compare and reckon with typed values, null-safe: nothing here ever raises.

Anything compared with a missing value (None) is false. Money compares with money of the same currency only, and with a
plain number by its amount. Dates of different grain compare at the coarser one: `2026-10` equals `2026-10-03`.
Reckoning with what does not fit, or by zero, gives a missing value.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal
from typing import Any, TypeAlias

from dsl.values import Duration, Money, Value, is_date, is_time

Known: TypeAlias = Value | float
"""What a scope may give: a value, or a measured float such as `anger`."""

Number: TypeAlias = Decimal | int | float

_RECKONING = Context(prec=28, Emin=-30, Emax=30, traps=[])
_ONE_UNIT = Decimal(1)
_FIVE_PERCENT = Decimal("0.05")


def exact(value: Known) -> Value:
    """A measured float becomes the number that it is written as, so that 0.7 is 0.7."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def _numbers(left: Known, right: Known) -> tuple[Number, Number] | None:
    """Both as plain numbers of one sort, when they are comparable quantities."""
    first, second = _number(left, right), _number(right, left)
    if first is None or second is None:
        return None
    if type(first) is float or type(second) is float:
        return float(first), float(second)  # the literal 0.7 and a measured 0.7 are the same float
    return first, second


def _number(value: Known, beside: Known) -> Number | None:
    """A quantity as a plain number, where it may be compared with the one `beside` it."""
    if isinstance(value, Decimal | int | float):
        return None if isinstance(value, bool) or isinstance(beside, Duration) else value
    if isinstance(value, Money):
        return None if isinstance(beside, Money) and beside.currency != value.currency else value.amount
    return value.seconds if isinstance(value, Duration) and isinstance(beside, Duration) else None


def _same_grain(left: str, right: str) -> tuple[str, str]:
    if len(left) != len(right) and "-" in left + right and is_date(left) and is_date(right):
        grain = min(len(left), len(right))
        return left[:grain], right[:grain]
    return left, right


def equal(left: Known | None, right: Known | None) -> bool:
    if left is None or right is None:
        return False
    if isinstance(left, str) and isinstance(right, str):
        first, second = _same_grain(left, right)
        return first == second
    if isinstance(left, bool) and isinstance(right, bool):
        return left is right
    pair = _numbers(left, right)
    return pair is not None and pair[0] == pair[1]


def unequal(left: Known | None, right: Known | None) -> bool:
    """Both known, and not equal. Values of different kinds, or currencies, are unequal."""
    return left is not None and right is not None and not equal(left, right)


def less(left: Known | None, right: Known | None) -> bool:
    return _ordered(left, right, operator.lt)


def at_most(left: Known | None, right: Known | None) -> bool:
    return _ordered(left, right, operator.le)


def _ordered(left: Known | None, right: Known | None, holds: Callable[[Any, Any], bool]) -> bool:
    if left is None or right is None:
        return False
    if isinstance(left, str) and isinstance(right, str):
        if (is_date(left) and is_date(right)) or (is_time(left) and is_time(right)):
            return holds(*_same_grain(left, right))
        return False
    pair = _numbers(left, right)
    return pair is not None and holds(*pair)


def about(left: Known | None, right: Known | None) -> bool:
    """Within 5 %, or within 1 unit."""
    if left is None or right is None:
        return False
    pair = _numbers(exact(left), exact(right))
    if pair is None:
        return False
    first, second = Decimal(pair[0]), Decimal(pair[1])
    allowed = max(_ONE_UNIT, _FIVE_PERCENT * max(abs(first), abs(second)))
    return abs(first - second) <= allowed


def age(born: Known | None, now: Known | None) -> int | None:
    """Whole years from the day `born` to the day of `now` (an ISO date or moment)."""
    start, today = _first_day(born), _first_day(now)
    if start is None or today is None:
        return None
    years = today.year - start.year - ((today.month, today.day) < (start.month, start.day))
    return years if years >= 0 else None


def _first_day(moment: Known | None) -> date | None:
    """The day of an ISO date or moment; the first one of a month or a year."""
    if not isinstance(moment, str) or not is_date(moment[:10]):
        return None
    year, month, day = (*map(int, moment[:10].split("-")), 1, 1)[:3]
    return date(year, month, day)


# ---- reckoning -----------------------------------------------------------------------------------------------------


def _rewrap(number: Decimal, like: Value, other: Value) -> Value | None:
    if not number.is_finite():
        return None
    for side in (like, other):
        if isinstance(side, Money):
            return Money(number, side.currency)
        if isinstance(side, Duration):
            return Duration(number)
    return number


def add(left: Known | None, right: Known | None) -> Value | None:
    return _sum(left, right, _RECKONING.add)


def subtract(left: Known | None, right: Known | None) -> Value | None:
    return _sum(left, right, _RECKONING.subtract)


def _sum(left: Known | None, right: Known | None, reckon: Callable[[Decimal, Decimal], Decimal]) -> Value | None:
    if left is None or right is None:
        return None
    left, right = exact(left), exact(right)
    pair = _numbers(left, right)
    return None if pair is None else _rewrap(reckon(Decimal(pair[0]), Decimal(pair[1])), left, right)


def _factor(value: Value) -> Decimal | None:
    return Decimal(value) if isinstance(value, (Decimal, int)) and not isinstance(value, bool) else None


def _quantity(value: Value) -> Decimal | None:
    if isinstance(value, Money):
        return value.amount
    return value.seconds if isinstance(value, Duration) else _factor(value)


def multiply(left: Known | None, right: Known | None) -> Value | None:
    """At least one of the two is a plain number."""
    if left is None or right is None:
        return None
    left, right = exact(left), exact(right)
    first, second = _quantity(left), _quantity(right)
    if first is None or second is None or (_factor(left) is None and _factor(right) is None):
        return None
    return _rewrap(_RECKONING.multiply(first, second), left, right)


def divide(left: Known | None, right: Known | None) -> Value | None:
    """By a plain number, or a quantity by one of its own kind, which gives a plain number."""
    if left is None or right is None:
        return None
    left, right = exact(left), exact(right)
    if _factor(right) is not None:
        first = _quantity(left)
        return None if first is None else _rewrap(_RECKONING.divide(first, Decimal(_factor(right) or 0)), left, right)
    pair = _numbers(left, right) if not isinstance(left, (Decimal, int)) else None
    if pair is None:
        return None
    ratio = _RECKONING.divide(Decimal(pair[0]), Decimal(pair[1]))
    return ratio if ratio.is_finite() else None


def negate(value: Known | None) -> Value | None:
    return multiply(value, -1)
