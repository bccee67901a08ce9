"""Owns the program: a bundle made ready to run, so that no turn of a call parses anything.

Conditions are compiled, replies are flattened into parts, types are read, and what each step can reach is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from dsl import condition, reply, values
from dsl.bundle import Bundle
from dsl.calendars import OpeningHours
from dsl.condition import Scope
from dsl.edges import full_address, reachable
from dsl.model import Step
from dsl.values import Value


class Spoken(Struct, frozen=True):
    """Fixed words of a reply, in one style."""

    text: str
    style: str
    emphasis: bool = False


class Inserted(Struct, frozen=True):
    """A value of the call, read out where it stands; with `forms`, what it counts is said after it."""

    name: str
    style: str
    forms: tuple[str, ...] = ()
    emphasis: bool = False


class Stop(Struct, frozen=True):
    milliseconds: int


class Variants(Struct, frozen=True):
    """One of these is said. `at` is the place of the choice in its text."""

    at: int
    choices: tuple[tuple[ReplyPart, ...], ...]


ReplyPart: TypeAlias = Spoken | Inserted | Stop | Variants


class Program:
    """A bundle, ready. Holds no state of any call and is shared by all calls on the bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.language = bundle.language
        self.calendars = {name: OpeningHours(calendar) for name, calendar in bundle.calendars.items()}
        self._by_language = {self.language: self}
        for translated in (bundle.translations or {}).values():
            other = Program(translated)
            other._by_language = self._by_language
            self._by_language[other.language] = other
        self.steps: dict[str, Step] = dict(bundle.steps)
        for name, subflow in bundle.subflows.items():
            self.steps |= {f"{name}/{step}": body for step, body in subflow.steps.items()}
        self.types: dict[str, values.ValueType] = self._types()
        self._replies: dict[str, tuple[ReplyPart, ...]] = {}
        self._conditions: dict[str, Callable[[Scope], Value | float | None]] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._reach: dict[str, frozenset[str]] = {}
        self._flags = {name: value.flag for name, value in bundle.values.items() if value.flag}

    # ---- languages -----------------------------------------------------------------------------------------------

    def spoken_in(self, language: str) -> Program:
        """The same program in another of its languages; the flow's own where it does not speak that one."""
        return self._by_language.get(language) or self._by_language[self.bundle.home_language]

    # ---- steps ---------------------------------------------------------------------------------------------------

    def address(self, step: str, beside: str) -> str:
        """The full address of a step named inside the flow or sub-flow that `beside` stands in."""
        return full_address(step, beside)

    def guard(self, flag: str) -> str:
        """The sub-flow that alone makes this flag true."""
        return self._flags[flag]

    def reachable(self, address: str) -> frozenset[str]:
        """Every step that can follow this one without a new topic, itself included."""
        if address not in self._reach:
            self._reach[address] = reachable(self.steps, address)
        return self._reach[address]

    # ---- texts -----------------------------------------------------------------------------------------------

    def reply(self, text: str) -> tuple[ReplyPart, ...]:
        """The parts of a reply text, parsed once."""
        if text not in self._replies:
            self._replies[text] = tuple(_parts(reply.parse(text).parts, "neutral"))
        return self._replies[text]

    def wordings(self, text: str) -> Iterator[tuple[ReplyPart, ...]]:
        """Every way that a reply text may be said, as parts without variants."""
        return (tuple(_parts(wording.parts, "neutral")) for wording in reply.wordings(reply.parse(text)))

    def evaluate(self, text: str, scope: Scope) -> Value | None:
        """The value of a condition or expression; None where it depends on something unknown."""
        if text not in self._conditions:
            self._conditions[text] = condition.compile_condition(text)
        value = self._conditions[text](scope)
        return Decimal(str(value)) if isinstance(value, float) else value

    def names(self, text: str) -> frozenset[str]:
        """The names that an expression depends on: `amount`, `bill.extra`."""
        if text not in self._names:
            self._names[text] = frozenset(name.name for name in condition.names(condition.parse(text)))
        return self._names[text]

    def built_in(self, key: str) -> str:
        """One of the line's own words, empty where the bundle has none."""
        return self.bundle.built_in.get(key, "")

    # ---- types -----------------------------------------------------------------------------------------------

    def _types(self) -> dict[str, values.ValueType]:
        types = {name: values.parse_type(slot.type) for name, slot in self.bundle.slots.items()}
        for name, value in self.bundle.values.items():
            types[name] = values.parse_type(value.type or ("count" if value.count is not None else "flag"))
        for name, lookup in self.bundle.data.items():
            types |= {f"{name}.{part}": values.parse_type(text) for part, text in lookup.gives.items()}
        return types


def parts_of(written: reply.Reply, style: str) -> tuple[ReplyPart, ...]:
    """The parts of a reply that stands in no bundle."""
    return tuple(_parts(written.parts, style))


def _parts(parts: tuple[reply.Part, ...], style: str, emphasis: bool = False) -> Iterator[ReplyPart]:
    for part in parts:
        match part:
            case reply.Words():
                yield Spoken(part.text, style, emphasis)
            case reply.ValueReference():
                yield Inserted(part.name, style, part.forms, emphasis)
            case reply.Pause():
                yield Stop(part.milliseconds)
            case reply.Styled(style=reply.EMPHASIS):
                yield from _parts(part.parts, style, True)
            case reply.Styled():
                yield from _parts(part.parts, part.tag, emphasis)
            case reply.OneOf():
                yield Variants(part.start, tuple(tuple(_parts(choice, style, emphasis)) for choice in part.choices))
