"""Owns the intent model of a call: vector → the intents it may mean, best first. Touches only the rows an utterance needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from runtime.understanding.acceptance import Acceptance, joined_score
from runtime.understanding.artefacts import pack_words, unpack_words
from runtime.understanding.vectors import Sparse, Vocabulary

if TYPE_CHECKING:
    from runtime.understanding.training import Trained

_COMPARED = 3  # intents whose examples are looked at: the nearest example decides between close rivals too
_TEMPERATURE = 0.25  # of the shares that the intents behind the guess get of what is left of certainty


@dataclass(frozen=True, slots=True)
class Ranking:
    """Intents best first (at most five), the chance of each, and the joined score of the first."""

    order: list[int]
    chances: list[float]
    score: float


class IntentModel:
    def __init__(self, arrays: dict[str, np.ndarray], settings: dict[str, object]) -> None:
        pieces = [unpack_words(arrays[f"pieces_{number}"]) for number in range(int(str(settings["families"])))]
        self.intents = [str(name) for name in unpack_words(arrays["intents"])]
        self.acceptance = msgspec.convert(settings["acceptance"], Acceptance)
        self.vocabulary = Vocabulary(pieces, arrays["rarity"], float(str(settings["unknown_rarity"])))
        self._weights = arrays["weights"]
        self._bias = arrays["bias"]
        self._columns, self._values, self._rows = arrays["example_columns"], arrays["example_values"], arrays["example_rows"]
        self._first_example = arrays["first_example"]

    def rank(self, vector: Sparse, favour: np.ndarray | None = None) -> Ranking:
        """`favour` is what this moment of the call adds to each intent."""
        logits = vector.weights @ self._weights[vector.columns] + self._bias
        if favour is not None:
            logits = logits + favour
        order = np.argsort(-logits, kind="stable")[:5].tolist()
        query = np.zeros(self.vocabulary.size, dtype=np.float32)
        query[vector.columns] = vector.weights
        scores = {intent: joined_score(float(logits[intent]), self._nearness(query, intent)) for intent in order[:_COMPARED]}
        best = order[0]
        return Ranking(order, self._chances(logits[order], scores[best]), scores[best])

    def nearness(self, vector: Sparse, intent: int) -> float:
        query = np.zeros(self.vocabulary.size, dtype=np.float32)
        query[vector.columns] = vector.weights
        return self._nearness(query, intent)

    def _nearness(self, query: np.ndarray, intent: int) -> float:
        """The likeness of the intent's nearest example."""
        first, last = int(self._first_example[intent]), int(self._first_example[intent + 1])
        if first == last:
            return 0.0
        starts = self._rows[first : last + 1]
        products = query[self._columns[starts[0] : starts[-1]]] * self._values[starts[0] : starts[-1]]
        return float(np.add.reduceat(products, starts[:-1] - starts[0]).max())

    def _chances(self, logits: np.ndarray, score: float) -> list[float]:
        first = self.acceptance.confidence(score)
        if len(logits) == 1:
            return [first]
        shares = np.exp((logits[1:] - logits[1]) / _TEMPERATURE)
        rest = (1.0 - first) * shares / (shares.sum() + 1.0)
        return [first, *np.minimum(rest, first).tolist()]


def pack(intents: list[str], trained: Trained) -> tuple[dict[str, np.ndarray], dict[str, object]]:
    """The arrays and settings that `IntentModel` reads."""
    arrays = {
        **{f"pieces_{number}": pack_words(family) for number, family in enumerate(trained.pieces)},
        "intents": pack_words(intents),
        "rarity": trained.rarity,
        "weights": trained.weights,
        "bias": trained.bias,
        "example_columns": trained.examples.indices.astype(np.int32),
        "example_values": trained.examples.data.astype(np.float32),
        "example_rows": trained.examples.indptr.astype(np.int64),
        "first_example": np.searchsorted(trained.example_intents, np.arange(len(intents) + 1)).astype(np.int64),
    }
    settings: dict[str, object] = {
        "families": len(trained.pieces),
        "unknown_rarity": trained.unknown_rarity,
        "acceptance": msgspec.to_builtins(trained.acceptance),
    }
    return arrays, settings
