"""Owns where the words of a package stand: every text of its own files, by address and language, and writing others there."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from designer.refusal import Refused
from dsl import editing, notations
from dsl.changes.places import owner_length, place_words
from dsl.compiler import Checked
from dsl.libraries import library_of
from dsl.notation import NotationError
from dsl.reading import Place
from dsl.source import Scalar, Source
from dsl.wordings import word

Path = tuple[str | int, ...]
SAID, HEARD, SHOWN = "reply", "phrase", "plain"
KINDS = (SAID, HEARD, SHOWN)
"""What the line says, what callers say, and what people of the house read."""
_PROOFS = "conversations/"


class Wording(Struct, frozen=True):
    """One text. `path` leads to it; `address` names its place in all languages, `language` the one that it is written in."""

    file: str
    path: Path
    address: str
    language: str
    kind: str
    text: str
    once: bool = True  # written for all languages: not yet told apart
    title: str = ""  # of the thing that it belongs to
    alone: bool = True  # may be told apart by language by itself; else the list that it stands in may, as a whole

    @property
    def key(self) -> tuple[str, str]:
        return self.address, self.language

    @property
    def mark(self) -> str:
        return mark_of(self.text)

    def where(self, language: str) -> str:
        """The place in words: `Step greet, wording`."""
        return place_words(self.file, _common(self.file, self.path), language, self.title)


def wording_of(checked: Checked, own: str, kinds: Collection[str] = (SAID,)) -> list[Wording]:
    """The texts of these kinds in reading order. `own`: the language of a text that is written once."""
    found = []
    by_language = {(one.place.file, one.place.path) for one in checked.reading.translatable}
    for text in checked.reading.texts:
        place = text.place
        if text.notation not in kinds or library_of(place.file) or (text.notation != SAID and place.file.startswith(_PROOFS)):
            continue
        found.append(
            Wording(
                file=place.file,
                path=place.path,
                address=_address(place.file, place.common),
                language=place.language or own,
                kind=text.notation,
                text=text.node.text,
                once=not place.language,
                title=_title(checked.source, place),
                alone=(place.file, place.common) in by_language,
            )
        )
    return found


def mark_of(text: str) -> str:
    """By which a spreadsheet knows what stood there when it was made."""
    # a letter before it: no program takes it for a number
    return "m" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def trouble(kind: str, text: str) -> NotationError | None:
    """Why this can't stand there, if it can't."""
    read = notations.parse(kind, text)
    return read if isinstance(read, NotationError) else None


def rewritten(files: Mapping[str, str], changes: Iterable[tuple[Wording, str]]) -> dict[str, str]:
    """The files in which a text is another now; every other byte of them is as it was."""
    new: dict[str, str] = {}
    try:
        for wording, text in changes:
            new[wording.file] = editing.set_text(new.get(wording.file, files[wording.file]), wording.path, text)
    except editing.EditError as error:
        raise Refused("editor.cannot_edit", 422) from error
    return new


def added(files: Mapping[str, str], beside: Wording, language: str, text: str) -> dict[str, str]:
    """The file with a text in one more language, beside one that stands there."""
    common = _common(beside.file, beside.path)
    value: editing.Data = {beside.language: beside.text, language: text} if beside.once else text
    path = common if beside.once else (*common, language)
    try:
        return {beside.file: editing.set_text(files[beside.file], path, value)}
    except editing.EditError as error:
        raise Refused("editor.cannot_edit", 422) from error


def sentence(error: NotationError, language: str) -> str:
    return word(error.code, error.arguments, language)


def _title(source: Source, place: Place) -> str:
    owner = place.path[: owner_length(place.file, place.path)]
    node = source.find(place.file, (*owner, "title")) if owner else None
    return node.text if isinstance(node, Scalar) else ""


def _common(file: str, path: Path) -> Path:
    return Place(file, path).common


def _address(file: str, path: Path) -> str:
    return "/".join((file, *(str(part) for part in path)))
