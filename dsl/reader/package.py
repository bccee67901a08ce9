"""Owns which file holds which part of a package, and reading them all."""

from __future__ import annotations

import typing
from pathlib import PurePosixPath
from typing import Any

import msgspec

from dsl.diagnostics import Findings, Span
from dsl.model import Conversation, Package, Subflow
from dsl.naming import nearest
from dsl.reader.forms import FileReader
from dsl.reader.scalars import UNREAD
from dsl.reader.shapes import RecordShape, RowsShape, Shape, shape_of
from dsl.reading import FLOW_FILE, Definition, Place, Reading
from dsl.source import Scalar, Source

_PARTS = typing.get_type_hints(Package, include_extras=True)
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


def read(source: Source, findings: Findings) -> Reading:
    """The package in these files, in each language that it speaks."""
    own = source.find(FLOW_FILE, ("language",))
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
    parts: dict[str, Any] = {"subflows": {}, "conversations": {}}
    for name in source.files:
        folder, stem = _folder_and_stem(name)
        if name in SINGLE_FILES:
            shape = shape_of(_PARTS[SINGLE_FILES[name]])
            parts[SINGLE_FILES[name]] = _read_file(name, shape, reading, findings, language)
        elif folder in FOLDERS:
            parts[folder][stem] = _read_file(name, FOLDERS[folder], reading, findings, language)
        else:
            _report_file(name, reading, findings)
    _assemble(parts, reading, findings)
    return reading


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
    meant = nearest(name, SINGLE_FILES)
    findings.report("file-unknown", at, file=name, nearest=meant, known=", ".join(SINGLE_FILES))


def _assemble(parts: dict[str, Any], reading: Reading, findings: Findings) -> None:
    """Joins what the files gave; without a flow there is no package."""
    if FLOW_FILE not in reading.source.files:
        findings.report("flow-file-missing", Span(FLOW_FILE, 1, 1, 1, 1, 0, 0))
    _define_subflows(reading, findings)
    subflows = {sub.subflow: sub for sub in parts.pop("subflows").values() if sub is not UNREAD}
    conversations = {stem: rows for stem, rows in parts.pop("conversations").items() if rows is not UNREAD}
    read = {name: part for name, part in parts.items() if part is not UNREAD}
    reading.broken = reading.broken or len(read) < len(parts) or "flow" not in read
    if "flow" in read:
        reading.package = Package(**read, subflows=subflows, conversations=conversations)


def _define_subflows(reading: Reading, findings: Findings) -> None:
    """A sub-flow is called by the name it gives itself, which is its file's name too."""
    found: dict[str, Definition] = {}
    for file in reading.source.files:
        folder, stem = _folder_and_stem(file)
        name = reading.source.find(file, ("subflow",)) if folder == "subflows" else None
        if not isinstance(name, Scalar) or name.missing:
            continue
        place = Place(file, ("subflow",))
        if name.text != stem:
            fix = reading.fix("write-instead", name, place, stem)
            findings.report("subflow-name-differs", reading.span(name, place), fix=fix, name=name.text, file=stem)
        found[name.text] = Definition(name.text, name, place)
    reading.definitions["subflow", FLOW_FILE] = found
