"""Owns the proof of a bundle's hearing as the designer shows it: what would not be heard, and words of no dictionary."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from dsl.bundle import Bundle
from runtime.speech.hearing.kaldi.artefact import CompiledHearing
from runtime.speech.hearing.kaldi_recognizer import KaldiRecognizer
from runtime.speech.practice.stored import LANGUAGES
from runtime.speech.protocols import Recognizer


class HearingProof(Struct, frozen=True, kw_only=True):
    """Of one language. `pronounced`: words of no dictionary, and the sounds they got; `unheard`: those that have none."""

    language: str
    samples: int
    unaccepted: tuple[str, ...]
    pronounced: dict[str, str]
    unheard: tuple[str, ...]


async def prove(bundle: Bundle, recognizer: Callable[[str], Recognizer | None]) -> list[HearingProof]:
    """In each language of the bundle that can be heard by rules: by what hears it here, else by the practice model.

    Raises CannotHear.
    """
    proofs = []
    for language in bundle.languages:
        ears = recognizer(language)
        if isinstance(ears, KaldiRecognizer):
            proofs.append(_told(language, await ears.compile(bundle.spoken_in(language))))
        elif language[:2] in LANGUAGES:
            with tempfile.TemporaryDirectory(prefix="callwright-") as folder:
                practice = KaldiRecognizer(language[:2], Path(folder))
                proofs.append(_told(language, await practice.compile(bundle.spoken_in(language))))
    return proofs


def _told(language: str, hearing: CompiledHearing) -> HearingProof:
    return HearingProof(
        language=language,
        samples=hearing.samples,
        unaccepted=tuple(dict.fromkeys(each.text for each in hearing.unaccepted)),
        pronounced=hearing.pronounced,
        unheard=hearing.unheard,
    )
