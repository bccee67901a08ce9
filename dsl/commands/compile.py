"""Owns `callwright compile`: a package → a bundle, the same bytes for the same text."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from dsl.commands import CommandError
from dsl.commands.check import environment_language, line_of
from dsl.commands.package_files import read_with_libraries, refuse_library

SUMMARY = "Compile a flow package to the bundle that a runtime answers calls with."


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="the package")
    parser.add_argument("-o", "--output", metavar="BUNDLE", required=True, help="the file to write the bundle to")
    parser.add_argument("--language", choices=("zh", "en"), help="of the sentences; default: as the environment's LANG says")


def run(arguments: argparse.Namespace) -> int:
    from dsl.compiler import compile_package

    refuse_library(Path(arguments.path))
    compiled = compile_package(read_with_libraries(arguments.path))
    for one in compiled.findings:
        print(line_of(Path(arguments.path), one, arguments.language or environment_language()), file=sys.stderr)
    if compiled.bundle is None:
        return 1
    _write(Path(arguments.output), compiled.data)
    print(compiled.identity)
    return 0


def _write(target: Path, data: bytes) -> None:
    """Whole or not at all: a reader never finds half a bundle."""
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as draft:
            draft.write(data)
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(target)
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {error.strerror}") from error
