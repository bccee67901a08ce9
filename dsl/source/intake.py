"""Owns the way in: the bytes of a package's files → source, within limits that keep every later stage quick.

Of the libraries that lie beside a package only those are read that it uses, or that one of these uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from dsl.diagnostics import Findings
from dsl.libraries import HEADER, libraries_among, library_of
from dsl.source.composer import compose
from dsl.source.files import Source, SourceFile
from dsl.source.repair import Allowance

FILE_BYTES = 1_000_000
PACKAGE_BYTES = 8_000_000


def read_source(files: Mapping[str, bytes | str], findings: Findings) -> Source:
    """Every file as marked nodes; what cannot be read is reported and left out."""
    source = Source({}, tuple(libraries_among(files)))
    room, allowance = PACKAGE_BYTES, Allowance()
    waiting = [""]
    while waiting:
        library = waiting.pop(0)
        for name in sorted(name for name in files if library_of(name) == library):
            data = files[name]
            size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
            source.files[name] = file = _decode(name, data, size, room, findings)
            room -= size
            if file.readable:
                file.root = compose(file, findings, allowance)
        for used in source.uses_of(library):
            if used in source.libraries and used not in source.used and used != source.own_library:
                source.used.append(used)
                waiting.append(used)
    return source


@lru_cache(maxsize=256)
def libraries_named(header: str) -> tuple[str, ...]:
    """The libraries that the text of a flow.yaml or library.yaml says it uses: what to fetch before anything is checked."""
    return tuple(read_source({HEADER: header}, Findings()).uses_of(""))


def _decode(name: str, data: bytes | str, size: int, room: int, findings: Findings) -> SourceFile:
    """The text of a file, or an unreadable one with its finding."""
    if size > FILE_BYTES or size > room:
        file = SourceFile(name, "", readable=False)
        code, limit = ("file-too-large", FILE_BYTES) if size > FILE_BYTES else ("package-too-large", PACKAGE_BYTES)
        findings.report(code, file.span(0, 0), size=_megabytes(size), limit=_megabytes(limit))
        return file
    try:
        return SourceFile(name, data.decode("utf-8") if isinstance(data, bytes) else data.encode("utf-8").decode("utf-8"))
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        before = data[: error.start]
        shown = before.decode("utf-8", "replace") if isinstance(before, bytes) else before
        file = SourceFile(name, shown, readable=False)
        findings.report("not-utf-8", file.span(len(shown), len(shown)))
        return file


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"
