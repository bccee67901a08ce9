"""`callwright recordings`: what a voice actor reads for a flow, and which recordings are missing, out of date or unusable."""

from __future__ import annotations

import argparse
import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from dsl.commands import CommandError

if TYPE_CHECKING:
    from dsl.voice_script import Line

SUMMARY = "A person's voice for prompts: the script to read, and what is missing or out of date."
SCRIPT = "script.csv"  # in the folder of recordings: what each was recorded for


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    script = actions.add_parser(
        "script", help="write what a voice actor reads: a number, a file name, a place, a style and a text a row"
    )
    script.add_argument("package", metavar="PATH", type=Path, help="a flow package")
    script.add_argument("-o", "--output", metavar="FILE", required=True, type=Path, help=".csv or .xlsx")
    script.add_argument("--missing", action="store_true", help="only what is not recorded yet")
    check = actions.add_parser("check", help="list recordings that are missing, out of date (the words changed) or unusable")
    check.add_argument("package", metavar="PATH", type=Path, help="a flow package, with its recordings/")
    check.add_argument("--complete", action="store_true", help="a missing recording is a failure too")
    install = actions.add_parser("install", help="give a runtime on this machine the recordings of a package")
    install.add_argument("package", metavar="PATH", type=Path, help="a flow package, with its recordings/")
    install.add_argument(
        "--data",
        metavar="DIR",
        type=Path,
        default=Path(".callwright/runtime"),
        help="of the runtime (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    lines = _lines(arguments.package)
    match arguments.action:
        case "script":
            return _write_script(lines, arguments.package, arguments.output, arguments.missing)
        case "check":
            return _check(lines, arguments.package, arguments.complete)
    return _install(lines, arguments.package, arguments.data)


def _lines(package: Path) -> list[Line]:
    from dsl.commands.package_files import compile_path
    from dsl.voice_script import voice_script

    bundle = compile_path(package).bundle
    assert bundle is not None
    return list(voice_script(bundle))


def _write_script(lines: list[Line], package: Path, output: Path, missing: bool) -> int:
    from dsl.voice_script import COLUMNS, row_of
    from runtime.commands.tables import as_csv, as_workbook

    writers = {".csv": as_csv, ".xlsx": as_workbook}
    write = writers.get(output.suffix.lower())
    if write is None:
        raise CommandError(f"{output} is neither .csv nor .xlsx")
    there = {path.stem for path in _sounds(package)}
    wanted = {number: line for number, line in enumerate(lines, 1) if not (missing and line.key in there)}
    rows = [COLUMNS, *(row_of(number, line) for number, line in wanted.items())]
    try:
        output.write_bytes(write(rows))
    except OSError as problem:
        raise CommandError(f"{output} can't be written: {problem.strerror}") from problem
    characters = sum(len(line.text) for line in wanted.values())
    print(
        f"{len(wanted)} recordings to make, {characters} characters; they go into {_folder(package)}, .wav, .mp3, .ogg or .flac"
    )
    return 0


def _check(lines: list[Line], package: Path, complete: bool) -> int:
    from runtime.speech.recordings import Recordings

    recordings = Recordings(_folder(package))
    recordings.refresh()
    wanted = {line.key: line for line in lines}
    there = {path.stem: path for path in _sounds(package)}
    missing = [line for line in lines if line.key not in there]
    stale = [path for key, path in there.items() if key not in wanted]
    words = _recorded_for(package)
    for line in missing:
        print(f"missing  {line.key}.wav  {line.place}  {line.language}  {line.style}  {line.text}")
    for path in stale:
        print(f"stale    {path.name}  nothing says this any more{f': {words[path.stem]}' if path.stem in words else ''}")
    for name, why in recordings.unreadable.items():
        print(f"unusable {name}  {why}")
    print(f"{len(wanted) - len(missing)} of {len(wanted)} recorded, {len(stale)} stale, {len(recordings.unreadable)} unusable")
    return 1 if stale or recordings.unreadable or (complete and missing) else 0


def _install(lines: list[Line], package: Path, data: Path) -> int:
    """What is stale stays behind: it would never be said."""
    wanted = {line.key for line in lines}
    target = data / "recordings"
    try:
        target.mkdir(parents=True, exist_ok=True)
        copied = [shutil.copy2(path, target / path.name.lower()) for path in _sounds(package) if path.stem in wanted]
    except OSError as problem:
        raise CommandError(f"{target} can't be written: {problem.strerror}") from problem
    print(f"{len(copied)} recordings are in {target}; the runtime says them with the next bundle that it prepares")
    return 0


def _folder(package: Path) -> Path:
    from dsl.recordings import FOLDER

    return package / FOLDER


def _sounds(package: Path) -> list[Path]:
    from runtime.speech.recordings import SUFFIXES

    folder = _folder(package)
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES) if folder.is_dir() else []


def _recorded_for(package: Path) -> dict[str, str]:
    """The words of each recording, where the script it was made from lies beside it."""
    path = _folder(package) / SCRIPT
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {
                row["file"].partition(".")[0]: row["text"] for row in csv.DictReader(file) if row.get("file") and row.get("text")
            }
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}
