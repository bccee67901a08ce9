"""Owns what training gives, and how it is written for `model.IntentModel` to read."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np
import scipy.sparse as sp

from runtime.understanding import neighbours, sentences
from runtime.understanding.acceptance import IntentAcceptance
from runtime.understanding.artefacts import pack_words
from runtime.understanding.linear import Linear


@dataclass(frozen=True, slots=True)
class Trained:
    """What a call needs of the model. Rows of examples are in the order of their intents, the background last.

    Without an encoder, the arrays of sentences have no columns.
    """

    pieces: list[list[str]]
    rarity: np.ndarray
    unknown_rarity: float
    light: Linear
    examples: sp.csr_matrix
    example_intents: np.ndarray
    near_misses: sp.csr_matrix
    near_miss_intents: np.ndarray
    sentence: Linear | None
    example_sentences: np.ndarray
    near_miss_sentences: np.ndarray
    acceptance: IntentAcceptance
    confusions: list[Confusion]
    judged: int  # phrases that were
    meant: dict[int, int]  # intents of the background that an intent of the package means too


@dataclass(frozen=True, slots=True)
class Confusion:
    """A phrase, by its number, that is taken for another intent by what has not seen it."""

    phrase: int
    intent: int
    guess: int


def pack(intents: list[str], background: list[str], trained: Trained) -> tuple[dict[str, np.ndarray], dict[str, object]]:
    """The arrays and settings that `IntentModel` reads. In `trained`, the class of questions stands between the two."""
    own = trained.example_intents <= len(intents)
    arrays = {
        **{f"pieces_{number}": pack_words(family) for number, family in enumerate(trained.pieces)},
        **neighbours.pack("examples", trained.examples, trained.example_intents, len(intents) + 1 + len(background)),
        **neighbours.pack("near_misses", trained.near_misses, trained.near_miss_intents, len(intents) + 1),
        "intents": pack_words(intents),
        "background": pack_words(background),
        "rarity": trained.rarity,
        "weights": trained.light.weights.astype(np.float16),
        "bias": trained.light.bias.astype(np.float32),
    }
    if trained.sentence is not None:
        arrays |= {
            "sentence_weights": trained.sentence.weights.astype(np.float32),
            "sentence_bias": trained.sentence.bias.astype(np.float32),
            **sentences.pack("sentences", trained.example_sentences[own], trained.example_intents[own], len(intents) + 1),
            **sentences.pack("near_miss_sentences", trained.near_miss_sentences, trained.near_miss_intents, len(intents) + 1),
        }
    settings: dict[str, object] = {
        "families": len(trained.pieces),
        "unknown_rarity": trained.unknown_rarity,
        "acceptance": msgspec.to_builtins(trained.acceptance),
    }
    return arrays, settings
