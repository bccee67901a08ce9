"""Owns what each place of a package makes use of: the definitions that it names, in its keys and inside of its texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from msgspec import Struct

from dsl import reply, utterance
from dsl.model import Ask, Package
from dsl.reading import Place, Reading, WrittenText
from dsl.resolver.spoken import spoken_calendars, spoken_names
from dsl.resolver.vocabulary import Vocabulary
from dsl.values import ValueType

_FREE = {"text", "name", "address"}


class Use(Struct, frozen=True):
    """A definition that is named, and where."""

    kind: str
    name: str
    place: Place


def uses(reading: Reading) -> Iterator[Use]:
    """Everything that is named. What a text speaks of may be a slot, a value or a look-up: it is all three."""
    for mention in reading.mentions:
        subflow, slash, _ = mention.name.rpartition("/")
        if slash:
            yield Use("subflow", subflow, mention.place)  # a step by its address: `identity/ask_pin`
        else:
            yield Use(mention.kind, mention.name, mention.place)
    for text in reading.texts:
        for kind, name in named_in(text):
            yield Use(kind, name, text.place)
        for name, _, _ in spoken_names(text) if text.notation in ("condition", "change", "reply") else ():
            for kind in ("slot", "value", "lookup"):
                yield Use(kind, name.split(".")[0], text.place)


def named_in(text: WrittenText) -> Iterator[tuple[str, str]]:
    """The slots of a phrase, the list of a type, the calendars of a condition."""
    match text.notation:
        case "phrase":
            for part in cast(utterance.Pattern, text.tree).slots():
                yield "slot", part.slot
        case "type":
            yield "word list", cast(ValueType, text.tree).argument
        case _:
            for name, _, _ in spoken_calendars(text):
                yield "calendar", name


def knowledge_is_given(package: Package) -> bool:
    """Whether some question gives the knowledge answers by itself."""
    steps = [*package.flow.steps.values(), *(step for subflow in package.subflows.values() for step in subflow.steps.values())]
    return any(isinstance(step, Ask) and step.answers != "off" for step in steps)


def speaks_free_text(reading: Reading) -> bool:
    """Whether something is read out that may have any words in it."""
    type_of = Vocabulary(reading).type_of
    spoken = (part.name for text in reading.texts if isinstance(text.tree, reply.Reply) for part in reply.names(text.tree))
    return any(known.name in _FREE for name in spoken if (known := type_of(name)) is not None)


def spoken_texts(reading: Reading, package: Package) -> Iterator[str]:
    """All that the line or a caller may say: replies, phrases, and the words of lists in every language."""
    yield from (text.node.text for text in reading.texts if text.notation in ("reply", "phrase"))
    for one in (package, *reading.translations.values()):
        for entries in one.words.lists.values():
            yield from (word for words in entries.values() for word in words)
