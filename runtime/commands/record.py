"""Owns `callwright record`: a stored call → a conversation that comes true on its package and holds nothing personal."""

from __future__ import annotations

import argparse
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from dsl.commands import CommandError
from dsl.commands.check import environment_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dsl.journal import Record
    from runtime.commands.opening import Opened

SUMMARY = "Make a conversation of a stored call, with stand-ins for everything that is personal."

_SAID = {
    "en": {
        "name": "Recorded call of {at}",
        "other-bundle": "the call {call} ran on another version of this package",
        "differs": "from turn {turn} on the conversation of {call} goes another way than the call did",
        "written": "wrote {count} to {file}",
    },
    "zh": {
        "name": "{at} 的通话录音",
        "other-bundle": "通话 {call} 当时用的是这个流程包的另一个版本",
        "differs": "通话 {call} 的对话从第 {turn} 步起和原通话走法不同",
        "written": "已写入 {file}，共 {count} 段",
    },
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("journal", metavar="JOURNAL", help="records of calls: JSON lines, or a JSON list; - for standard input")
    parser.add_argument("path", metavar="PACKAGE", help="the package that the calls ran on")
    parser.add_argument("-o", "--output", metavar="FILE", help="a file in conversations/ to add to; else standard output")
    parser.add_argument("--call", metavar="ID", help="only this call")
    parser.add_argument("--name", metavar="NAME", help="what the conversation is called")
    parser.add_argument("--language", choices=("en", "zh"), help="of the messages; default: as the environment's LANG says")


def run(arguments: argparse.Namespace) -> int:
    from runtime.commands.opening import open_package

    words = _SAID[arguments.language or environment_language()]
    records = [record for record in _records(arguments.journal) if arguments.call in (None, record.call)]
    if not records:
        raise CommandError(f"there is no call in {arguments.journal}" + (f" named {arguments.call}" if arguments.call else ""))
    opened = open_package(arguments.path)
    texts = list(_conversations(opened, records, arguments.name, words))
    if arguments.output is None:
        print("".join(texts), end="")
        return 0
    _add(Path(arguments.output), "".join(texts))
    print(words["written"].format(count=len(texts), file=arguments.output), file=sys.stderr)
    return 0


def _conversations(opened: Opened, records: list[Record], name: str | None, words: dict[str, str]) -> Iterator[str]:
    from runtime.recording.recorder import record
    from runtime.recording.stored import Unreadable
    from runtime.recording.writing import written

    for call, group in groupby(sorted(records, key=lambda one: (one.call, one.sequence)), key=lambda one: one.call):
        facts = list(group)
        if facts[0].bundle != opened.compiled.identity:
            print(f"callwright: {words['other-bundle'].format(call=call)}", file=sys.stderr)
        title = name or words["name"].format(at=facts[0].at[:16].replace("T", " "))
        try:
            made = record(facts, opened.program, opened.understander, title)
        except Unreadable as problem:
            raise CommandError(f"{call}: {problem}") from None
        if made.differs is not None:
            print(f"callwright: {words['differs'].format(call=call, turn=made.differs)}", file=sys.stderr)
        yield written(made.conversation)


def _records(path: str) -> list[Record]:
    """Records as they are sent (a list), exported (`records` of an object) or appended (one a line)."""
    import msgspec

    from dsl.journal import Record

    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    try:
        try:
            parts = [msgspec.json.decode(data)]
        except msgspec.DecodeError:
            parts = [msgspec.json.decode(line) for line in data.splitlines() if line.strip()]
        held = [record for part in parts for record in _held(part)]
        return msgspec.convert(held, type=list[Record])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} holds no records of calls: {error}") from None


def _held(part: object) -> list[object]:
    if isinstance(part, dict) and isinstance(part.get("records"), list):
        return list(part["records"])
    return part if isinstance(part, list) else [part]


def _add(path: Path, text: str) -> None:
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(before + ("\n" if before and not before.endswith("\n") else "") + text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be written: {error}") from error
