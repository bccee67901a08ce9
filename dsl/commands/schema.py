"""Owns `callwright schema`: the JSON Schema of each file of a package, for editors that know YAML schemas."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from dsl.commands import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping

SUMMARY = "Export the JSON Schema of each file of a package, for editors that know YAML schemas."

_EPILOG = """\
A file of a package names its schema in its first line, for any editor with the YAML language server:

  # yaml-language-server: $schema=../../schema/flow.schema.json
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument("file", nargs="?", metavar="FILE", help="one file of a package, like flow.yaml or subflows; else all")
    parser.add_argument("-o", "--output", metavar="DIR", help="the folder to write to; else to standard output")


def run(arguments: argparse.Namespace) -> int:
    from dsl.schema import FILES, schema_of

    wanted = _wanted(arguments.file, FILES) if arguments.file else list(FILES)
    written = {f"{FILES[file]}.schema.json": json.dumps(schema_of(file), ensure_ascii=False, indent=2) for file in wanted}
    if arguments.output:
        for name, text in written.items():
            print(_write(Path(arguments.output) / name, f"{text}\n"))
        return 0
    if len(written) > 1:
        raise CommandError(f"name a folder with -o, or one file: {', '.join(FILES)}")
    print(*written.values())
    return 0


def _wanted(given: str, files: Mapping[str, str]) -> list[str]:
    """`flow.yaml`, `flow`, `flows/phone_bill/flow.yaml`, `subflows` or a file in that folder."""
    path = Path(given)
    found = [file for file, stem in files.items() if given in (file, stem) or path.name == file or path.parent.name == stem]
    if not found:
        raise CommandError(f"'{given}' is no file of a package; there are {', '.join(files)}")
    return found[:1]


def _write(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    return path
