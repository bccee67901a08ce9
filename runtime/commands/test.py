"""Owns `callwright test`: plays the conversations of packages through the real engine and says which did not come true."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dsl.compiler import Compiled
    from runtime.commands.opening import Opened

SUMMARY = "Play packages' conversations through the real engine."


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a package, or a folder that holds packages")
    parser.add_argument("--language", choices=("en", "zh"), default="en", help="the language of the messages")
    parser.add_argument("--only", metavar="WORDS", help="only conversations whose name holds these words")


def run(arguments: argparse.Namespace) -> int:
    from dsl.commands.package_files import find_packages
    from runtime.commands.opening import open_package

    passed = failed = 0
    for path in (package for given in arguments.paths for package in find_packages(given)):
        opened = open_package(path)
        good, bad = _play_all(opened, arguments)
        passed += good
        failed += bad
    print(f"conversations: {passed} passed, {failed} failed")
    if not passed and not failed:
        print("callwright: there is no conversation to play", file=sys.stderr)
        return 1
    return 1 if failed else 0


def _play_all(opened: Opened, arguments: argparse.Namespace) -> tuple[int, int]:
    from runtime.conversations import play

    passed = failed = 0
    steps: set[str] = set()
    for file, conversations in opened.compiled.conversations.items():
        for index, conversation in enumerate(conversations):
            if arguments.only and arguments.only not in conversation.name:
                continue
            played = play(opened.program, opened.understander, conversation)
            steps |= played.steps
            passed += not played.failures
            failed += bool(played.failures)
            for failure in played.failures:
                place = f"conversations/{file}.yaml"
                line = _line(opened.compiled, place, index, failure.turn)
                said = failure.sentence(arguments.language)
                print(f"{opened.path}/{place}:{line}: {conversation.name}: {said}")
    unseen = sorted(set(opened.program.steps) - steps)
    print(f"{opened.path}: {passed} passed, {failed} failed; steps {len(steps)}/{len(opened.program.steps)}", end="")
    print(f", never entered: {', '.join(unseen)}" if unseen and not arguments.only else "")
    return passed, failed


def _line(compiled: Compiled, file: str, conversation: int, turn: int) -> int:
    """The line that a turn stands on."""
    span = compiled.source.value_span(file, (conversation, "talk", turn))
    return span.line if span is not None else 1
