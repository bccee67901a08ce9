"""Owns opening a package for a command: compiled, its understanding prepared, and kept for the next time."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from dsl.bundle import Bundle
from dsl.commands import CommandError
from dsl.commands.package_files import compile_path
from dsl.compiler import Compiled
from runtime.dialogue.engine import Program
from runtime.understanding import Understander, Understanders


class Opened(Struct, frozen=True):
    """A package ready to be talked to."""

    path: Path
    compiled: Compiled
    program: Program
    understander: Understander | Understanders


def open_package(path: Path) -> Opened:
    """Compiles a package and loads its understanding. Raises CommandError with the diagnostics when it has errors."""
    compiled = compile_path(path)
    assert compiled.bundle is not None, "compile_path gives a bundle or raises"
    from runtime.understanding import cache_folder, load, prepare

    began = time.monotonic()
    folder = cache_folder()
    prepare(compiled.bundle, folder)
    understander = load(compiled.bundle, folder)
    if time.monotonic() - began > 2:
        print(f"callwright: understanding of {path} prepared in {time.monotonic() - began:.1f} s", file=sys.stderr)
    return Opened(Path(path), compiled, Program(compiled.bundle), understander)


def read_language(wanted: str | None, bundle: Bundle) -> str:
    """The language that `--language` names, the package's own when it is left out. Raises CommandError."""
    if wanted is not None and wanted not in bundle.languages:
        raise CommandError(f"--language: the package speaks {', '.join(bundle.languages)}, not '{wanted}'")
    return wanted or bundle.language


def read_moment(text: str | None) -> datetime:
    """The time that `--now` names, now when it is left out. Raises CommandError."""
    if text is None:
        return datetime.now().astimezone()
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise CommandError(f"--now: '{text}' is no ISO 8601 time, like 2026-03-16T10:00:00+08:00") from None
    return moment if moment.tzinfo else moment.astimezone()
