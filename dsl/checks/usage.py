"""Owns the check that everything that is defined is used: what nobody uses is mostly a name misspelt elsewhere."""

from __future__ import annotations

from typing import cast

from dsl import reply, utterance
from dsl.diagnostics import Findings
from dsl.model import Ask, Package
from dsl.pronunciation import Pronunciations
from dsl.reading import Reading
from dsl.resolver.spoken import spoken_calendars, spoken_names
from dsl.resolver.vocabulary import BUILT_IN_INTENTS, Vocabulary
from dsl.values import ValueType

_FREE = {"text", "name", "address"}
_KINDS = ("intent", "slot", "answer", "lookup", "subflow", "value", "word list", "calendar")


def check_usage(reading: Reading, package: Package, findings: Findings) -> None:
    used = _used(reading, package)
    for kind in _KINDS:
        for definition in reading.defined(kind).values():
            if definition.name not in used[kind]:
                span = reading.span(definition.key, definition.place)
                findings.report("unused", span, severity="warning", kind=kind, name=definition.name)
    _check_pronunciations(reading, package, findings)


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
            span = reading.key_span("words.yaml", "pronunciations", word)
            findings.report("unused", span, severity="warning", kind="pronunciation", name=word)


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
            used[mention.kind].add(mention.name)
    for text in reading.texts:
        if text.notation == "phrase":
            used["slot"] |= {part.slot for part in cast(utterance.Pattern, text.tree).slots()}
        elif text.notation == "type":
            used["word list"].add(cast(ValueType, text.tree).argument)
        elif text.notation in ("condition", "change", "reply"):
            used["calendar"] |= {name for name, _, _ in spoken_calendars(text)}
            for name, _, _ in spoken_names(text):
                used["slot"].add(name)
                used["value"].add(name)
    return used


def _knowledge_is_given(package: Package) -> bool:
    """Whether some question gives the knowledge answers by itself."""
    steps = [*package.flow.steps.values(), *(step for subflow in package.subflows.values() for step in subflow.steps.values())]
    return any(isinstance(step, Ask) and step.answers != "off" for step in steps)
