"""Owns `callwright check`: every problem of some packages, each at its place, for people or for programs."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsl.commands.package_files import find_all, is_library, path_of, read_with_libraries
from dsl.wordings.calls import word_call

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dsl.diagnostics import Diagnostic

SUMMARY = "Check flow packages and libraries: every problem at its line and column, with a fix where one is safe."


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a package or a library, or a folder with some below it")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people (default), json for programs")
    parser.add_argument("--language", choices=("zh", "en"), help="of the sentences; default: as the environment's LANG says")


def run(arguments: argparse.Namespace) -> int:
    from dsl.compiler import check

    language = arguments.language or environment_language()
    packages = [folder for path in arguments.paths for folder in find_all(path)]
    found = _once((folder, one) for folder in packages for one in check(read_with_libraries(folder)).findings)
    errors = sum(one.severity == "error" for _, one in found)
    if arguments.format == "json":
        _print_json(found, language)
    else:
        for folder, one in found:
            print(line_of(folder, one, language))
            for line in word_call(one.call, language) if one.call is not None else ():
                print(f"    {line}")
        print(_summary(packages, errors, len(found) - errors, language), file=sys.stderr)
    return 1 if errors else 0


def _once(found: Iterable[tuple[Path, Diagnostic]]) -> list[tuple[Path, Diagnostic]]:
    """A library's own problem is found in each package that uses it, and told once."""
    told: dict[object, tuple[Path, Diagnostic]] = {}
    for folder, one in found:
        at = one.span
        told.setdefault((path_of(folder, at.file).resolve(), at.start, at.end, one.code, one.sentence()), (folder, one))
    return list(told.values())


def line_of(folder: Path, one: Diagnostic, language: str) -> str:
    return f"{path_of(folder, one.span.file)}{one.line(language).removeprefix(one.span.file)}"


def environment_language() -> str:
    """`zh` where the environment speaks Chinese, else `en`."""
    setting = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if setting.startswith("zh") else "en"


def _summary(folders: list[Path], errors: int, warnings: int, language: str) -> str:
    libraries = sum(is_library(folder) for folder in folders)
    packages = len(folders) - libraries
    if language == "zh":
        what = [f"{packages} 个流程包"] * bool(packages or not libraries) + [f"{libraries} 个公共库"] * bool(libraries)
        return f"检查了 {'和 '.join(what)}：{errors} 个错误，{warnings} 个提醒"
    counted = [_count(packages, "package")] * bool(packages or not libraries)
    counted += [_count(libraries, "library", "libraries")] * bool(libraries)
    return f"checked {' and '.join(counted)}: {_count(errors, 'error')}, {_count(warnings, 'warning')}"


def _count(number: int, noun: str, several: str = "") -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {several or f'{noun}s'}"


def _print_json(found: list[tuple[Path, Diagnostic]], language: str) -> None:
    import json

    print(json.dumps([_as_json(folder, one, language) for folder, one in found], ensure_ascii=False, indent=2))


def _as_json(folder: Path, one: Diagnostic, language: str) -> dict[str, Any]:
    import msgspec

    from dsl.wordings import word

    fix = one.fix and {
        "title": word(one.fix.title, {}, language),
        "edits": [
            {"file": str(path_of(folder, edit.file)), "start": edit.start, "end": edit.end, "text": edit.text}
            for edit in one.fix.edits
        ],
    }
    return {
        "file": str(path_of(folder, one.span.file)),
        "line": one.span.line,
        "column": one.span.column,
        "end_line": one.span.end_line,
        "end_column": one.span.end_column,
        "severity": one.severity,
        "code": one.code,
        "message": one.sentence(language),
        "fix": fix,
        "call": None if one.call is None else msgspec.to_builtins(one.call) | {"lines": word_call(one.call, language)},
        "related": [{"file": str(path_of(folder, at.file)), "line": at.line, "column": at.column} for at in one.related],
    }
