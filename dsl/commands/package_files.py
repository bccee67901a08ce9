"""Owns reading packages from disk: which files belong to one, within limits, and the packages below a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dsl.commands import CommandError

if TYPE_CHECKING:
    from dsl.compiler import Compiled

FLOW_FILE = "flow.yaml"
SUFFIXES = (".yaml", ".yml")  # the second is no name of ours, but should be told so rather than overlooked
FILES = 2000
DEPTH = 5


def read_package_files(path: str | Path) -> dict[str, bytes]:
    """The files of a package by their relative posix path. Raises CommandError."""
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


def find_packages(path: str | Path) -> list[Path]:
    """The package at a path, or all packages below it. Raises CommandError when there is none."""
    folder = _folder(path)
    if any((folder / name).is_file() for name in (FLOW_FILE, "intents.yaml", "slots.yaml")):
        return [folder]
    found = sorted(file.parent for file in _walk(folder) if file.name == FLOW_FILE)
    if not found:
        raise CommandError(f"there is no flow package in {folder}: it has no {FLOW_FILE}")
    return found


def compile_path(path: str | Path) -> Compiled:
    """The compiled package at a path. Raises CommandError with its errors when it has some."""
    from dsl.compiler import compile_package

    compiled = compile_package(read_package_files(path))
    if compiled.bundle is None:
        errors = [one for one in compiled.findings if one.severity == "error"]
        lines = "\n".join(one.line() for one in errors)
        raise CommandError(f"{path} has {len(errors)} error{'s' if len(errors) > 1 else ''}\n{lines}")
    return compiled


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
