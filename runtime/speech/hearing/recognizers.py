"""Owns which engine and model hears each language: what there is, which is chosen, and how the choice is said.

Of several the first counts: a model that the operator added, then pocketsphinx (English, human voices), then the practice model,
which understands synthetic speech only. `CALLWRIGHT_HEARING` chooses otherwise: `en=practice,zh=my-model`, or `zh=none`.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from runtime.models import HEARING, installed
from runtime.speech.hearing.added_models import KALDI, AddedModel, read_added
from runtime.speech.hearing.kaldi_recognizer import PRACTICE_NAME, KaldiRecognizer
from runtime.speech.hearing.pocketsphinx_recognizer import PocketsphinxRecognizer
from runtime.speech.hearing.vosk_recognizer import VoskRecognizer
from runtime.speech.practice.stored import LANGUAGES as PRACTISED
from runtime.speech.protocols import Recognizer

VARIABLE = "CALLWRIGHT_HEARING"
PRACTICE, POCKETSPHINX, NONE = "practice", "pocketsphinx", "none"

_REASONS = {"en": "nothing here hears {language}", "zh": "没有能识别 {language} 的引擎"}
_SWITCHED_OFF = {"en": f"{VARIABLE} says that {{language}} is not heard", "zh": f"{VARIABLE} 设为不识别 {{language}}"}


class Engine(Struct, frozen=True):
    """One way to hear a language. `practice`: it understands synthetic speech only. `make`: given a folder for artefacts."""

    key: str
    name: str
    make: Callable[[Path], Recognizer]
    practice: bool = False


def engines(language: str) -> list[Engine]:
    """All that hear a language (`en`), the best first."""
    return list(_engines(language))


def chosen() -> Mapping[str, Engine]:
    """What hears each language on this machine."""
    languages = dict.fromkeys(("en", *PRACTISED, *(language for model in _added() for language in [model.language])))
    found = {language: _choice(engines(language), _wanted().get(language)) for language in languages}
    return {language: engine for language, engine in found.items() if engine is not None}


def unknown_choices() -> list[str]:
    """What `CALLWRIGHT_HEARING` asks for and is not there."""
    return [
        f"{language}={key}"
        for language, key in _wanted().items()
        if key != NONE and all(engine.key != key for engine in engines(language))
    ]


def reason_unheard(language: str, interface: str = "en") -> str:
    """Why this language can't be heard, in the language of who asks; empty when it can."""
    main = language.lower().partition("-")[0]
    if main in chosen():
        return ""
    reasons = _SWITCHED_OFF if _wanted().get(main) == NONE else _REASONS
    return reasons["zh" if interface.startswith("zh") else "en"].format(language=language)


def _engines(language: str) -> Iterator[Engine]:
    for model in _added():
        if model.language == language:
            yield _of(model)
    if language == "en" and importlib.util.find_spec("pocketsphinx") is not None:
        yield Engine(POCKETSPHINX, PocketsphinxRecognizer.name, lambda folder: PocketsphinxRecognizer())
    if language in PRACTISED and importlib.util.find_spec("kaldi_active_grammar") is not None:
        yield Engine(PRACTICE, PRACTICE_NAME, lambda folder: KaldiRecognizer(language, folder / "kaldi"), practice=True)


def _of(model: AddedModel) -> Engine:
    if model.engine == KALDI:
        return Engine(
            model.name,
            f"Kaldi, {model.name}",
            lambda folder: KaldiRecognizer(model.language, folder / "kaldi", model.files),
        )
    return Engine(model.name, f"Vosk, {model.name}", lambda folder: VoskRecognizer(model.language, model.files))


def _added() -> list[AddedModel]:
    found = (read_added(folder) for folder in installed(HEARING))
    return [model for model in found if model is not None]


def _choice(candidates: list[Engine], wanted: str | None) -> Engine | None:
    if wanted == NONE:
        return None
    named = [engine for engine in candidates if engine.key == wanted]
    return next(iter(named or candidates), None)


def _wanted() -> dict[str, str]:
    pairs = (entry.partition("=") for entry in os.environ.get(VARIABLE, "").split(",") if "=" in entry)
    return {language.strip().lower(): key.strip() for language, _, key in pairs}
