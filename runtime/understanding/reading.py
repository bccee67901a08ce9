"""Owns an utterance as all tiers read it: its words, their pieces, and its vector where there is an encoder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from runtime.understanding import artefacts, features
from runtime.understanding.encoder import choice
from runtime.understanding.encoder.directory import BrokenEncoder
from runtime.understanding.encoder.sentence import SentenceEncoder, shared


@dataclass(frozen=True, slots=True)
class Read:
    """`sentence`: the encoder's vector of the words; None without an encoder."""

    plain: str
    pieces: list[features.Pieces]
    sentence: np.ndarray | None


class WordsReader:
    """Reads words of one language."""

    def __init__(self, language: str) -> None:
        chosen = choice.choose(language)
        self._encoder = _opened(chosen) if chosen else None
        self._families = features.families_of(language)
        features.extract("好", self._families)  # the tables of sounds are read now, not when the first caller speaks

    def read(self, plain: str) -> Read:
        """`plain`: without signs, as `normalise.read` makes words."""
        sentence = self._encoder.encode(plain) if self._encoder else None
        return Read(plain, features.extract(plain, self._families), sentence)


def _opened(chosen: choice.Chosen) -> SentenceEncoder:
    try:
        return shared(chosen.folder)
    except BrokenEncoder as problem:
        raise artefacts.ArtefactMissing(str(problem)) from problem
