"""Owns `callwright import-intents`: the phrases of another system become a flow package that is checked and runs."""

from __future__ import annotations

import argparse
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dsl.commands import CommandError

if TYPE_CHECKING:
    from dsl.importing import Imported, Row

SUMMARY = "Make a flow package of phrases and their intents from another system (.csv or .jsonl)."
MOST_BYTES = 200_000_000
SHOWN = 10


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.csv", help="rows of text and intent, with a header or without; or .jsonl")
    parser.add_argument("folder", metavar="DIR", help="the new package; the folder must not exist yet, or be empty")
    parser.add_argument("--language", choices=("zh-CN", "en-US", "en-GB"), help="of the line; default: as the phrases are")
    parser.add_argument(
        "--blank-personal", action="store_true", help="replace numbers, names, dates and amounts in the phrases by neutral ones"
    )


def run(arguments: argparse.Namespace) -> int:
    from dsl.importing import ImportProblem, gather, package_files, read_rows

    source, folder = Path(arguments.file), Path(arguments.folder)
    _refuse_full(folder)
    data = _read(source)
    _tell(f"reading {source.name} …")
    try:
        rows = read_rows(data, source.name)
        if arguments.blank_personal:
            rows = [_blanked(row) for row in rows]
        imported = gather(rows)
    except ImportProblem as problem:
        raise CommandError(str(problem)) from None
    language = arguments.language or imported.language()
    _tell(f"{len(rows)} rows, {len(imported.titles)} intents; writing and checking {folder} …")
    files = package_files(imported, _package_name(folder), language)
    _check(files)
    _write(folder, files)
    _report(imported, files["intents.yaml"])
    print(f"{folder}: {len(imported.titles)} intents, {_kept(files['intents.yaml'])} phrases, {language}")
    return 0


def _blanked(row: Row) -> Row:
    from dsl.learned import blank_personal

    chinese = any("\u4e00" <= character <= "\u9fff" for character in row.text)
    return replace(row, text=blank_personal(row.text, "zh-CN" if chinese else "en-US"))


# ---- reading and writing -------------------------------------------------------------------------------------------


def _refuse_full(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(f"{folder} is not empty; import into a new folder")


def _read(source: Path) -> bytes:
    try:
        with source.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{source} cannot be read: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise CommandError(f"{source} is larger than {MOST_BYTES // 1_000_000} MB")
    return data


def _write(folder: Path, files: dict[str, str]) -> None:
    """All of the package or nothing: it is written beside its place and then moved there."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            folder.rmdir()  # empty, or it would have been refused
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as temporary:
            made = Path(temporary, "package")
            for name, text in files.items():
                made.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
                made.joinpath(name).write_text(text, encoding="utf-8", newline="\n")
            made.replace(folder)
    except OSError as error:
        raise CommandError(f"{folder} cannot be written: {error.strerror}") from None


def _package_name(folder: Path) -> str:
    from dsl.importing.examples import label_name

    return label_name(unicodedata.normalize("NFC", folder.resolve().name), {}) or "imported"


def _check(files: dict[str, str]) -> None:
    from dsl.compiler import check

    wrong = next((one for one in check(files).findings if one.severity == "error"), None)
    if wrong:
        raise CommandError(f"the rows do not make a package that passes its checks: {wrong.line()}")


# ---- reporting -----------------------------------------------------------------------------------------------------


def _report(imported: Imported, intents: str) -> None:
    """What was not taken, by line numbers: what callers said stays in the file."""
    counts = {
        "rows that repeat a text of their own intent": imported.duplicates,
        "rows with a text that stands under another intent already": len(imported.conflicts),
        "rows without a text": imported.without_text,
        "rows without an intent": imported.without_label,
        "rows that are spreadsheet formulas": imported.formulas,
        "phrases that do not fit into one file (those kept are spread evenly)": imported.phrases - _kept(intents),
    }
    for what, count in counts.items():
        if count:
            _tell(f"left out, {what}: {count}")
    for conflict in imported.conflicts[:SHOWN]:
        _tell(f"  line {conflict.line} ({conflict.label}) repeats line {conflict.first_line} ({conflict.first_label})")
    if len(imported.conflicts) > SHOWN:
        _tell(f"  … and {len(imported.conflicts) - SHOWN} more")


def _kept(intents: str) -> int:
    return sum(line.startswith("    - ") for line in intents.split("\n"))


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)
