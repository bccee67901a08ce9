"""Owns replay: a stored call told again to the engine, input by input, and the first place where it goes another way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from msgspec import Struct

from dsl.journal import INPUTS, AnyFact, CallEnded, CallStarted, Input, Record, Said
from runtime.call.discretion import with_stand_ins
from runtime.call.prepared import Dialogue
from runtime.dialogue.effects import AnyEffect, Note


class Difference(Struct, frozen=True, kw_only=True):
    """Where the replay first differs: after which input, what the call left behind, and what the replay would."""

    call: str
    sequence: int  # of the input
    stored: AnyFact | None
    replayed: AnyFact | None


def replay(records: Sequence[Record], dialogue: Dialogue) -> Difference | None:
    """None when every input leads to the same facts. Inputs are the call's own; only what the engine made of them is compared.

    Two kinds of facts stand elsewhere in a journal than the engine ordered them, and are compared by themselves: words
    are written when they are spoken, and the end of the call is written last of all. Words that nobody heard any more
    are no difference; nor is an end that the runtime itself wrote, because something broke.
    """
    ordered = sorted(records, key=lambda record: record.sequence)
    said = {record.fact.say: record.fact for record in ordered if isinstance(record.fact, Said)}
    end = next((record for record in ordered if isinstance(record.fact, CallEnded)), None)
    ended: CallEnded | None = None
    for told, stored in _turns(ordered):
        effects = _tell(dialogue, told)
        facts: list[AnyFact] = [effect.fact for effect in effects if isinstance(effect, Note)]
        ended = ended or next((fact for fact in facts if isinstance(fact, CallEnded)), None)
        for before, now in _pairs(stored, facts, said):
            if before != now:
                return Difference(call=told.call, sequence=told.sequence, stored=before, replayed=now)
    if end is None or (isinstance(end.fact, CallEnded) and end.fact.how == "error") or end.fact == ended:
        return None
    return Difference(call=end.call, sequence=end.sequence, stored=end.fact, replayed=ended)


def _turns(records: Sequence[Record]) -> Iterator[tuple[Record, list[AnyFact]]]:
    """Each input with the engine's facts that stand between it and the next one."""
    told: Record | None = None
    facts: list[AnyFact] = []
    for record in records:
        if isinstance(record.fact, INPUTS):
            if told is not None:
                yield told, facts
            told, facts = record, []
        elif not isinstance(record.fact, Said | CallEnded):
            facts.append(record.fact)
    if told is not None:
        yield told, facts


def _tell(dialogue: Dialogue, told: Record) -> list[AnyEffect]:
    if isinstance(told.fact, CallStarted):
        return dialogue.begin(told.fact, told.at)
    assert isinstance(told.fact, INPUTS)
    return dialogue.tell(with_stand_ins(cast(Input, told.fact)), told.at)


def _pairs(
    stored: list[AnyFact], replayed: list[AnyFact], said: dict[int, Said]
) -> Iterator[tuple[AnyFact | None, AnyFact | None]]:
    """Stored and replayed facts side by side, then the words of this turn that were spoken."""
    kept: list[AnyFact] = [fact for fact in replayed if not isinstance(fact, Said | CallEnded)]
    for index in range(max(len(stored), len(kept))):
        yield (stored[index] if index < len(stored) else None), (kept[index] if index < len(kept) else None)
    for fact in replayed:
        if isinstance(fact, Said) and fact.say in said:
            yield said[fact.say], fact
