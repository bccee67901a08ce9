"""Owns `callwright test`: plays the conversations of packages through the real engine, in virtual time, and says which did not
come true, and which steps and edges none of them went through."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from dsl.commands.check import environment_language

if TYPE_CHECKING:
    from runtime.commands.opening import Opened
    from runtime.commands.verdicts import Verdict

SUMMARY = "Play packages' conversations through the real engine."


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a package, or a folder that holds packages")
    parser.add_argument("--language", choices=("en", "zh"), help="of the messages; default: as the environment's LANG says")
    parser.add_argument(
        "--filter", "--only", dest="filter", metavar="WORDS", help="only conversations whose name or file holds these words"
    )
    parser.add_argument("--format", choices=("text", "json", "junit"), default="text", help="text for people (default)")
    parser.add_argument("--coverage", action="store_true", help="name every step and edge that no conversation went through")
    parser.add_argument(
        "--coverage-min",
        type=_percent,
        default=0.0,
        metavar="PERCENT",
        help="exit 1 when fewer of a package's edges are covered",
    )


def run(arguments: argparse.Namespace) -> int:
    from dsl.commands.package_files import find_packages
    from runtime.commands.opening import open_package
    from runtime.commands.verdicts import as_json, as_junit, as_text, total

    language = arguments.language or environment_language()
    verdicts: list[Verdict] = []
    for path in (package for given in arguments.paths for package in find_packages(given)):
        verdict = _play_all(open_package(path), arguments.filter or "")
        verdicts.append(verdict)
        if arguments.format == "text":
            for line in as_text(verdict, language, missed=arguments.coverage, least=arguments.coverage_min):
                print(line)
    if arguments.format == "text":
        print(total(verdicts, language))
    else:
        print(as_json(verdicts) if arguments.format == "json" else as_junit(verdicts, language))
    if not any(verdict.conversations for verdict in verdicts):
        print("callwright: there is no conversation to play", file=sys.stderr)
        return 1
    kept = all(not verdict.failed and verdict.covers(arguments.coverage_min) for verdict in verdicts)
    return 0 if kept else 1


def _percent(text: str) -> float:
    value = float(text.removesuffix("%"))
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 100")
    return value


def _play_all(opened: Opened, words: str) -> Verdict:
    from runtime.commands.verdicts import Told, Verdict
    from runtime.conversations import play
    from runtime.coverage import Coverage

    coverage = Coverage(opened.program.bundle, opened.program, opened.compiled.source)
    told: list[Told] = []
    source = opened.compiled.source
    for stem, conversations in opened.compiled.conversations.items():
        file = f"conversations/{stem}.yaml"
        for index, conversation in enumerate(conversations):
            if words not in conversation.name and words not in file:
                continue
            played = play(opened.program, opened.understander, conversation)
            coverage.add(played.trail)
            spans = [source.value_span(file, (index, "talk", failure.turn)) for failure in played.failures]
            begins = source.value_span(file, (index,))
            told.append(
                Told(
                    file=file,
                    line=begins.line if begins else 1,
                    name=conversation.name,
                    failures=played.failures,
                    lines=tuple(span.line if span else 1 for span in spans),
                )
            )
    return Verdict(path=opened.path, source=source, conversations=tuple(told), coverage=coverage)
