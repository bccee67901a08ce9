"""Owns the check that everything that is defined is used: what nobody uses is mostly a name misspelt elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dsl import reply, utterance
from dsl.diagnostics import Findings, Fix
from dsl.model import Ask, Conversation, Package
from dsl.pronunciation import Pronunciations
from dsl.reading import Definition, Place, Reading, WrittenText
from dsl.resolver.spoken import spoken_calendars, spoken_names
from dsl.resolver.vocabulary import BUILT_IN_INTENTS, Vocabulary
from dsl.values import ValueType

_FREE = {"text", "name", "address"}
_KINDS = ("intent", "slot", "answer", "lookup", "subflow", "value", "word list", "calendar", "connector")


def check_usage(reading: Reading, package: Package, findings: Findings) -> None:
    used = _used(reading, package)
    for kind in _KINDS:
        for definition in reading.defined(kind).values():
            if definition.name not in used[kind]:
                _report("unused", kind, definition, reading, findings, deletion(kind, definition, reading, package))
    filled = _filled(reading)
    for name, definition in reading.defined("slot").items():
        if name in used["slot"] and name not in filled:
            _report("slot-never-filled", "slot", definition, reading, findings)
    _check_values(reading, used["value"], findings)
    _check_pronunciations(reading, package, findings)


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
    for name, definition in reading.defined("value").items():
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
    written = package.words.pronunciations
    if not written or _speaks_free_text(reading):
        return
    said = (text.node.text for text in reading.texts if text.notation in ("reply", "phrase"))
    lists = (one.words.lists for one in (package, *reading.translations.values()))
    names = (name for each in lists for entries in each.values() for words in entries.values() for name in words)
    found = Pronunciations(written).found([*said, *names])
    for word in written:
        if word not in found:
            definition = reading.defined("pronunciation")[word]
            _report("unused", "pronunciation", definition, reading, findings, reading.deletion(definition.place))


def _speaks_free_text(reading: Reading) -> bool:
    type_of = Vocabulary(reading).type_of
    spoken = (part.name for text in reading.texts if isinstance(text.tree, reply.Reply) for part in reply.names(text.tree))
    return any(known.name in _FREE for name in spoken if (known := type_of(name)) is not None)


def _used(reading: Reading, package: Package) -> dict[str, set[str]]:
    """Every name that something outside of the conversations uses, by kind."""
    used: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    used["intent"] |= set(BUILT_IN_INTENTS)
    if _knowledge_is_given(package):
        used["answer"] |= set(package.answers)
    for mention in reading.mentions:
        if mention.kind in used and not mention.place.file.startswith("conversations/"):
            definition = reading.defined(mention.kind).get(mention.name)
            if definition is not None and not _within(mention.place, definition):
                used[mention.kind].add(mention.name)
    for text in reading.texts:
        if text.notation == "phrase":
            used["slot"] |= {part.slot for part in cast(utterance.Pattern, text.tree).slots()}
        elif text.notation == "type":
            used["word list"].add(cast(ValueType, text.tree).argument)
        elif text.notation in ("condition", "change", "reply"):
            used["calendar"] |= {name for name, _, _ in spoken_calendars(text)}
            spoken = set(_spoken_elsewhere(text, reading))
            used["slot"] |= spoken
            used["value"] |= spoken
    return used


def _knowledge_is_given(package: Package) -> bool:
    """Whether some question gives the knowledge answers by itself."""
    steps = [*package.flow.steps.values(), *(step for subflow in package.subflows.values() for step in subflow.steps.values())]
    return any(isinstance(step, Ask) and step.answers != "off" for step in steps)
