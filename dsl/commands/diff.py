"""Owns `callwright diff`: what changed between two versions of a package, in the operator's words."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsl.commands import CommandError
from dsl.commands.check import environment_language
from dsl.commands.package_files import read_with_libraries

if TYPE_CHECKING:
    from dsl.changes import Change

SUMMARY = "Say what changed between two versions of a flow package: what callers notice first, wordings old and new."
_SIGNS = {"gone": "-", "come": "+"}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="the package as it was")
    parser.add_argument("new", metavar="NEW", help="the package as it is")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people (default), json for programs")
    parser.add_argument("--language", choices=("zh", "en"), help="of the sentences; default: as the environment's LANG says")


def run(arguments: argparse.Namespace) -> int:
    from dsl.changes import changes

    language = arguments.language or environment_language()
    found = changes(_texts(arguments.old), _texts(arguments.new))
    if arguments.format == "json":
        import json

        print(json.dumps([_as_json(one, language) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            print("\n".join(_as_lines(one, language)))
        if not found:
            print("没有改动" if language == "zh" else "nothing changed")
    return 0


def _texts(path: str) -> dict[str, str]:
    try:
        return {name: data.decode() for name, data in read_with_libraries(Path(path)).items() if data}
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} has a file that is no UTF-8 text") from error


def _as_lines(one: Change, language: str) -> list[str]:
    mark = ("[隐私] " if language == "zh" else "[privacy] ") if one.private else ""
    place = f"  ({one.file}:{one.new_line or one.old_line})" if one.new_line or one.old_line else ""
    return [f"{mark}{one.sentence(language)}{place}", *(f"    {_SIGNS[line.kind]} {line.text}" for line in one.lines)]


def _as_json(one: Change, language: str) -> dict[str, Any]:
    return {
        "code": one.code,
        "file": one.file,
        "path": list(one.path),
        "old_line": one.old_line,
        "new_line": one.new_line,
        "private": one.private,
        "sentence": one.sentence(language),
        "old": one.old,
        "new": one.new,
        "lines": [{"kind": line.kind, "text": line.text} for line in one.lines],
    }
