"""Owns reading a stored call: its journal told to the engine again, input by input, with what the line waited for at each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from msgspec import Struct

from dsl.journal import (
    INPUTS,
    CallerHungUp,
    CallerSpoke,
    CallStarted,
    DataFetched,
    Heard,
    Input,
    KeyPressed,
    MessageSent,
    Record,
    StepEntered,
)  # fmt: skip
from dsl.turn import Expectation
from runtime.call.discretion import with_stand_ins
from runtime.call.script import EngineDialogue
from runtime.dialogue.effects import AnyEffect, Fetch, Listen, Note, Send
from runtime.dialogue.engine import Program

Way = tuple[tuple[str, str], ...]
"""The steps that a call entered, and why each."""


class Unreadable(Exception):
    """Why no conversation can be made of these records, in one sentence."""


class Happening(Struct, frozen=True):
    """One thing that the caller, a person or a machine did, and what the line waited for then."""

    fact: CallerSpoke | KeyPressed | object
    expectation: Expectation


class StoredCall(Struct, frozen=True):
    """What a journal tells of one call."""

    started: CallStarted
    at: str
    bundle: str
    happenings: tuple[Happening, ...]
    fetched: tuple[tuple[str, DataFetched], ...]  # which look-up, and what came back
    sent: tuple[tuple[str, MessageSent], ...]  # through which connector, and what came of it
    way: Way


def read_call(records: Sequence[Record], program: Program) -> StoredCall:
    """Raises Unreadable when the records are not those of one whole call."""
    ordered = sorted(records, key=lambda record: record.sequence)
    if not ordered or not isinstance(ordered[0].fact, CallStarted):
        raise Unreadable("the journal does not begin with the start of a call")
    return _Teller(ordered, program).told()


class _Teller:
    """Tells one journal to the engine."""

    def __init__(self, records: Sequence[Record], program: Program) -> None:
        self._records = records
        self._dialogue = EngineDialogue(program)
        self._expectation = Expectation()
        self._lookups: dict[int, str] = {}
        self._connectors: dict[int, str] = {}

    def told(self) -> StoredCall:
        first = self._records[0]
        assert isinstance(first.fact, CallStarted)
        happenings: list[Happening] = []
        fetched: list[tuple[str, DataFetched]] = []
        sent: list[tuple[str, MessageSent]] = []
        self._watch(self._dialogue.begin(first.fact, first.at))
        for record in self._records[1:]:
            fact = record.fact
            if not isinstance(fact, INPUTS) or isinstance(fact, Heard | CallStarted):
                continue
            if isinstance(fact, DataFetched):
                if fact.fetch in self._lookups:
                    fetched.append((self._lookups[fact.fetch], fact))
            elif isinstance(fact, MessageSent):
                if fact.send in self._connectors:
                    sent.append((self._connectors[fact.send], fact))
            else:
                happenings.append(Happening(fact, self._expectation))
            self._watch(self._dialogue.tell(with_stand_ins(cast(Input, fact)), record.at))
        return StoredCall(
            started=first.fact,
            at=first.at,
            bundle=first.bundle,
            happenings=tuple(happenings),
            fetched=tuple(fetched),
            sent=tuple(sent),
            way=tuple((record.step, record.fact.why) for record in self._records if isinstance(record.fact, StepEntered)),
        )

    def _watch(self, effects: list[AnyEffect]) -> None:
        for effect in effects:
            match effect:
                case Listen():
                    self._expectation = effect.expectation
                case Fetch():
                    self._lookups[effect.number] = effect.lookup
                case Send():
                    self._connectors[effect.number] = effect.connector
                case _:
                    pass


def way_of(effects: Sequence[AnyEffect]) -> Way:
    """The steps that these effects enter."""
    return tuple((one.step, one.fact.why) for one in effects if isinstance(one, Note) and isinstance(one.fact, StepEntered))


def runs(happenings: Sequence[Happening]) -> Iterator[list[Happening]]:
    """Happenings one by one, keys that are typed for one detail together."""
    run: list[Happening] = []
    for happening in happenings:
        if run and not _goes_on(run, happening):
            yield run
            run = []
        run.append(happening)
    if run:
        yield run


def _goes_on(run: list[Happening], following: Happening) -> bool:
    """Whether a key is the next of the same number."""
    last, wanted = run[-1], run[0].expectation.digits
    if not (isinstance(last.fact, KeyPressed) and isinstance(following.fact, KeyPressed)) or wanted is None:
        return False
    typed = sum(isinstance(one.fact, KeyPressed) and one.fact.key not in "*#" for one in run)
    same = (last.expectation.step, last.expectation.slot) == (following.expectation.step, following.expectation.slot)
    return same and last.fact.key != "#" and typed < wanted


def left(fact: object) -> bool:
    """Whether the call ended from outside."""
    return isinstance(fact, CallerHungUp)
