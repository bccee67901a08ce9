"""Owns what reading a package gives: the model, and beside it everything the later stages ask of names and texts.

Places are a file and a path in it, so that a stage can always find the characters that it speaks of.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct, field

from dsl.diagnostics import Fix, Span
from dsl.libraries import FLOW_FILE as FLOW_FILE
from dsl.libraries import HEADER, library_of, name_within, prefix_of
from dsl.model import LANGUAGES, Package
from dsl.notations import Tree
from dsl.source import Node, Scalar, Source
from dsl.source.deletion import delete
from dsl.source.files import PathKey

Scope: TypeAlias = str
"""The name of the file whose steps are meant: `flow.yaml`, or one of a `subflows/`."""

POLICIES_FILE = "policies.yaml"


class Place(Struct, frozen=True):
    """A file and the path to a value in it."""

    file: str
    path: tuple[PathKey, ...]

    @property
    def step(self) -> str:
        """The step that the place belongs to; empty outside of steps."""
        return str(self.path[1]) if self.path[:1] == ("steps",) and len(self.path) > 1 else ""

    @property
    def language(self) -> str:
        """The language that a text is for; empty where it is for all."""
        at = self._language_at
        return str(self.path[at]) if at else ""

    @property
    def common(self) -> tuple[PathKey, ...]:
        """The path, as it is where nothing is told apart by language."""
        at = self._language_at
        return (*self.path[:at], *self.path[at:][1:]) if at else self.path

    @property
    def _language_at(self) -> int:
        """Where from the end the language stands in the path of a text, or of an item of a list; 0: nowhere."""
        at = -2 if self.path and isinstance(self.path[-1], int) else -1
        return at if len(self.path) + at > 0 and self.path[at] in LANGUAGES else 0

    @property
    def scope(self) -> Scope:
        return self.file if name_within(self.file).startswith("subflows/") else FLOW_FILE


class Definition(Struct, frozen=True):
    """A name, where it is defined."""

    name: str
    key: Scalar
    place: Place

    @property
    def library(self) -> str:
        """The library that it comes from; empty when it is the package's own."""
        return library_of(self.place.file)


class Mention(Struct, frozen=True):
    """A name, where it is used."""

    kind: str
    name: str
    node: Scalar
    place: Place
    is_key: bool


class WrittenText(Struct, frozen=True):
    """A text in a notation, parsed."""

    notation: str
    node: Scalar
    tree: Tree
    place: Place


class Translatable(Struct, frozen=True):
    """A text or a list that may differ by language. `languages`: those that it is written in; none when it is written once."""

    place: Place
    node: Node
    anchor: Node
    languages: dict[str, Scalar]


class Reading(Struct):
    """A package as it was read.

    `package` is what it is in its own language, None when there is no flow in it; names, texts and places are those of all
    languages. `broken`: some part had to be left out.
    """

    source: Source
    package: Package | None = None
    translations: dict[str, Package] = field(default_factory=dict)  # the same package in its other languages
    broken: bool = False
    definitions: dict[tuple[str, Scope], dict[str, Definition]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    texts: list[WrittenText] = field(default_factory=list)
    translatable: list[Translatable] = field(default_factory=list)
    offered: Package | None = None  # with all that its libraries have; None where it uses none
    selected: frozenset[tuple[str, str]] = frozenset()  # kinds and names that the package needs of its libraries
    clashes: list[tuple[Definition, Definition]] = field(default_factory=list)  # of one name, the one that counts first

    @property
    def header(self) -> str:
        """The file that says what this is: flow.yaml, or library.yaml of a library that is read by itself."""
        return HEADER if HEADER in self.source.files and FLOW_FILE not in self.source.files else FLOW_FILE

    @property
    def is_library(self) -> bool:
        return self.header == HEADER

    def define(self, kind: str, scope: Scope, definition: Definition) -> None:
        """One more definition. What a package defines itself counts before what a library of it does."""
        named = self.definitions.setdefault((kind, scope), {})
        known = named.setdefault(definition.name, definition)
        if known.place.file != definition.place.file:
            self.clashes.append((known, definition))

    def defined(self, kind: str, scope: Scope = FLOW_FILE) -> dict[str, Definition]:
        """All definitions of a kind; steps are those of one file, everything else is the package's."""
        return self.definitions.get((kind, scope if kind == "step" else FLOW_FILE), {})

    def place(self, kind: str, name: str, *below: PathKey) -> Place:
        """Where something stands that a definition says of itself, whichever file the definition is in."""
        at = self.defined(kind)[name].place
        return Place(at.file, (*at.path, *below))

    def own(self, kind: str) -> dict[str, Definition]:
        """The definitions of a kind that the package makes itself."""
        return {name: one for name, one in self.defined(kind).items() if not one.library}

    def within(self, kind: str, place: Place) -> bool:
        """Whether a place is part of a definition of this kind: of an intent, a slot or an answer."""
        own = self.defined(kind).get(str(place.path[0])) if place.path else None
        return own is not None and (own.place.file, own.place.path) == (place.file, place.path[:1])

    def value_or_key_span(self, place: Place) -> Span:
        """Where the value at a place stands; else its key, or whatever of it is written."""
        return self.source.value_span(place.file, place.path) or self.key_span(place.file, *place.path)

    def uses_span(self, library: str, of: str = "") -> Span:
        """Where the package (or a library) says that it uses a library, or one that brings it along."""
        file = prefix_of(of) + HEADER if of else self.header
        named = self.source.uses_of(of)
        brought = {one: [one, *self.source.needed_by(one)] for one in named}
        index = next((at for at, one in enumerate(named) if one == library or library in brought[one]), None)
        return self.key_span(file, "uses") if index is None else self.value_or_key_span(Place(file, ("uses", index)))

    def span(self, node: Scalar, place: Place, start: int | None = None, end: int | None = None) -> Span:
        """Where a scalar, or some characters of its value, stand."""
        file = self.source.files[place.file]
        return file.place(node) if start is None else file.inside(node, start, start if end is None else end)

    def fix(self, title: str, node: Scalar, place: Place, text: str) -> Fix:
        """A fix that writes a scalar anew; `text` must need no quote marks."""
        return self.source.files[place.file].fix_scalar(title, node, text)

    def fix_inside(self, title: str, node: Scalar, place: Place, start: int, end: int, text: str) -> Fix | None:
        """A fix that writes some characters of a scalar anew."""
        return self.source.files[place.file].fix_inside(title, node, start, end, text)

    def deletion(self, place: Place) -> Fix | None:
        """A fix that takes an entry or an item out, with the comments that belong to it; None where that is not safe."""
        return delete(self.source.files[place.file], place.path)

    def key_span(self, file: str, *path: PathKey) -> Span:
        """Where a key stands that is known to be there; else where its nearest owner stands."""
        for length in range(len(path), 0, -1):
            span = self.source.key_span(file, path[:length]) or self.source.value_span(file, path[:length])
            if span is not None:
                return span
        return self.source.files[file].span(0, 0)
