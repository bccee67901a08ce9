"""Owns what two versions of a package hear differently, step by step."""

from __future__ import annotations

from msgspec import Struct

from dsl.bundle import Bundle
from dsl.turn import Expectation
from runtime.speech.hearing.moments import moments
from runtime.speech.hearing.rules import RuleBook


class Change(Struct, frozen=True):
    """What one moment hears anew and no more, as it is written in words and `<slots>`; rules that changed otherwise, by name."""

    step: str
    slot: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    rules: tuple[str, ...]


def changes(old: Bundle, new: Bundle) -> list[Change]:
    """In the order of the new version's steps, then those that are gone."""
    before, after = _heard(old), _heard(new)
    found = []
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key, {}), after.get(key, {})
        told = Change(
            step=key[0],
            slot=key[1],
            added=_only_in(now, was),
            removed=_only_in(was, now),
            rules=tuple(sorted(rule for rule in {*was, *now} if was.get(rule) != now.get(rule))),
        )
        if told.rules:
            found.append(told)
    return found


_Ways = dict[str, tuple[float, str, frozenset[str]]]


def _heard(bundle: Bundle) -> dict[tuple[str, str], _Ways]:
    """Of each moment, by rule: how likely it is there, what it is compiled from, and its phrases."""
    book = RuleBook(bundle)
    return {(each.step, _what(each)): {**_ways(book, each)} for each in moments(bundle)}


def _what(expectation: Expectation) -> str:
    slot = expectation.slot or ""
    return f"{slot}, read back" if expectation.confirming else slot


def _ways(book: RuleBook, expectation: Expectation) -> _Ways:
    found = {}
    for active in book.moment(expectation):
        said = [] if active.rule.startswith("slot:") else book.ways_of(active.rule)
        phrases = frozenset(book.ways.language.text(list(way)) for way in said)
        found[active.rule] = (active.weight, book.expression(active.rule), phrases)
    return found


def _only_in(these: _Ways, those: _Ways) -> tuple[str, ...]:
    there = frozenset().union(*(phrases for _, _, phrases in those.values())) if those else frozenset()
    return tuple(sorted({phrase for _, _, phrases in these.values() for phrase in phrases} - there))
