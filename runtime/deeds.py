"""Owns what the line did, as conversations speak of it: hand-offs, notes to ring back, messages, escalations, look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from dsl.journal import CallBackAsked, Escalated, HandedOff, MessageOrdered
from dsl.model import CallBackDone, Deed, EscalationDone, HandOffDone, MessageDone, Part
from dsl.reader.shapes import fields_of
from runtime.dialogue.effects import AnyEffect, Fetch, Note

_WORDS_IN = ("summary", "note", "text")
"""Texts of which a conversation names some words, and not the whole."""


def deeds(effects: Iterable[AnyEffect]) -> Iterator[Deed]:
    """Everything the line did that a conversation can ask for, in order."""
    for effect in effects:
        match effect:
            case Fetch():
                yield Deed(fetch=effect.lookup, with_=effect.parameters)
            case Note(fact=HandedOff() as fact):
                high: Literal["normal", "high"] = "high" if fact.priority == "high" else "normal"
                yield Deed(hand_off=HandOffDone(skill=fact.skill, reason=fact.reason, priority=high, summary=fact.summary))
            case Note(fact=CallBackAsked() as fact):
                yield Deed(call_back=CallBackDone(note=fact.note, number=fact.number, skill=fact.skill, at=fact.at))
            case Note(fact=MessageOrdered() as fact):
                yield Deed(send=MessageDone(text=fact.text, by=fact.connector, to=fact.to))
            case Note(fact=Escalated() as fact):
                yield Deed(escalate=EscalationDone(skill=fact.skill))
            case _:
                pass


def matches(wanted: Deed, done: Deed) -> bool:
    """Whether this deed is one that is meant; what is not written may be anything."""
    if wanted.fetch is not None:
        return wanted.fetch == done.fetch and all(done.with_.get(name) == text for name, text in wanted.with_.items())
    return any(
        order is not None and made is not None and _alike(order, made)
        for order, made in (
            (wanted.hand_off, done.hand_off),
            (wanted.call_back, done.call_back),
            (wanted.send, done.send),
            (wanted.escalate, done.escalate),
        )
    )


def _alike(wanted: Part, done: Part) -> bool:
    for name in fields_of(type(wanted)):
        words, got = getattr(wanted, name), getattr(done, name) or ""
        if words is not None and (words not in got if name in _WORDS_IN else words != got):
            return False
    return True


def written(deed: Deed) -> str:
    """A deed as it is written in a conversation; what is empty is left out."""
    if deed.fetch is not None:
        sent = ", ".join(f"{name}: {text}" for name, text in deed.with_.items())
        return f"fetch: {deed.fetch}" + (f", with: {{{sent}}}" if sent else "")
    orders = {"hand_off": deed.hand_off, "call_back": deed.call_back, "send": deed.send, "escalate": deed.escalate}
    verb, order = next((verb, order) for verb, order in orders.items() if order is not None)
    named = ", ".join(f"{name}: {text}" for name in fields_of(type(order)) if (text := getattr(order, name)))
    return f"{verb}: {{{named}}}"
