"""Owns what a file of another system brings, before it is a package: examples, entities, and what cannot be taken over."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field


class ImportProblem(Exception):
    """Why a file cannot be taken, in one sentence."""


class Marked(Struct, frozen=True):
    """Words of an example that are a value: of which entity, and what they stand for when that is another word."""

    text: str
    entity: str
    value: str = ""


class Row(Struct, frozen=True):
    """One example, and the line of the file it stands on. `parts` are its words with what is marked in them, if anything is."""

    text: str
    label: str
    line: int
    parts: tuple[str | Marked, ...] = ()
    file: str = ""


class Entity(Struct):
    """A kind of value: what it is called, the words for each of its items, a pattern, or a type that the other system has."""

    items: dict[str, dict[str, None]] = field(default_factory=dict)  # item -> its synonyms, in order
    pattern: str = ""
    system: str = ""  # such as @sys.date, amount-of-money
    ask: str = ""

    def add(self, item: str, synonyms: Iterable[str] = ()) -> None:
        self.items.setdefault(item, {}).update(dict.fromkeys(synonyms))


class LeftOut(Struct, frozen=True):
    """Something that was not taken over. `where` is a file or a name, never what a caller said."""

    what: str
    where: str = ""


class Brought(Struct):
    rows: list[Row] = field(default_factory=list)
    entities: dict[str, Entity] = field(default_factory=dict)
    synonyms: dict[str, dict[str, None]] = field(default_factory=dict)  # of no entity in particular: word -> its synonyms
    left_out: list[LeftOut] = field(default_factory=list)
    language: str = ""

    def entity(self, name: str) -> Entity:
        return self.entities.setdefault(name, Entity())

    def leave_out(self, what: str, where: str = "") -> None:
        self.left_out.append(LeftOut(what, where))


def marked_row(parts: Iterable[str | Marked], label: str, line: int, file: str = "") -> Row:
    kept = tuple(part for part in parts if (part if isinstance(part, str) else part.text))
    text = "".join(part if isinstance(part, str) else part.text for part in kept)
    marked = any(isinstance(part, Marked) for part in kept)
    return Row(text.strip(), label, line, kept if marked else (), file)
