"""Owns `callwright fmt`: writes the files of packages in their canonical layout, or says which of them stand in another."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from dsl.commands import CommandError
from dsl.commands.check import environment_language

if TYPE_CHECKING:
    from collections.abc import Iterator

SUMMARY = "Lay out the files of flow packages in the canonical way; comments are kept, and nothing changes its meaning."

_SAID = {
    "en": {
        "summary": "laid out {changed} of {files} files",
        "check": "{changed} of {files} files are not in the canonical layout",
        "refused": ", {refused} could not be read",
        "unsafe": "{file}: left as it is, for it is written in a way that cannot be laid out safely",
    },
    "zh": {
        "summary": "整理了 {files} 个文件中的 {changed} 个",
        "check": "{files} 个文件中有 {changed} 个不合规范排版",
        "refused": "，{refused} 个读不了",
        "unsafe": "{file}：写法特殊，无法安全整理，原样保留",
    },
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="a package or a library, a folder with some below it, or a file of one"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is not in the canonical layout")
    parser.add_argument("--diff", action="store_true", help="write nothing; show what would change")
    parser.add_argument("--language", choices=("zh", "en"), help="of the sentences; default: as the environment's LANG says")


def run(arguments: argparse.Namespace) -> int:
    from dsl.layout import lay_out

    language = arguments.language or environment_language()
    words = _SAID[language]
    files = changed = refused = 0
    for path, name in _files(arguments.paths):
        files += 1
        before = _read(path)
        result = lay_out(name, before)
        if result.text is None:
            refused += 1
            folder = path.parents[name.count("/")]
            for one in result.findings:
                print(folder / one.line(language), file=sys.stderr)
            if not result.findings:
                print(words["unsafe"].format(file=path), file=sys.stderr)
        elif result.text.encode() != before:
            changed += 1
            _tell_or_write(path, before, result.text, arguments)
    said = words["check" if arguments.check or arguments.diff else "summary"].format(changed=changed, files=files)
    print(said + (words["refused"].format(refused=refused) if refused else ""), file=sys.stderr)
    return 1 if refused or (changed and arguments.check) else 0


def _tell_or_write(path: Path, before: bytes, text: str, arguments: argparse.Namespace) -> None:
    if arguments.diff:
        _show(path, before.decode("utf-8"), text)
    elif arguments.check:
        print(path)
    else:
        _write(path, text.encode())
        print(path)


def _files(paths: list[str]) -> Iterator[tuple[Path, str]]:
    """Each file with its name in its package."""
    from dsl.commands.package_files import find_all, read_package_files
    from dsl.reader.package import FOLDERS

    seen: set[Path] = set()
    for given in paths:
        path = Path(given)
        if path.is_file():
            found = [(path, f"{path.parent.name}/{path.name}" if path.parent.name in FOLDERS else path.name)]
        else:
            found = [(folder / name, name) for folder in find_all(path) for name in read_package_files(folder)]
        for file, name in found:
            if file not in seen:
                seen.add(file)
                yield file, name


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error


def _show(path: Path, before: str, after: str) -> None:
    from difflib import unified_diff

    lines = unified_diff(before.splitlines(True), after.splitlines(True), str(path), str(path))
    sys.stdout.writelines(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, with the rights that the file has."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
            draft.write(data)
        Path(draft.name).chmod(path.stat().st_mode & 0o777)
        Path(draft.name).replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
