"""Owns which file holds which part of a package or a library, and reading them all."""

from __future__ import annotations

import typing
from pathlib import PurePosixPath
from typing import Any, TypeAlias

import msgspec

from dsl.diagnostics import Findings, Span
from dsl.libraries import HEADER, library_of, name_within
from dsl.model import Conversation, Library, Package, Subflow, Words
from dsl.naming import nearest
from dsl.reader.forms import FileReader
from dsl.reader.scalars import UNREAD
from dsl.reader.shapes import RecordShape, RowsShape, Shape, shape_of
from dsl.reading import FLOW_FILE, Definition, Place, Reading
from dsl.source import Scalar, Source

_HINTS = typing.get_type_hints(Package, include_extras=True)
SINGLE_FILES: dict[str, str] = {
    f"{field.name}.yaml": field.name
    for field in msgspec.structs.fields(Package)
    if field.name not in ("subflows", "conversations")
}
"""File -> attribute of the package."""

FOLDERS: dict[str, Shape] = {
    "subflows": RecordShape(Subflow),
    "conversations": RowsShape(RecordShape(Conversation)),
}

SHARED = ("intents", "slots", "answers", "data", "connectors", "calendars", "words")
"""Attributes of a package that a library may have, too."""

LIBRARY_FILES: tuple[str, ...] = (HEADER, *(f"{name}.yaml" for name in SHARED))
LIBRARY_FOLDERS: tuple[str, ...] = ("subflows",)

_Parts: TypeAlias = dict[str, Any]


def shape_of_file(name: str) -> Shape | None:
    """What a file holds, by its name in its package or library; None for a name that the language does not know."""
    if name == HEADER:
        return RecordShape(Library)
    if name in SINGLE_FILES:
        return shape_of(_HINTS[SINGLE_FILES[name]])
    return FOLDERS.get(_folder_and_stem(name)[0])


def read(source: Source, findings: Findings) -> Reading:
    """The package in these files, with the libraries that it uses, in each language that it speaks."""
    own = next((node for file in (FLOW_FILE, HEADER) if (node := source.find(file, ("language",))) is not None), None)
    reading = _read(source, findings, own.text if isinstance(own, Scalar) else "")
    if reading.package is not None:
        for language in reading.package.flow.spoken[1:]:  # what is wrong in it was found the first time
            package = _read(source, Findings(), language).package
            if package is not None:
                reading.translations[language] = _in_language(package, language)
    return reading


def _in_language(package: Package, language: str) -> Package:
    """A package that was read in a language has it for its own."""
    return msgspec.structs.replace(package, flow=msgspec.structs.replace(package.flow, language=language, languages=()))


def _read(source: Source, findings: Findings, language: str) -> Reading:
    reading = Reading(source, broken=not source.whole)
    owners: dict[str, _Parts] = {owner: {"subflows": {}, "conversations": {}} for owner in ("", *source.used)}
    for name in source.files:
        parts, within = owners[library_of(name)], name_within(name)
        folder, stem = _folder_and_stem(within)
        shape = shape_of_file(within)
        if shape is None or within not in _known(reading, name):
            _report_file(name, reading, findings)
        elif folder:
            parts[folder][stem] = _read_file(name, shape, reading, findings, language)
        else:
            parts[within.removesuffix(".yaml")] = _read_file(name, shape, reading, findings, language)
    _assemble(owners, reading, findings)
    return reading


def _known(reading: Reading, name: str) -> tuple[str, ...]:
    """The names that a file may have where this one lies; a file in a folder has any."""
    library = bool(library_of(name)) or reading.is_library
    within = name_within(name)
    folders = LIBRARY_FOLDERS if library else tuple(FOLDERS)
    return (*(LIBRARY_FILES if library else SINGLE_FILES), *([within] if _folder_and_stem(within)[0] in folders else []))


def _read_file(name: str, shape: Shape, reading: Reading, findings: Findings, language: str) -> Any:
    file = reading.source.files[name]
    return FileReader(file, reading, findings, language).read(shape) if file.readable else UNREAD


def _folder_and_stem(name: str) -> tuple[str, str]:
    """`subflows/identity.yaml` → `subflows`, `identity`; a file that lies deeper belongs to no folder."""
    path = PurePosixPath(name)
    known = len(path.parts) == 2 and path.suffix == ".yaml"
    return (path.parts[0], path.stem) if known else ("", path.stem)


def _report_file(name: str, reading: Reading, findings: Findings) -> None:
    at = reading.source.files[name].span(0, 0)
    known = _known(reading, name)
    findings.report("file-unknown", at, file=name_within(name), nearest=nearest(name_within(name), known), known=", ".join(known))


def _assemble(owners: dict[str, _Parts], reading: Reading, findings: Findings) -> None:
    """Joins what the files gave; without a flow there is no package."""
    if reading.header not in reading.source.files:
        findings.report("flow-file-missing", Span(FLOW_FILE, 1, 1, 1, 1, 0, 0))
    _define_subflows(reading, findings)
    reading.broken = reading.broken or any(UNREAD in parts.values() for parts in owners.values())
    own, *libraries = (_without_unread(parts) for parts in owners.values())
    if reading.is_library and "library" in own:
        own["flow"] = own.pop("library").as_flow()
    reading.broken = reading.broken or "flow" not in own
    if "flow" in own:
        for library in libraries:
            own = _joined(own, library)
        reading.package = Package(**own)


def _without_unread(parts: _Parts) -> _Parts:
    found = {name: part for name, part in parts.items() if part is not UNREAD}
    subflows = {one.subflow: one for one in found["subflows"].values() if one is not UNREAD}
    conversations = {stem: rows for stem, rows in found["conversations"].items() if rows is not UNREAD}
    return {**found, "subflows": subflows, "conversations": conversations}


def _joined(own: _Parts, library: _Parts) -> _Parts:
    """A package's parts with a library's: of one name the package's own counts."""
    joined = dict(own)
    for name in (*SHARED, "subflows"):
        mine, others = own.get(name), library.get(name)
        if name == "words" and mine is not None and others is not None:
            joined[name] = Words(
                lists={**others.lists, **mine.lists}, pronunciations={**others.pronunciations, **mine.pronunciations}
            )
        elif others is not None:
            joined[name] = others if mine is None else {**others, **mine}
    if "library" in library:
        flow = own["flow"]
        joined["flow"] = msgspec.structs.replace(flow, values={**library["library"].values, **flow.values})
    return joined


def _define_subflows(reading: Reading, findings: Findings) -> None:
    """A sub-flow is called by the name it gives itself, which is its file's name too."""
    reading.definitions["subflow", FLOW_FILE] = {}
    for file in reading.source.files:
        folder, stem = _folder_and_stem(name_within(file))
        name = reading.source.find(file, ("subflow",)) if folder == "subflows" else None
        if not isinstance(name, Scalar) or name.missing:
            continue
        place = Place(file, ("subflow",))
        if name.text != stem:
            fix = reading.fix("write-instead", name, place, stem)
            findings.report("subflow-name-differs", reading.span(name, place), fix=fix, name=name.text, file=stem)
        reading.define("subflow", FLOW_FILE, Definition(name.text, name, place))
