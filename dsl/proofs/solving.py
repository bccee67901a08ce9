"""Owns finding values that make atoms come out as a failing call needs them: amounts, dates, answers of systems.

Values are tried, not derived: those that a condition names, their neighbours, and a few of each type. What is found is checked
by the language's own evaluation, so a failing call is never built on a wrong guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from dsl import values
from dsl.calendars import OpeningHours
from dsl.condition import Expr, evaluate
from dsl.condition.tree import Comparison, ListOf, Literal, Membership, Name, children, names
from dsl.model import MOODS
from dsl.proofs.machine import MOMENT, Machine
from dsl.values import Duration, Money, Value, ValueType

MOST_TRIES = 20_000
NOW = "2026-03-16T10:00:00+08:00"
CALLER = "13800001234"

Instance = tuple[str, int]
"""A name (`amount`, `bill.extra`), and how many times it had been written by then."""


class Demand(Struct, frozen=True):
    """An atom that must come out as `truth`, over these instances of its names."""

    text: str
    expr: Expr
    truth: bool
    over: tuple[tuple[str, Instance], ...]  # name as written -> its instance
    moment: int = 0  # of the call's clock, where it is looked at
    timely: bool = False

    @property
    def instances(self) -> frozenset[Instance]:
        return frozenset(instance for _, instance in self.over)


class Conflict(Exception):
    """There are no such values. `certain`: it is known that there can be none; `demands` are those that exclude each other."""

    def __init__(self, demands: Sequence[Demand], certain: bool) -> None:
        super().__init__()
        self.demands, self.certain = tuple(demands), certain


class Solver:
    """Finds values for the instances of one call."""

    def __init__(self, machine: Machine, fixed: dict[Instance, Value | None]) -> None:
        self._machine = machine
        self._fixed = fixed
        self._calendars = {name: OpeningHours(calendar) for name, calendar in machine.bundle.calendars.items()}
        self.begin = datetime.fromisoformat(NOW)

    def clock(self, moment: int) -> str:
        """The time at a moment of the call: it takes a minute from each to the next."""
        return (self.begin + timedelta(minutes=moment)).isoformat()

    def solve(self, demands: Sequence[Demand]) -> dict[Instance, Value | None]:
        """A value for every instance that something is demanded of; `begin` is when the call began. Raises Conflict."""
        timely = [one for one in demands if one.timely]
        conflict: Conflict | None = None
        for begin in self._beginnings(timely):
            self.begin = begin
            if not all(self._holds(one, {}) is one.truth for one in timely if not one.over):
                continue
            try:
                return self._solve_all(demands)
            except Conflict as one_conflict:
                conflict = one_conflict
        raise conflict or Conflict(timely, certain=False)

    def _beginnings(self, timely: Sequence[Demand]) -> Iterator[datetime]:
        """When the call may have begun: at the usual time, or so that it goes over some half hour of the week."""
        usual = datetime.fromisoformat(NOW)
        yield usual
        if timely:
            last = max(one.moment for one in timely)
            for half_hours in range(7 * 48):
                for before in (0, *range(1, last + 1)):
                    yield usual + timedelta(minutes=30 * half_hours - before)

    def _solve_all(self, demands: Sequence[Demand]) -> dict[Instance, Value | None]:
        found: dict[Instance, Value | None] = {}
        for group in _connected(list(dict.fromkeys(demands))):
            solved = self._solve(group)
            if solved is None:
                core = self._core(group)
                raise Conflict(core, self._certain(core))
            found |= solved
        return found

    def _core(self, group: list[Demand]) -> list[Demand]:
        """As few of these demands as still exclude each other."""
        core = list(group)
        for demand in group:
            rest = [one for one in core if one is not demand]
            if rest and self._solve(rest) is None:
                core = rest
        return core

    def _certain(self, demands: Sequence[Demand]) -> bool:
        """One name, compared with literals only: the tried values lie in every part that the literals divide its values into."""
        if any(one.timely for one in demands):
            return False
        return len({instance for one in demands for instance in one.instances}) == 1 and all(
            _is_simple(one.expr) for one in demands
        )

    def _solve(self, group: Sequence[Demand]) -> dict[Instance, Value | None] | None:
        if not any(one.instances for one in group):
            return {} if all(self._holds(demand, {}) is demand.truth for demand in group) else None
        instances = sorted({instance for one in group for instance in one.instances})
        literals = [node.value for one in group for node in _nodes(one.expr) if isinstance(node, Literal)]
        written = {instance: name for one in group for name, instance in one.over}
        choices = [self._candidates(instance, written[instance], literals) for instance in instances]
        due: list[list[Demand]] = [[] for _ in instances]
        for demand in group:
            due[max((instances.index(one) for one in demand.instances), default=0)].append(demand)
        chosen: dict[Instance, Value | None] = {}
        tries = 0

        def search(level: int) -> bool:
            nonlocal tries
            if level == len(instances):
                return True
            for value in choices[level]:
                tries += 1
                if tries > MOST_TRIES:
                    return False
                chosen[instances[level]] = value
                if all(self._holds(demand, chosen) is demand.truth for demand in due[level]) and search(level + 1):
                    return True
            return False

        return dict(chosen) if search(0) else None

    def _holds(self, demand: Demand, chosen: Mapping[Instance, Value | None]) -> bool:
        over = dict(demand.over)

        def scope(name: str) -> Value | None:
            if name == MOMENT:
                return self.clock(demand.moment)
            if name.startswith("open("):
                return self._is_open(name.removeprefix("open(").removesuffix(")"), demand.moment)
            instance = over.get(name)
            return chosen.get(instance) if instance is not None else None

        return evaluate(demand.expr, scope) is True

    def _is_open(self, asked: str, moment: int) -> bool:
        calendar, _, when = asked.partition(", ")
        opening = self._calendars[calendar]
        if not when:
            return opening.is_open(self.clock(moment))
        return opening.is_open_today_at(self.clock(moment), when) if ":" in when else opening.is_open_on(when)

    def _candidates(self, instance: Instance, name: str, literals: Sequence[Value]) -> list[Value | None]:
        if instance in self._fixed:
            return [self._fixed[instance]]
        if name in MOODS:
            amounts = [Decimal(0), *sorted(abs(Decimal(value)) for value in literals if isinstance(value, Decimal | int))]
            return [one for amount in amounts for one in (amount, amount + Decimal("0.05")) if 0 <= one <= 1]
        if name == "line":
            return ["text"]
        if name == "caller.number":
            return [CALLER, None]
        if name == "caller.known":
            return [True, False]
        kind = self._type_of(name)
        return list(dict.fromkeys(samples(kind, literals, self._machine))) if kind else [None]

    def _type_of(self, name: str) -> ValueType | None:
        head, _, part = name.partition(".")
        bundle = self._machine.bundle
        if head in bundle.slots:
            return values.parse_type(bundle.slots[head].type)
        if part and head in bundle.data:
            return values.parse_type(bundle.data[head].gives.get(part, "text"))
        return None


def samples(kind: ValueType, literals: Sequence[Value], machine: Machine) -> list[Value]:
    """Values of a type worth trying: those that a condition names, their neighbours, and some of the type's own."""
    language = machine.bundle.language
    currency = {"zh": "CNY", "en-US": "USD"}.get(language if language == "en-US" else language[:2], "GBP")
    numbers = _neighbours([_amount(value) for value in literals if _amount(value) is not None])
    match kind.name:
        case "number":
            return [*numbers]
        case "ordinal" | "count":
            return [int(one) for one in numbers if one >= 0 and one == int(one)]
        case "money":
            written = [value.currency for value in literals if isinstance(value, Money)]
            return [Money(one, unit) for unit in dict.fromkeys([*written, currency]) for one in numbers]
        case "duration":
            return [Duration(one) for one in numbers if one >= 0]
        case "date":
            return _dates([value for value in literals if isinstance(value, str)])
        case "time":
            times = [value for value in literals if isinstance(value, str) and values.is_time(value)]
            return [*times, "00:00", "09:30", "12:00", "15:30", "23:59"]
        case "flag" | "yes/no":
            return [True, False]
        case "choice":
            return [*machine.bundle.words.lists.get(kind.argument, {})]
        case "digits":
            shortest, longest = values.digit_lengths(kind) or (1, 1)
            own = [digit * length for length in dict.fromkeys([shortest, longest]) for digit in "1290"]
            return _fitting(kind, literals, own)
        case "phone":
            return _fitting(kind, literals, [CALLER, "02012345678"])
        case "email":
            return _fitting(kind, literals, ["ann@example.com"])
        case "code":
            return _fitting(kind, literals, _codes())
        case _:
            return _fitting(kind, literals, ["something else", "A"])


def _codes() -> list[str]:
    shapes = ("A1", "AB12", "AB1234", "A12345", "ABC123", "1234", "123456", "12345678", "A", "1", "AB", "12", "ABC", "123")
    return [*shapes, *(shape.lower() for shape in shapes)]


def _fitting(kind: ValueType, literals: Sequence[Value], own: Sequence[str]) -> list[Value]:
    tried = [*(value for value in literals if isinstance(value, str)), *own]
    return [value for text in tried if (value := values.from_text(kind, text)) is not None]


def _amount(value: Value) -> Decimal | None:
    if isinstance(value, bool | str):
        return None
    if isinstance(value, Money):
        return value.amount
    return value.seconds if isinstance(value, Duration) else Decimal(value)


def _neighbours(amounts: Iterable[Decimal | None]) -> list[Decimal]:
    """The amounts, what lies just beside them, between them, and far away on both sides."""
    known = sorted({amount for amount in amounts if amount is not None})
    found = [Decimal(100), *known]
    found += [amount + step for amount in known for step in (1, -1, Decimal("0.01"), Decimal("-0.01"))]
    found += [(low + high) / 2 for low, high in pairwise(known)]
    if known:
        found += [known[-1] * 2 + 100, known[0] - 1000]
    return list(dict.fromkeys([*found, Decimal(1), Decimal(0), Decimal(200), Decimal(5000)]))


def _dates(texts: Sequence[str]) -> list[Value]:
    found: list[Value] = []
    for text in texts:
        if not values.is_date(text):
            continue
        found.append(text)
        year, month, day = (int(part) for part in (text + "-01-01")[:10].split("-"))
        at = date(year, month, day)
        grain = len(text)
        found += [(at + timedelta(days=step)).isoformat()[:grain] for step in (-1, 1, -31, 31, -366, 366)]
    return [*found, "2026-03-16", "2026-03-17", "2026-02-01", "2025-01-01", "1990-05-05"]


def _is_simple(expr: Expr) -> bool:
    match expr:
        case Name():
            return True
        case Comparison(left=left, right=right):
            return {type(left), type(right)} == {Name, Literal}
        case Membership(left=Name(), right=ListOf(items=items)):
            return all(isinstance(item, Literal) for item in items)
        case _:
            return False


def _nodes(expr: Expr) -> list[Expr]:
    return [expr, *(node for child in children(expr) for node in _nodes(child))]


def _connected(demands: list[Demand]) -> list[list[Demand]]:
    """Demands that share instances, together."""
    groups: list[tuple[set[Instance], list[Demand]]] = []
    for demand in demands:
        touching = [group for group in groups if group[0] & demand.instances]
        merged: tuple[set[Instance], list[Demand]] = (set(demand.instances), [])
        for group in touching:
            merged[0].update(group[0])
            merged[1].extend(group[1])
            groups.remove(group)
        merged[1].append(demand)
        groups.append(merged)
    return [group for _, group in groups]


def written_names(expr: Expr) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.name for name in names(expr)))
