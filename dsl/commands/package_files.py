"""Owns reading packages from disk: which files belong to one, within limits, the libraries beside it, and all below a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dsl.commands import CommandError
from dsl.libraries import FLOW_FILE, FOLDER, HEADER, library_of, under_prefix

if TYPE_CHECKING:
    from dsl.compiler import Compiled

SUFFIXES = (".yaml", ".yml")  # the second is no name of ours, but should be told so rather than overlooked
FILES = 2000
DEPTH = 5


def read_package_files(path: str | Path) -> dict[str, bytes]:
    """The files of a package or a library by their relative posix path. Raises CommandError."""
    from dsl.source.intake import FILE_BYTES, PACKAGE_BYTES

    folder = _folder(path)
    found: dict[str, bytes] = {}
    size = 0
    for file in _walk(folder):
        if file.suffix not in SUFFIXES:
            continue
        data = _read(file, FILE_BYTES)
        size += len(data)
        if size > PACKAGE_BYTES:
            raise CommandError(f"{folder} is too large: the files of a package have at most {_megabytes(PACKAGE_BYTES)} together")
        if len(found) == FILES:
            raise CommandError(f"{folder} has more than {FILES} files")
        found[file.relative_to(folder).as_posix()] = data
    if not found:
        raise CommandError(f"there is no flow package in {folder}: it has no {FLOW_FILE}")
    return found


def read_with_libraries(path: str | Path) -> dict[str, bytes]:
    """The files of a package (or a library), and beside them those of the libraries that it needs. Raises CommandError.

    Of the libraries that it does not need the names are there, so that one that is misspelt can be told the right one.
    """
    from dsl.source.intake import libraries_named

    found = read_package_files(path)
    shelf = _shelf(Path(path))
    waiting, seen = [found.get(FLOW_FILE) or found.get(HEADER, b"")], set[str]()
    while waiting:
        for library in libraries_named(waiting.pop().decode(errors="replace")):
            if library not in seen and library in _libraries_of(shelf):
                seen.add(library)
                files = read_package_files(shelf / library)
                found |= under_prefix(library, files)
                waiting.append(files.get(HEADER, b""))
    for library in _libraries_of(shelf):
        if library not in seen:
            found |= under_prefix(library, {HEADER: b""})
    return found


def path_of(folder: str | Path, file: str) -> Path:
    """Where a file lies that a package's findings name: in the package, or in a library beside it."""
    library = library_of(file)
    return _shelf(Path(folder)) / file.removeprefix(f"{FOLDER}/") if library else Path(folder) / file


def find_packages(path: str | Path) -> list[Path]:
    """The package at a path, or all packages below it. Raises CommandError when there is none."""
    folder = _folder(path)
    if is_library(folder):
        raise CommandError(f"{folder} is a library: name a package that uses it")
    if any((folder / name).is_file() for name in (FLOW_FILE, "intents.yaml", "slots.yaml")):
        return [folder]
    found = sorted(file.parent for file in _walk(folder) if file.name == FLOW_FILE)
    if not found:
        raise CommandError(f"there is no flow package in {folder}: it has no {FLOW_FILE}")
    return found


def find_libraries(path: str | Path) -> list[Path]:
    """The library at a path, or all libraries below it."""
    folder = _folder(path)
    if is_library(folder):
        return [folder]
    return sorted(file.parent for file in _walk(folder) if file.name == HEADER and is_library(file.parent))


def find_all(path: str | Path) -> list[Path]:
    """The libraries and packages at a path or below it. Raises CommandError when there are none."""
    libraries = find_libraries(path)
    holds_packages = any(file.name == FLOW_FILE for file in _walk(_folder(path)))
    return [*libraries, *(find_packages(path) if holds_packages or not libraries else [])]


def is_library(folder: Path) -> bool:
    return (folder / HEADER).is_file() and not (folder / FLOW_FILE).is_file()


def _shelf(folder: Path) -> Path:
    """The folder in which the libraries lie that a package, or another library, may use."""
    beside = Path(os.path.normpath(folder / os.pardir)) if folder.name else Path(os.pardir)
    return beside if is_library(folder) else beside / FOLDER


def _libraries_of(shelf: Path) -> list[str]:
    return [folder.name for folder in sorted(shelf.iterdir()) if is_library(folder)] if shelf.is_dir() else []


def compile_path(path: str | Path) -> Compiled:
    """The compiled package at a path. Raises CommandError with its errors when it has some."""
    from dsl.compiler import compile_package

    refuse_library(Path(path))
    compiled = compile_package(read_with_libraries(path))
    if compiled.bundle is None:
        errors = [one for one in compiled.findings if one.severity == "error"]
        lines = "\n".join(one.line() for one in errors)
        raise CommandError(f"{path} has {len(errors)} error{'s' if len(errors) > 1 else ''}\n{lines}")
    return compiled


def refuse_library(folder: Path) -> None:
    if is_library(folder):
        raise CommandError(f"{folder} is a library: it goes into the bundles of the packages that use it")


def _folder(path: str | Path) -> Path:
    folder = Path(path)
    if not folder.exists():
        raise CommandError(f"there is no {folder}")
    if not folder.is_dir():
        raise CommandError(f"{folder} is not a folder; a flow package is a folder with a {FLOW_FILE}")
    return folder


def _walk(folder: Path, depth: int = 0) -> Iterator[Path]:
    """The files below a folder, in the order of their names; what is hidden or only a link is left out."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise CommandError(f"{folder} cannot be read: {error.strerror}") from error
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_file():
            yield Path(entry.path)
        elif entry.is_dir() and depth < DEPTH:
            yield from _walk(Path(entry.path), depth + 1)


def _read(file: Path, limit: int) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from error
    if len(data) > limit:
        raise CommandError(f"{file} is too large: a file of a package has at most {_megabytes(limit)}")
    return data


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:g} MB"
