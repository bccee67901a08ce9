"""Owns which of its libraries' definitions a package needs: what it names, what those name, and so on. The rest is left out.

A library's answers are known at the questions of a package that uses it, as its own are. Names that are left out can still be
suggested, and cannot be given to anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias, TypeVar

import msgspec

from dsl.libraries import library_of
from dsl.model import Package, Words
from dsl.pronunciation import Pronunciations
from dsl.reading import FLOW_FILE, Place, Reading
from dsl.resolver.uses import knowledge_is_given, speaks_free_text, spoken_texts, uses
from dsl.source.files import PathKey

_Defined = TypeVar("_Defined")

Key: TypeAlias = tuple[str, str]
"""Kind and name of a definition."""

_ATTRIBUTES = {
    "intent": "intents", "slot": "slots", "answer": "answers", "lookup": "data", "connector": "connectors",
    "calendar": "calendars", "subflow": "subflows",
}  # fmt: skip


def select(reading: Reading) -> None:
    """Takes out of a reading what its package does not need of its libraries."""
    if reading.source.used and reading.package is not None:
        _Selection(reading).apply()


class _Selection:
    """The definitions of libraries in one reading, and who names them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._foreign: set[Key] = set()
        self._owners: dict[tuple[str, tuple[PathKey, ...]], Key] = {}
        for (kind, scope), named in reading.definitions.items():
            for name, definition in named.items() if scope == FLOW_FILE and kind != "step" else ():
                if library_of(definition.place.file):
                    self._foreign.add((kind, name))
                    path = () if kind == "subflow" else definition.place.path
                    self._owners[definition.place.file, path] = kind, name
        self._named: dict[Key | None, set[Key]] = {}
        for use in uses(reading):
            if (use.kind, use.name) in self._foreign and not use.place.file.startswith("conversations/"):
                self._named.setdefault(self._owner(use.place), set()).add((use.kind, use.name))

    def _owner(self, place: Place) -> Key | None:
        """The definition of a library that a place is part of; None where it is the package's own."""
        if not library_of(place.file):
            return None
        owners = (self._owners.get((place.file, place.path[:length])) for length in range(3))
        return next((owner for owner in owners if owner is not None), None)

    def apply(self) -> None:
        reading, package = self._reading, self._reading.package
        assert package is not None
        reading.offered = package
        kept = self._reached(self._named.get(None, ()))
        if knowledge_is_given(self._without(package, kept)):
            kept = self._reached({*kept, *self._answers()})
        self._leave_out(kept)
        kept |= self._pronunciations(self._without(package, kept))
        reading.package = self._without(package, kept)
        reading.translations = {language: self._without(one, kept) for language, one in reading.translations.items()}
        reading.selected = frozenset(kept)

    def _reached(self, roots: Iterable[Key]) -> set[Key]:
        found: set[Key] = set()
        waiting = list(roots)
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self._named.get(key, ()))
        return found

    def _answers(self) -> set[Key]:
        """Those of the libraries that the package itself says it uses."""
        direct = self._reading.source.uses_of("")
        answers = self._reading.defined("answer")
        return {key for key in self._foreign if key[0] == "answer" and library_of(answers[key[1]].place.file) in direct}

    def _pronunciations(self, package: Package) -> set[Key]:
        """All, where words of others are read out, which may have anything in them; else of the words that are said."""
        foreign = {name for kind, name in self._foreign if kind == "pronunciation"}
        if not foreign:
            return set()
        if not speaks_free_text(self._reading):
            written = {name: package.words.pronunciations.get(name, "") for name in foreign}
            foreign = set(Pronunciations(written).found(spoken_texts(self._reading, package)))
        return {("pronunciation", name) for name in foreign}

    def _leave_out(self, kept: set[Key]) -> None:
        reading = self._reading

        def stays(place: Place) -> bool:
            owner = self._owner(place)
            return owner is None or owner in kept

        reading.mentions = [one for one in reading.mentions if stays(one.place)]
        reading.texts = [one for one in reading.texts if stays(one.place)]
        reading.translatable = [one for one in reading.translatable if stays(one.place)]

    def _without(self, package: Package, kept: set[Key]) -> Package:
        def chosen(kind: str, named: Mapping[str, _Defined]) -> dict[str, _Defined]:
            return {name: one for name, one in named.items() if (kind, name) not in self._foreign or (kind, name) in kept}

        parts = {attribute: chosen(kind, getattr(package, attribute)) for kind, attribute in _ATTRIBUTES.items()}
        words = Words(
            lists=chosen("word list", package.words.lists),
            pronunciations=chosen("pronunciation", package.words.pronunciations),
        )
        flow = msgspec.structs.replace(package.flow, values=chosen("value", package.flow.values))
        return msgspec.structs.replace(package, **parts, words=words, flow=flow)
