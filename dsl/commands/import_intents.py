"""Owns `callwright import-intents`: the phrases of another system become a flow package that is checked and runs."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dsl.commands import CommandError

if TYPE_CHECKING:
    from dsl.importing import Brought, Imported, Row

SUMMARY = "Make a flow package of what another system has: CSV, JSON lines, Excel, Rasa's nlu.yml, a Dialogflow agent."
MOST_BYTES = 200_000_000
MOST_FILES = 20_000
SHOWN = 10


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help="rows of text and intent (.csv, .jsonl, .xlsx), Rasa's training data (.yml), an export of Dialogflow ES or CX "
        "(.zip, or the folder it was unpacked into)",
    )
    parser.add_argument("folder", metavar="DIR", help="the new package; the folder must not exist yet, or be empty")
    parser.add_argument("--language", choices=("zh-CN", "en-US", "en-GB"), help="of the line; default: as the phrases are")
    parser.add_argument(
        "--report",
        choices=("text", "json"),
        default="text",
        help="how to say what was made and what was left out (default: text)",
    )
    parser.add_argument(
        "--blank-personal", action="store_true", help="replace numbers, names, dates and amounts in the phrases by neutral ones"
    )


def run(arguments: argparse.Namespace) -> int:
    from dsl.importing import ImportProblem, gather, make_details, package_files

    source, folder = Path(arguments.file), Path(arguments.folder)
    _refuse_full(folder)
    _tell(f"reading {source.name} …")
    try:
        brought = _bring(source, arguments.language or "")
        if arguments.blank_personal:
            brought.rows = [_blanked(row) for row in brought.rows]
        imported = gather(brought.rows, make_details(brought), brought.left_out)
    except ImportProblem as problem:
        raise CommandError(str(problem)) from None
    language = arguments.language or brought.language or imported.language()
    _tell(f"{len(brought.rows)} rows, {len(imported.titles)} intents; writing and checking {folder} …")
    files = package_files(imported, _package_name(folder), language)
    _check(files)
    _write(folder, files)
    _report(imported, files["intents.yaml"])
    if arguments.report == "json":
        print(_json_report(imported, folder, language, files["intents.yaml"]))
    else:
        details = f", {len(imported.details.by_entity)} details" if imported.details.by_entity else ""
        kept = _kept(files["intents.yaml"])
        print(f"{folder}: {len(imported.titles)} intents, {kept} phrases{details}, {language}")
    return 0


def _blanked(row: Row) -> Row:
    from dsl.learned import blank_personal

    language = "zh-CN" if any("\u4e00" <= character <= "\u9fff" for character in row.text) else "en-US"
    parts = tuple(blank_personal(part, language) if isinstance(part, str) else part for part in row.parts)
    return replace(row, text=blank_personal(row.text, language), parts=parts)


# ---- reading and writing -------------------------------------------------------------------------------------------


def _refuse_full(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(f"{folder} is not empty; import into a new folder")


def _bring(source: Path, language: str) -> Brought:
    from dsl.importing import read_folder, read_source

    if source.is_dir():
        return read_folder(_read_folder(source), source.name, language)
    return read_source(_read(source, MOST_BYTES), source.name, language)


def _read_folder(source: Path) -> dict[str, bytes]:
    """The JSON and YAML files of an export that was unpacked; links out of it are not followed."""
    files: dict[str, bytes] = {}
    room = MOST_BYTES
    for path in sorted(source.rglob("*")):
        if path.suffix.lower() in (".json", ".yml", ".yaml") and path.is_file() and not path.is_symlink():
            if len(files) == MOST_FILES:
                raise CommandError(f"{source} has more than {MOST_FILES:,} files in it")
            files[path.relative_to(source).as_posix()] = data = _read(path, room)
            room -= len(data)
    return files


def _read(source: Path, most: int) -> bytes:
    try:
        with source.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise CommandError(f"{source} cannot be read: {error.strerror}") from None
    if len(data) > most:
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
    from dsl.importing.labels import label_name

    return label_name(unicodedata.normalize("NFC", folder.resolve().name), {}) or "imported"


def _check(files: dict[str, str]) -> None:
    from dsl.compiler import check

    wrong = next((one for one in check(files).findings if one.severity == "error"), None)
    if wrong:
        raise CommandError(f"the rows do not make a package that passes its checks: {wrong.line()}")


# ---- reporting -----------------------------------------------------------------------------------------------------


def _report(imported: Imported, intents: str) -> None:
    """What was not taken, by line numbers: what callers said stays in the file."""
    for what, count in _left_out(imported, intents).items():
        if count:
            _tell(f"left out, {what}: {count}")
    for what, places in _not_taken(imported).items():
        shown = ", ".join(places[:SHOWN]) + (" …" if len(places) > SHOWN else "")
        _tell(f"not taken over, {what}" + (f": {shown}" if shown else ""))
    for conflict in imported.conflicts[:SHOWN]:
        _tell(f"  line {conflict.line} ({conflict.label}) repeats line {conflict.first_line} ({conflict.first_label})")
    if len(imported.conflicts) > SHOWN:
        _tell(f"  … and {len(imported.conflicts) - SHOWN} more")


def _left_out(imported: Imported, intents: str) -> dict[str, int]:
    return {
        "rows that repeat a text of their own intent": imported.duplicates,
        "rows with a text that stands under another intent already": len(imported.conflicts),
        "rows without a text": imported.without_text,
        "rows without an intent": imported.without_label,
        "rows that are spreadsheet formulas": imported.formulas,
        "phrases that do not fit into one file (those kept are spread evenly)": imported.phrases - _kept(intents),
    }


def _not_taken(imported: Imported) -> dict[str, list[str]]:
    """What was not taken over, and where each of it was."""
    places: dict[str, list[str]] = {}
    for one in imported.left_out:
        named = places.setdefault(one.what, [])
        if one.where and one.where not in named:
            named.append(one.where)
    return places


def _json_report(imported: Imported, folder: Path, language: str, intents: str) -> str:
    made = {
        "package": str(folder),
        "language": language,
        "intents": len(imported.titles),
        "phrases": _kept(intents),
        "details": {detail.name: detail.type for detail in imported.details.by_entity.values()},
        "left_out": {what: count for what, count in _left_out(imported, intents).items() if count},
        "conflicts": [{"line": one.line, "first_line": one.first_line} for one in imported.conflicts],
        "not_taken_over": _not_taken(imported),
    }
    return json.dumps(made, ensure_ascii=False)


def _kept(intents: str) -> int:
    return sum(line.startswith("    - ") for line in intents.split("\n"))


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)
