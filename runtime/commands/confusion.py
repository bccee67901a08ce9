"""Owns `callwright confusion`: which intents of a package are mixed up with which, and the phrases to blame."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runtime.understanding.understander import Confusions

SUMMARY = "Say which intents of a package are mixed up with which, and the phrases to blame."

HELP = """\
Each phrase is judged by models that were trained without it, as when the package is prepared. What is listed
was taken for another intent: reword the phrase, move it, or give both intents more that tells them apart.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = HELP
    parser.add_argument("path", metavar="PATH", help="the package")
    parser.add_argument("--language", help="the language that is spoken, of those that the package has (default: its own)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="(%(default)s)")


def run(arguments: argparse.Namespace) -> int:
    from runtime.commands.opening import open_package, read_language

    opened = open_package(arguments.path)
    found = opened.understander.confusions(read_language(arguments.language, opened.program.bundle))
    print(json.dumps(_shown(found), ensure_ascii=False, indent=2) if arguments.format == "json" else _told(found))
    return 0


def _shown(found: Confusions) -> dict[str, object]:
    return {
        "phrases": found.phrases,
        "right": found.right,
        "confused": [{"intent": pair.intent, "taken_for": pair.guess, "phrases": list(pair.phrases)} for pair in found.pairs],
    }


def _told(found: Confusions) -> str:
    if not found.phrases:
        return "No intent has two phrases: there is nothing to judge one by."
    lines = [f"{found.right} of {found.phrases} phrases are understood by the others"]
    for pair in found.pairs:
        lines.append(f"{pair.intent} taken for {pair.guess}:")
        lines += [f"  {phrase}" for phrase in pair.phrases]
    return "\n".join(lines)
