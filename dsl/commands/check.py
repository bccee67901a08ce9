"""Owns `callwright check`: every problem of some packages, each at its place, for people or for programs."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dsl.commands.package_files import find_packages, read_package_files

if TYPE_CHECKING:
    from dsl.diagnostics import Diagnostic

SUMMARY = "Check flow packages: every problem at its line and column, with a fix where one is safe."


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a package, or a folder with packages below it")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people (default), json for programs")
    parser.add_argument("--language", choices=("zh", "en"), help="of the sentences; default: as the environment's LANG says")


def run(arguments: argparse.Namespace) -> int:
    from dsl.compiler import check

    language = arguments.language or environment_language()
    packages = [folder for path in arguments.paths for folder in find_packages(path)]
    found = [(folder, one) for folder in packages for one in check(read_package_files(folder)).findings]
    errors = sum(one.severity == "error" for _, one in found)
    if arguments.format == "json":
        _print_json(found, language)
    else:
        for folder, one in found:
            print(folder / one.line(language))
            for line in one.call.lines(language) if one.call is not None else ():
                print(f"    {line}")
        print(_summary(len(packages), errors, len(found) - errors, language), file=sys.stderr)
    return 1 if errors else 0


def environment_language() -> str:
    """`zh` where the environment speaks Chinese, else `en`."""
    setting = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if setting.startswith("zh") else "en"


def _summary(packages: int, errors: int, warnings: int, language: str) -> str:
    if language == "zh":
        return f"检查了 {packages} 个流程包：{errors} 个错误，{warnings} 个提醒"
    return f"checked {_count(packages, 'package')}: {_count(errors, 'error')}, {_count(warnings, 'warning')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _print_json(found: list[tuple[Path, Diagnostic]], language: str) -> None:
    import json

    print(json.dumps([_as_json(folder, one, language) for folder, one in found], ensure_ascii=False, indent=2))


def _as_json(folder: Path, one: Diagnostic, language: str) -> dict[str, Any]:
    import msgspec

    from dsl.wordings import word

    fix = one.fix and {
        "title": word(one.fix.title, {}, language),
        "edits": [
            {"file": str(folder / edit.file), "start": edit.start, "end": edit.end, "text": edit.text} for edit in one.fix.edits
        ],
    }
    return {
        "file": str(folder / one.span.file),
        "line": one.span.line,
        "column": one.span.column,
        "end_line": one.span.end_line,
        "end_column": one.span.end_column,
        "severity": one.severity,
        "code": one.code,
        "message": one.sentence(language),
        "fix": fix,
        "call": None if one.call is None else msgspec.to_builtins(one.call) | {"lines": one.call.lines(language)},
        "related": [{"file": str(folder / at.file), "line": at.line, "column": at.column} for at in one.related],
    }
