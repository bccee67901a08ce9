"""Owns the check that everything that is defined is used: what nobody uses is mostly a name misspelt elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dsl import utterance
from dsl.diagnostics import Findings, Fix
from dsl.model import Conversation, Package
from dsl.pronunciation import Pronunciations
from dsl.reading import Definition, Place, Reading, WrittenText
from dsl.resolver.spoken import spoken_names
from dsl.resolver.uses import knowledge_is_given, named_in, speaks_free_text, spoken_texts
from dsl.resolver.vocabulary import BUILT_IN_INTENTS

_KINDS = ("intent", "slot", "answer", "lookup", "subflow", "value", "word list", "calendar", "connector")


def check_usage(reading: Reading, package: Package, findings: Findings) -> None:
    _check_libraries(reading, findings)
    if reading.is_library:  # what it has is for others to use
        return
    used = _used(reading, package)
    for kind in _KINDS:
        for definition in reading.own(kind).values():
            if definition.name not in used[kind]:
                _report("unused", kind, definition, reading, findings, deletion(kind, definition, reading, package))
    filled = _filled(reading)
    for name, definition in reading.own("slot").items():
        if name in used["slot"] and name not in filled:
            _report("slot-never-filled", "slot", definition, reading, findings)
    _check_values(reading, used["value"], findings)
    _check_pronunciations(reading, package, findings)


def _check_libraries(reading: Reading, findings: Findings) -> None:
    """A library of which nothing is needed, neither by what the package says itself nor by another of its libraries."""
    needed = {reading.defined(kind)[name].library for kind, name in reading.selected}
    for index, library in enumerate(reading.source.uses_of("")):
        if library in reading.source.used and library not in needed:
            place = Place(reading.header, ("uses", index))
            at = reading.value_or_key_span(place)
            findings.report("unused", at, severity="warning", fix=reading.deletion(place), kind="library", name=library)


def deletion(kind: str, definition: Definition, reading: Reading, package: Package) -> Fix | None:
    """A fix that takes a definition out, when nothing else speaks of it, a conversation included."""
    mentioned = any(
        mention.name == definition.name and mention.kind == kind and not _within(mention.place, definition)
        for mention in reading.mentions
    )
    tried = {name for calls in package.conversations.values() for call in calls for name in _tried(call)}
    return None if mentioned or definition.name in tried else reading.deletion(definition.place)


def _tried(call: Conversation) -> Iterator[str]:
    """What a conversation speaks of by name."""
    yield from call.data
    for turn in call.talk:
        for name, value in (turn.heard or {}).items():
            yield from (name, value)
        yield from [turn.step] if turn.step else []


def _check_values(reading: Reading, used: set[str], findings: Findings) -> None:
    """Values that are asked for and never set. A flag is set by its sub-flow, and a count is 0 without anybody's doing."""
    written = {mention.name for mention in reading.mentions if mention.kind == "value" and mention.is_key}
    for name, definition in reading.own("value").items():
        typed = reading.source.find(definition.place.file, (*definition.place.path, "type")) is not None
        if typed and name in used and name not in written:
            _report("value-never-set", "value", definition, reading, findings)


def _spoken_elsewhere(text: WrittenText, reading: Reading) -> Iterator[str]:
    """The names that a text speaks of; not the value that it is set to by itself, nor the slot whose own text it is."""
    if text.notation not in ("condition", "change", "reply"):
        return
    own = str(text.place.path[-1]) if text.notation == "change" else ""
    for name, _, _ in spoken_names(text):
        definition = reading.defined("slot").get(name)
        if name != own and not (definition is not None and _within(text.place, definition)):
            yield name


def _filled(reading: Reading) -> set[str]:
    """Slots that a caller is asked for, or may say unasked."""
    asked = {mention.name for mention in reading.mentions if mention.kind == "slot"}
    phrases = [cast(utterance.Pattern, text.tree) for text in reading.texts if text.notation == "phrase"]
    return asked | {part.slot for phrase in phrases for part in phrase.slots()}


def _within(place: Place, definition: Definition) -> bool:
    """Whether a place is part of a definition, which does not use itself; a sub-flow is its whole file."""
    if place.file != definition.place.file:
        return False
    return definition.place.path == ("subflow",) or place.path[: len(definition.place.path)] == definition.place.path


def _report(code: str, kind: str, definition: Definition, reading: Reading, findings: Findings, fix: Fix | None = None) -> None:
    span = reading.span(definition.key, definition.place)
    findings.report(code, span, severity="warning", fix=fix, kind=kind, name=definition.name)


def _check_pronunciations(reading: Reading, package: Package, findings: Findings) -> None:
    """A word that stands nowhere; unless words of others are read out, which may have anything in them."""
    written = {word: one for word, one in reading.own("pronunciation").items() if word in package.words.pronunciations}
    if not written or speaks_free_text(reading):
        return
    found = Pronunciations(package.words.pronunciations).found(spoken_texts(reading, package))
    for word, definition in written.items():
        if word not in found:
            _report("unused", "pronunciation", definition, reading, findings, reading.deletion(definition.place))


def _used(reading: Reading, package: Package) -> dict[str, set[str]]:
    """Every name that something outside of the conversations uses, by kind."""
    used: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    used["intent"] |= set(BUILT_IN_INTENTS)
    if knowledge_is_given(package):
        used["answer"] |= set(package.answers)
    for mention in reading.mentions:
        if mention.kind in used and not mention.place.file.startswith("conversations/"):
            definition = reading.defined(mention.kind).get(mention.name)
            if definition is not None and not _within(mention.place, definition):
                used[mention.kind].add(mention.name)
    for text in reading.texts:
        for kind, name in named_in(text):
            used[kind].add(name)
        spoken = set(_spoken_elsewhere(text, reading))
        used["slot"] |= spoken
        used["value"] |= spoken
    return used
