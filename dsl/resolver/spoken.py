"""Owns resolving the names inside of texts: values in conditions and replies, slots in phrases, lists in types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from dsl import condition, reply, utterance
from dsl.diagnostics import Findings
from dsl.naming import nearest
from dsl.reading import Reading, WrittenText
from dsl.resolver.vocabulary import Vocabulary
from dsl.values import ValueType


def resolve_spoken(reading: Reading, findings: Findings) -> None:
    vocabulary = Vocabulary(reading)
    slots = reading.defined("slot")
    lists = reading.defined("word list")
    calendars = reading.defined("calendar")
    for text in reading.texts:
        match text.notation:
            case "condition" | "change" | "reply":
                for name, start, end in spoken_names(text):
                    if name not in vocabulary.names and not vocabulary.may_be_unread(name):
                        _report(reading, findings, text, "spoken", name, start, end, vocabulary.names)
                for name, start, end in spoken_calendars(text):
                    if name not in calendars and not vocabulary.may_be_unread(name):
                        _report(reading, findings, text, "calendar", name, start, end, calendars)
            case "phrase":
                for part in cast(utterance.Pattern, text.tree).slots():
                    if part.slot not in slots and not vocabulary.may_be_unread(part.slot):
                        start = text.node.text.find(part.slot, part.start)
                        _report(reading, findings, text, "slot", part.slot, start, start + len(part.slot), slots)
            case "type":
                wanted = cast(ValueType, text.tree)
                if wanted.name == "choice" and wanted.argument not in lists and not vocabulary.may_be_unread(wanted.argument):
                    start = text.node.text.find(wanted.argument)
                    _report(reading, findings, text, "word list", wanted.argument, start, start + len(wanted.argument), lists)


def spoken_names(text: WrittenText) -> Iterator[tuple[str, int, int]]:
    """Every value that a condition, a change or a reply speaks of, with its place in the text."""
    if isinstance(text.tree, reply.Reply):
        for part in reply.names(text.tree):
            start = text.node.text.find(part.name, part.start)
            yield part.name, start, start + len(part.name)
    elif not isinstance(text.tree, condition.Add | condition.Reset):
        for name in condition.names(cast(condition.Expr, text.tree)):
            yield name.name, name.start, name.end


def spoken_calendars(text: WrittenText) -> Iterator[tuple[str, int, int]]:
    """Every calendar that a condition or a change asks for, with its place in the text."""
    if text.notation in ("condition", "change") and not isinstance(text.tree, condition.Add | condition.Reset):
        for name in condition.calendars(cast(condition.Expr, text.tree)):
            yield name.name, name.start, name.end


def _report(
    reading: Reading, findings: Findings, text: WrittenText, kind: str, name: str, start: int, end: int, known: Iterable[str]
) -> None:
    meant = nearest(name, known)
    span = reading.span(text.node, text.place, start, end)
    fix = reading.fix_inside("rename-to-known", text.node, text.place, start, end, meant) if meant else None
    findings.report("name-unknown", span, fix=fix, kind=kind, name=name, nearest=meant)
