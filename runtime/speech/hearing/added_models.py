"""Owns the hearing models that an operator added to this machine: a folder each, with a card beside the model's own files.

Two kinds are known by their layout: a Kaldi directory as kaldi-active-grammar reads it, and a Vosk model directory.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from runtime.speech.hearing.kaldi.model import KaldiModel, Unusable

KALDI: Literal["kaldi"] = "kaldi"
VOSK: Literal["vosk"] = "vosk"
CARD, FILES = "card.json", "model"


class Card(Struct, frozen=True):
    engine: Literal["kaldi", "vosk"]
    language: str
    source: str = ""


class AddedModel(Struct, frozen=True):
    """`files`: the model's own directory."""

    name: str
    engine: Literal["kaldi", "vosk"]
    language: str
    files: Path


def engine_of(folder: Path) -> Literal["kaldi", "vosk"]:
    """Raises `Unusable`."""
    if (folder / "am" / "final.mdl").is_file() and (folder / "graph").is_dir():
        return VOSK
    if (folder / "final.mdl").is_file() and (folder / "phones.txt").is_file():
        return KALDI
    raise Unusable(
        f"{folder} is neither a Kaldi model for kaldi-active-grammar (final.mdl, phones.txt, …) nor a Vosk model (am/, graph/)"
    )


def add(source: Path, target: Path, language: str) -> AddedModel:
    """Copies a model here. Raises `Unusable`, and then leaves nothing behind."""
    if not source.is_dir():
        raise Unusable(f"{source} is no folder; unpack the model first")
    engine = engine_of(source)
    if engine == KALDI:
        KaldiModel(source, language, source.name).check()
    making = target.with_name(f".{target.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    try:
        making.mkdir(parents=True)
        shutil.copytree(source, making / FILES, symlinks=False)
        (making / CARD).write_bytes(msgspec.json.encode(Card(engine, language, str(source))))
        making.replace(target)
    except OSError as problem:
        raise Unusable(f"{source} can't be copied: {problem.strerror}") from problem
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return AddedModel(target.name, engine, language, target / FILES)


def read_added(folder: Path) -> AddedModel | None:
    """What was added there; None for a folder that is something else."""
    try:
        card = msgspec.json.decode((folder / CARD).read_bytes(), type=Card)
    except (OSError, msgspec.DecodeError):
        return None
    return AddedModel(folder.name, card.engine, card.language, folder / FILES)
