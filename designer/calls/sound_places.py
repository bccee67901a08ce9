"""Owns where in the sound of a call each of its turns is: the moments at which it begins and ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from dsl.journal import CallerSpoke, Heard, KeyPressed, Record, Said

_LEAD = timedelta(milliseconds=400)  # before the first word, so that its beginning is heard
_TRAIL = timedelta(milliseconds=200)
_LONGEST = timedelta(seconds=12)  # of a turn of which nobody knows how long it was


class Place(Struct, frozen=True):
    """Moments, on the clock of the runtime that had the call."""

    begins: datetime
    ends: datetime


def places(records: Sequence[Record]) -> dict[int, Place]:
    """By the sequence of the record: each time that the line said something, and that the caller did.

    The record of what the line says is written when it begins to be heard, the caller's when their turn was over.
    """
    found: dict[int, Place] = {}
    saying: dict[int, int] = {}  # the number of what is said -> its record
    earliest: datetime | None = None  # the caller's turn can't have begun before
    for record in records:
        at = datetime.fromisoformat(record.at)
        match record.fact:
            case Said(say=number):
                saying[number] = record.sequence
                found[record.sequence] = Place(at, at)
            case Heard(say=number) if number in saying:
                begun = saying.pop(number)
                found[begun] = Place(found[begun].begins, at)
                earliest = at
            case CallerSpoke(ended_by=reason) as fact if reason:  # what was typed has no sound
                found[record.sequence] = Place(_begin(fact, at, earliest), at + _TRAIL)
                earliest = at
            case KeyPressed():
                earliest = at
    ended = datetime.fromisoformat(records[-1].at) if records else None
    for begun in saying.values():  # nobody was told of their end
        later = [place.begins for place in found.values() if place.begins > found[begun].begins]
        found[begun] = Place(found[begun].begins, min(later, default=ended or found[begun].begins))
    return found


def _begin(fact: CallerSpoke, at: datetime, earliest: datetime | None) -> datetime:
    """By the words where the recogniser told when each was said; else from the end of what was heard before it."""
    over = at - timedelta(milliseconds=fact.ended_after)
    if fact.words:
        last = fact.words[-1]
        return over - timedelta(milliseconds=last.begins + last.lasts - fact.words[0].begins) - _LEAD
    bound = over - _LONGEST
    return bound if earliest is None or fact.barge_in else max(bound, earliest)
