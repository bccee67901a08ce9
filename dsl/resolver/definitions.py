"""Owns what names may be given: names that can be written everywhere they are needed, and that mean one thing only."""

from __future__ import annotations

from dsl.diagnostics import Findings
from dsl.naming import SPOKEN_OF, acceptable
from dsl.reading import Definition, Reading
from dsl.resolver.vocabulary import OF_THE_CALL

RESERVED = {"step": {"stay", "off"}, "intent": {"topics"}}
_OF_THE_CALL = {name.split(".")[0] for name in OF_THE_CALL}


def check_definitions(reading: Reading, findings: Findings) -> None:
    for (kind, _), definitions in reading.definitions.items():
        for definition in definitions.values():
            _check_name(reading, findings, kind, definition)
    _check_spoken(reading, findings)


def _check_name(reading: Reading, findings: Findings, kind: str, definition: Definition) -> None:
    span = reading.span(definition.key, definition.place)
    if not acceptable(definition.name, kind):
        findings.report("name-bad", span, kind=kind, name=definition.name)
    elif definition.name in RESERVED.get(kind, ()):
        findings.report("name-reserved", span, kind=kind, name=definition.name)


def _check_spoken(reading: Reading, findings: Findings) -> None:
    """Slots, values, look-ups, calendars and connectors share one space of names with what every call knows of itself."""
    taken: dict[str, tuple[str, Definition | None]] = dict.fromkeys(_OF_THE_CALL, ("built-in", None))
    for kind in ("slot", "value", "lookup", "calendar", "connector"):
        assert kind in SPOKEN_OF
        for definition in reading.defined(kind).values():
            other_kind, other = taken.setdefault(definition.name, (kind, definition))
            if other_kind == kind:
                continue
            if other is None or not definition.library or other.library == definition.library:
                span = reading.span(definition.key, definition.place)
                findings.report("name-taken", span, kind=kind, name=definition.name, other_kind=other_kind)
            else:  # where the package can do something about it
                span = reading.uses_span(definition.library) if other.library else reading.span(other.key, other.place)
                findings.report("name-taken", span, kind=other_kind, name=definition.name, other_kind=kind)
