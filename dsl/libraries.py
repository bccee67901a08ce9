"""Owns where the files of libraries stand: `library/identity/slots.yaml` is the `slots.yaml` of the library `identity`.

A library lies beside the packages that use it. Whoever keeps texts gives a package's own files together with those of its
libraries under that prefix; from then on a file's name says whose it is, and nothing else has to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

FLOW_FILE = "flow.yaml"
FOLDER = "library"
HEADER = "library.yaml"
"""The file that says what a library is, as flow.yaml does for a package."""

Content = TypeVar("Content", bytes, str, "bytes | str")


def library_of(file: str) -> str:
    """The library that a file belongs to; empty for the files of the package itself."""
    parts = file.split("/", 2)
    return parts[1] if len(parts) == 3 and parts[0] == FOLDER else ""


def name_within(file: str) -> str:
    """The name that a file has in its own package or library."""
    return file.split("/", 2)[2] if library_of(file) else file


def prefix_of(library: str) -> str:
    return f"{FOLDER}/{library}/"


def under_prefix(library: str, files: Mapping[str, Content]) -> dict[str, Content]:
    """The files of a library as they stand beside those of a package."""
    return {prefix_of(library) + name: content for name, content in files.items()}


def own_files(files: Mapping[str, Content]) -> dict[str, Content]:
    """A package's files without those of libraries."""
    return {name: content for name, content in files.items() if not library_of(name)}


def files_of(files: Mapping[str, Content], library: str) -> dict[str, Content]:
    """The files of one library, by the names that they have in it."""
    return {name_within(name): content for name, content in files.items() if library_of(name) == library}


def libraries_among(files: Iterable[str]) -> list[str]:
    """The libraries that are there."""
    return sorted({library_of(name) for name in files if library_of(name) and name_within(name) == HEADER})
