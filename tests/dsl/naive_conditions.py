"""Owns the witness of the condition tests: what a condition gives, read off its text by the shortest program that does what the
language's page says. It shares nothing with `dsl.condition`: no grammar, no tree, no arithmetic (fractions in place of decimals).

And random conditions to hold the two against each other, well-typed and not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dsl.condition import evaluate, parse
from dsl.values import Duration, Money

TOKEN = re.compile(
    r"""\s*(?:(?P<money>\d+(?:\.\d+)?\s*[A-Z]{3}\b)|(?P<time>\d+(?:\.\d+)?\s*(?:ms|min|s|h)\b)|(?P<number>\d+(?:\.\d+)?)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<name>[^\W\d][\w.]*)|(?P<sign>==|!=|<=|>=|[-+*/<>()\[\],]))""",
    re.VERBOSE,
)
SECONDS = {"ms": Fraction(1, 1000), "s": Fraction(1), "min": Fraction(60), "h": Fraction(3600)}

Given = Any
"""A quantity is (kind, amount): ("", n), ("CNY", n), ("time", seconds); a text, a truth and a list are Python's own."""


def gives(text: str, scope: Mapping[str, Given]) -> Given:
    """What a condition gives; None when it is missing."""
    return _Reader(text, scope).either()


class _Reader:
    """Evaluates while it reads, one method a level of precedence."""

    def __init__(self, text: str, scope: Mapping[str, Given]) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            found = TOKEN.match(text, at)
            assert found is not None and found.lastgroup, text[at:]
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self.scope = scope

    def next_is(self, *words: str) -> str:
        kind, word = self.tokens[0] if self.tokens else ("", "")
        return word if word in words and kind in ("name", "sign") else ""

    def take(self) -> tuple[str, str]:
        return self.tokens.pop(0)

    def either(self) -> Given:
        found = self.both()
        while self.next_is("or"):
            self.take()
            other = self.both()
            found = found is True or other is True
        return found

    def both(self) -> Given:
        found = self.turned()
        while self.next_is("and"):
            self.take()
            other = self.turned()
            found = found is True and other is True
        return found

    def turned(self) -> Given:
        if self.next_is("not"):
            self.take()
            return self.turned() is not True
        return self.compared()

    def compared(self) -> Given:
        left = self.sum()
        if operator := self.next_is("==", "!=", "<", "<=", ">", ">="):
            self.take()
            return compare(operator, left, self.sum())
        if word := self.next_is("in", "not", "matches"):
            self.take()
            if word == "not":
                self.take()
            right = self.sum()
            if word == "matches":
                return isinstance(left, str) and re.fullmatch(right, left) is not None
            among = any(compare("==", left, one) for one in (right if isinstance(right, list) else [right]))
            return left is not None and among != (word == "not")
        return left

    def sum(self) -> Given:
        found = self.product()
        while sign := self.next_is("+", "-"):
            self.take()
            found = reckon(sign, found, self.product())
        return found

    def product(self) -> Given:
        found = self.factor()
        while sign := self.next_is("*", "/"):
            self.take()
            found = reckon(sign, found, self.factor())
        return found

    def factor(self) -> Given:
        if sign := self.next_is("+", "-"):
            self.take()
            value = self.factor()
            return value if sign == "+" else reckon("*", value, ("", Fraction(-1)))
        return self.operand()

    def operand(self) -> Given:
        kind, word = self.take()
        if kind == "money":
            return word[-3:], Fraction(word[:-3].strip())
        if kind == "time":
            number, unit = re.fullmatch(r"([\d.]+)\s*(\w+)", word).groups()  # type: ignore[union-attr]
            return "time", Fraction(number) * SECONDS[unit]
        if kind == "number":
            return "", Fraction(word)
        if kind == "text":
            return re.sub(rf"\\([\\{word[0]}])", r"\1", word[1:-1])
        if word == "(":
            inner = self.either()
            self.take()
            return inner
        if word == "[":
            return self.items("]")
        if word in ("true", "false"):
            return word == "true"
        if word == "has":
            return self.scope.get(self.take()[1]) is not None
        if self.next_is("("):
            self.take()
            return call(word, self.items(")"), self.scope)
        return self.scope.get(word)

    def items(self, closing: str) -> list[Given]:
        found = []
        while not self.next_is(closing):
            found.append(self.either())
            if self.next_is(","):
                self.take()
        self.take()
        return found


def is_date(text: str) -> bool:
    parts = text.split("-")
    if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not all(part.isdigit() for part in parts):
        return False
    try:
        date(*[*map(int, parts), 1, 1][:3])
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    return re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", text, re.ASCII) is not None


def is_quantity(value: Given) -> bool:
    return isinstance(value, tuple)


def one_measure(left: Given, right: Given) -> bool:
    """Whether two quantities can be put beside each other: a plain number beside money, but not beside a time."""
    if not (is_quantity(left) and is_quantity(right)):
        return False
    return left[0] == right[0] or ("" in (left[0], right[0]) and "time" not in (left[0], right[0]))


def compare(operator: str, left: Given, right: Given) -> bool:
    if left is None or right is None or isinstance(left, list) or isinstance(right, list):
        return False
    if operator == "!=":
        return not compare("==", left, right)
    tests: dict[str, Callable[[Any, Any], bool]] = {
        "==": lambda a, b: a == b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
    }  # fmt: skip
    if isinstance(left, str) and isinstance(right, str):
        both_dates = is_date(left) and is_date(right)
        if operator != "==" and not both_dates and not (is_time(left) and is_time(right)):
            return False
        grain = min(len(left), len(right)) if both_dates else None
        return tests[operator](left[:grain], right[:grain])
    if isinstance(left, bool) and isinstance(right, bool):
        return operator == "==" and left == right
    return one_measure(left, right) and tests[operator](left[1], right[1])


def reckon(sign: str, left: Given, right: Given) -> Given:
    if not (is_quantity(left) and is_quantity(right)):
        return None
    kind = left[0] or right[0]
    if sign in "+-":
        return (kind, left[1] + right[1] * (1 if sign == "+" else -1)) if one_measure(left, right) else None
    if sign == "*":
        return (kind, left[1] * right[1]) if "" in (left[0], right[0]) else None
    if right[1] == 0 or (right[0] and right[0] != left[0]):
        return None
    return ("" if right[0] else left[0]), left[1] / right[1]


def call(name: str, arguments: list[Given], scope: Mapping[str, Given]) -> Given:
    if name == "about" and len(arguments) == 2 and one_measure(*arguments):
        first, second = (one[1] for one in arguments)
        return abs(first - second) <= max(Fraction(1), max(abs(first), abs(second)) / 20)
    if name == "about" and len(arguments) == 2:
        return False
    if name == "age" and len(arguments) == 1:
        born, now = arguments[0], scope.get("now")
        if not (isinstance(born, str) and isinstance(now, str) and is_date(born[:10]) and is_date(now[:10])):
            return None
        start, today = ([*map(int, one[:10].split("-")), 1, 1][:3] for one in (born, now))
        years = today[0] - start[0] - (today[1:] < start[1:])
        return ("", Fraction(years)) if years >= 0 else None
    return None


# ---- random conditions -----------------------------------------------------------------------------------------------

QUANTITIES = [
    "amount", "bill.extra", "dollars", "turns", "anger", "wait", "金额", "3", "0", "2.5", "12", "100 CNY", "97.5CNY", "100 USD",
    "90 s", "1.5 min", "400ms", "nothing",
]  # fmt: skip
TEXTS = [
    "plan", "month", "day", "at", "plate", '"gold"', "'silver'", '"2026-10"', '"2026-10-03"', '"2026"', '"09:30"',
    '"a \\" b \\\\ c"', "'it\\'s'", "nothing",
]  # fmt: skip
TRUTHS = ["verified", "closed", "true", "false", "nothing", "has amount", "has nothing", "has bill.extra"]
PATTERNS = ['"[A-Z]{2}\\d{4}"', '"go.d|silver"', '"\\d+"', "'[^a]*'", '"(a|b)?.*"']


def random_condition(chance: random.Random, depth: int = 4) -> str:
    return _either(chance, depth)


def _either(chance: random.Random, depth: int) -> str:
    if depth > 0 and chance.random() < 0.7:
        joint = chance.choice([" and ", " or "])
        return joint.join(_turned(chance, depth - 1) for _ in range(chance.choice([1, 2, 2, 3])))
    return _turned(chance, depth)


def _turned(chance: random.Random, depth: int) -> str:
    if chance.random() < 0.2:
        return "not " + _turned(chance, depth - 1)
    if depth > 0 and chance.random() < 0.25:
        return f"({_either(chance, depth - 1)})"
    return _compared(chance, depth)


def _compared(chance: random.Random, depth: int) -> str:
    operator = chance.choice(["==", "!=", "<", "<=", ">", ">="])
    match chance.randrange(8):
        case 0 | 1 | 2:
            return f"{_quantity(chance, depth)} {operator} {_quantity(chance, depth)}"
        case 3:
            return f"{chance.choice(TEXTS)} {operator} {chance.choice(TEXTS)}"
        case 4:
            pool = chance.choice([TEXTS, QUANTITIES])
            items = ", ".join(chance.choices(pool, k=chance.randrange(1, 4)))
            return f"{chance.choice(pool)} {chance.choice(['in', 'not in'])} [{items}]"
        case 5:
            return f"{chance.choice(TEXTS)} matches {chance.choice(PATTERNS)}"
        case 6:
            return chance.choice(
                [f"about({_quantity(chance, depth)}, {_quantity(chance, depth)})", f"age(born) {operator} 25", *TRUTHS]
            )
        case _:
            mixed = [*QUANTITIES, *TEXTS, *TRUTHS]
            return f"{chance.choice(mixed)} {operator} {chance.choice(mixed)}"


def _quantity(chance: random.Random, depth: int) -> str:
    if depth <= 0 or chance.random() < 0.5:
        return chance.choice(["", "", "", "-", "+"]) + chance.choice(QUANTITIES)
    left, right = _quantity(chance, depth - 1), _quantity(chance, depth - 2)
    match chance.randrange(4):
        case 0:
            return f"({left} {chance.choice('+-')} {right})"
        case 1:
            return f"{left} {chance.choice('+-')} {right}"
        case 2:
            return f"{chance.choice(QUANTITIES)} * {chance.choice(['2', '0', '3', 'turns', '(1 + 1)', 'amount'])}"
        case _:
            return f"{chance.choice(QUANTITIES)} / {chance.choice(['2', '4', '0', '8', '(2 + 3)', '100 CNY', '2 s'])}"


SCOPE: dict[str, Given] = {
    "amount": ("CNY", Fraction(100)), "dollars": ("USD", Fraction(100)), "bill.extra": ("CNY", Fraction("97.5")),
    "turns": ("", Fraction(2)),
    "anger": ("", Fraction("0.7")), "wait": ("time", Fraction(90)), "金额": ("", Fraction(5)), "plan": "gold", "month": "2026-10",
    "day": "2026-10-03", "born": "2000-10-04", "now": "2026-10-03T09:00:00+08:00", "at": "14:30", "plate": "AB1234",
    "verified": True, "closed": False,
}  # fmt: skip
"""What the random conditions speak of; `nothing` is not known."""


def compared(text: str) -> tuple[Given, Given]:
    """What the language's evaluator gives of a condition, and the witness, both in the witness's terms."""
    return _ours(evaluate(parse(text), {name: _theirs(name, value) for name, value in SCOPE.items()}.get)), gives(text, SCOPE)


def _theirs(name: str, value: Given) -> Any:
    if not isinstance(value, tuple):
        return value
    kind, amount = value
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    if name == "anger":
        return float(exact)
    return Duration(exact) if kind == "time" else Money(exact, kind) if kind else exact


def _ours(value: Any) -> Given:
    if isinstance(value, Money):
        return value.currency, Fraction(value.amount)
    if isinstance(value, Duration):
        return "time", Fraction(value.seconds)
    if isinstance(value, bool | str) or value is None:
        return value
    return "", Fraction(str(value))
