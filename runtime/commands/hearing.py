"""`callwright hearing`: the proof of what the line can hear of a package, and what two versions of it hear differently."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from dsl.bundle import Bundle
from dsl.commands import CommandError

if TYPE_CHECKING:
    from runtime.speech.hearing.comparison import Change
    from runtime.speech.hearing.kaldi.artefact import CompiledHearing

SUMMARY = "Prove that the line hears what a package says its callers say; compare two versions."

HELP = """\
Every phrase of the package, with its examples of values, is followed through the rule that was compiled from it: what is
not accepted would never be heard. Words that no dictionary has are listed with the sounds that they got; correct one in
words.yaml by words that sound like it:

  pronunciations:
    nguyen: win
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = HELP
    parser.add_argument("path", type=Path, metavar="PATH", help="the package")
    parser.add_argument("--against", type=Path, metavar="OLD", help="tell what each step hears otherwise than this version")
    parser.add_argument("--language", help="of those that the package has (default: its own)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="(%(default)s)")


def run(arguments: argparse.Namespace) -> int:
    from dsl.commands.package_files import compile_path
    from runtime.commands.opening import read_language

    compiled = compile_path(arguments.path)
    assert compiled.bundle is not None, "compile_path gives a bundle or raises"
    bundle = compiled.bundle.spoken_in(read_language(arguments.language, compiled.bundle))
    if arguments.against is not None:
        old = compile_path(arguments.against).bundle
        assert old is not None, "compile_path gives a bundle or raises"
        return _compare(old.spoken_in(bundle.language), bundle, arguments.format)
    return _prove(bundle, arguments.format)


def _prove(bundle: Bundle, form: str) -> int:
    hearing = _compiled(bundle)
    if form == "json":
        report = {
            "samples": hearing.samples,
            "unaccepted": [{"rule": each.rule, "text": each.text} for each in hearing.unaccepted],
            "pronounced": hearing.pronounced,
            "unheard": list(hearing.unheard),
        }
        json.dump(report, sys.stdout, ensure_ascii=False)
        print()
    else:
        _tell(hearing)
    return 1 if hearing.unaccepted else 0


def _tell(hearing: CompiledHearing) -> None:
    count = len(hearing.unaccepted)
    print(f"{hearing.samples - count} of {hearing.samples} phrases are accepted by the rule that was compiled from them")
    for each in hearing.unaccepted:
        print(f"  not accepted: {each.rule}: {each.text}")
    if hearing.pronounced:
        print("words of no dictionary, and how they will be heard (correct them in words.yaml, pronunciations):")
        for word, phones in hearing.pronounced.items():
            print(f"  {word}: {phones}")
    if hearing.unheard:
        print(f"words that can't be heard here: {', '.join(hearing.unheard)}")


def _compare(old: Bundle, new: Bundle, form: str) -> int:
    from runtime.speech.hearing.comparison import changes

    found = changes(old, new)
    if form == "json":
        import msgspec

        print(msgspec.json.encode(found).decode())
        return 0
    if not found:
        print("every step hears the same")
    for told, steps in Counter((each.added, each.removed, each.rules) for each in found).items():
        same = [each for each in found if (each.added, each.removed, each.rules) == told]
        _tell_change(same, steps)
    return 0


def _tell_change(same: list[Change], steps: int) -> None:
    """Steps that change alike are told together."""
    print(", ".join(f"{each.step} ({each.slot})" if each.slot else each.step for each in same) + ":")
    for phrase in same[0].added:
        print(f"  + {phrase}")
    for phrase in same[0].removed:
        print(f"  - {phrase}")
    if not same[0].added and not same[0].removed:
        print(f"  other weights or values: {', '.join(same[0].rules)}")


def _compiled(bundle: Bundle) -> CompiledHearing:
    """By the practice model, whose rules are those of any model; it has every sound of its language."""
    import asyncio
    import tempfile

    from runtime.speech.hearing.kaldi_recognizer import KaldiRecognizer
    from runtime.speech.practice.stored import LANGUAGES
    from runtime.speech.protocols import CannotHear

    language = bundle.language.partition("-")[0]
    if language not in LANGUAGES:
        raise CommandError(f"no model that comes with the product has the sounds of {bundle.language}")
    with tempfile.TemporaryDirectory(prefix="callwright-") as folder:
        try:
            return asyncio.run(KaldiRecognizer(language, Path(folder)).compile(bundle))
        except CannotHear as problem:
            raise CommandError(str(problem)) from None
