"""Owns which encoder serves a language on this machine, and saying in one sentence which tier understanding is on.

`CALLWRIGHT_ENCODER` names one, or is `none`: then everything works on words and sounds alone. An encoder of one language is
preferred to one of many, and an added one to the one that comes by itself.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from msgspec import Struct

from runtime.models import ENCODER, installed
from runtime.understanding.encoder import built_in
from runtime.understanding.encoder.directory import ANY_LANGUAGE, BrokenEncoder, EncoderSettings, read_settings

_RUNS = ("onnxruntime", "tokenizers")


class Chosen(Struct, frozen=True):
    """An encoder to use; its folder may still have to be made when it is the built-in one."""

    name: str
    folder: Path
    settings: EncoderSettings

    @property
    def identity(self) -> str:
        return self.settings.identity


def choose(language: str) -> Chosen | None:
    """The encoder for packages of this language, None where there is none."""
    wanted = os.environ.get("CALLWRIGHT_ENCODER", "")
    if wanted == "none":
        return None
    fitting = [encoder for encoder in every() if encoder.settings.speaks(language) and wanted in ("", encoder.name)]
    return min(fitting, key=_preference, default=None)


def every() -> list[Chosen]:
    """All that can be used on this machine."""
    if any(importlib.util.find_spec(name) is None for name in _RUNS):
        return []
    found = []
    for folder in installed(ENCODER):
        if folder != built_in.folder():
            try:
                found.append(Chosen(folder.name, folder, read_settings(folder)))
            except BrokenEncoder:
                continue
    if built_in.folder().is_dir() or (built_in.is_installed() and not built_in.failure()):
        found.append(Chosen(built_in.NAME, built_in.folder(), built_in.settings()))
    return found


def make_ready(language: str) -> Chosen | None:
    """As `choose`, converted if need be: for the process that prepares."""
    chosen = choose(language)
    if chosen is not None and chosen.folder == built_in.folder():
        built_in.ensure()
        return choose(language)
    return chosen


def tier(language: str) -> str:
    """`sentence: NAME`, or `light` and why."""
    chosen = choose(language)
    if chosen is not None:
        return f"sentence: {chosen.name}"
    if os.environ.get("CALLWRIGHT_ENCODER") == "none":
        return "light: no encoder is wanted (CALLWRIGHT_ENCODER=none)"
    if built_in.failure() and language.startswith(built_in.LANGUAGE):
        return f"light: {built_in.failure()}"
    return f"light: no encoder for {language.split('-')[0]} is installed"


def _preference(encoder: Chosen) -> tuple[bool, bool, str]:
    return ANY_LANGUAGE in encoder.settings.languages, encoder.name == built_in.NAME, encoder.name
