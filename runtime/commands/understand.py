"""Owns `callwright understand`: what a package makes of each line of its input, as JSON lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from dsl.journal import Understood

SUMMARY = "Say what a package understands of each line of its input."

HELP = """\
Reads utterances from standard input, one a line, UTF-8, and answers each with one line of JSON at once:

  intent      what the caller wants; null when it is unknown
  guess       the best intent in any case
  confidence  the probability that the guess is right
  runner_up   the next best
  slots       name -> value, amounts with their currency
  answer      the knowledge answer that fits, or null; one that only people give is named too
  mood        anger, worry and satisfaction, 0 to 1 each
  mood_words  the words that showed them, where any did
  explain     with --explain: the tier, the words that carried the decision, without which it would tip, and why only
              people answer this (for_people)

What was prepared is kept in the user's cache folder (CALLWRIGHT_CACHE changes where), so the next start is quick.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = HELP
    parser.add_argument("path", metavar="PATH", help="the package")
    parser.add_argument("--slot", metavar="NAME", help="the detail that was just asked for, so that a bare value answers it")
    parser.add_argument("--after", metavar="NAME", help="the answer that was given last, from which 'and abroad?' goes on")
    parser.add_argument("--language", help="the language that is spoken, of those that the package has (default: its own)")
    parser.add_argument("--explain", action="store_true", help="say which words carried each decision, and what would tip it")
    parser.add_argument("--now", metavar="TIME", help="the time that 'last month' is relative to, ISO 8601 (now)")


def run(arguments: argparse.Namespace) -> int:
    from dsl.commands import CommandError
    from dsl.turn import Expectation
    from runtime.commands.opening import open_package, read_language, read_moment
    from runtime.understanding.explanation import shown

    moment = None if arguments.now is None else read_moment(arguments.now)
    opened = open_package(arguments.path)
    if arguments.slot is not None and opened.compiled.bundle is not None and arguments.slot not in opened.compiled.bundle.slots:
        raise CommandError(f"--slot: the package has no detail named '{arguments.slot}'")
    if arguments.after is not None and arguments.after not in opened.program.bundle.answers:
        raise CommandError(f"--after: the package has no answer named '{arguments.after}'")
    expectation = Expectation(
        slot=arguments.slot, answered=arguments.after or "", language=read_language(arguments.language, opened.program.bundle)
    )
    for text in _lines(sys.stdin.buffer):
        now = moment or datetime.now().astimezone()
        answer = _shown(opened.understander.understand(text, expectation, now), text)
        if arguments.explain:
            answer["explain"] = shown(opened.understander.explain(text, expectation, now))
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 0


def _lines(stream: BinaryIO) -> Iterator[str]:
    """Lines as they arrive. Bytes that are no UTF-8 become replacement signs: one bad line is no reason to lose the others."""
    for number, line in enumerate(iter(stream.readline, b"")):
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        yield text.removeprefix("\ufeff") if number == 0 else text


def _shown(understood: Understood, text: str) -> dict[str, object]:
    words = {name: [text[start:end] for start, end in places] for name, places in understood.mood_at.items()}
    return {
        "intent": understood.intent,
        "guess": understood.guess,
        "confidence": understood.confidence,
        "runner_up": understood.runner_up,
        "slots": understood.slots,
        "answer": understood.answer,
        "mood": understood.mood,
        **({"mood_words": words} if words else {}),
    }
