"""Owns the intent model of a call: vector → the intents it may mean, best first. Touches only the rows an utterance needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from dsl.journal import Candidate
from runtime.understanding import neighbours
from runtime.understanding.acceptance import Acceptance, joined_score
from runtime.understanding.artefacts import pack_words, unpack_words
from runtime.understanding.neighbours import Neighbours
from runtime.understanding.vectors import Sparse, Vocabulary

if TYPE_CHECKING:
    from runtime.understanding.training import Trained

MOST_CANDIDATES = 5
_TEMPERATURE = 0.25  # of the shares that the intents behind the guess get of what is left of certainty


@dataclass(frozen=True, slots=True)
class Ranking:
    """Intents best first with the chance of each; the joined score of the first, and how near its nearest example is.

    `near_miss`: a phrase that it is *not* is nearer than all that it is. `question`: it sounds more like a question that
    the knowledge answers.
    """

    candidates: tuple[Candidate, ...]
    score: float
    nearness: float
    near_miss: bool
    question: bool


class IntentModel:
    """`intents` are learnt to be told apart, and from questions; `background` ones are found by their nearest phrase."""

    def __init__(self, arrays: dict[str, np.ndarray], settings: dict[str, object]) -> None:
        pieces = [unpack_words(arrays[f"pieces_{number}"]) for number in range(int(str(settings["families"])))]
        self.intents = unpack_words(arrays["intents"])
        self._questions = len(self.intents)  # the class after the last intent
        self.background = unpack_words(arrays["background"])
        self.acceptance = msgspec.convert(settings["acceptance"], Acceptance)
        self.vocabulary = Vocabulary(pieces, arrays["rarity"], float(str(settings["unknown_rarity"])))
        self._weights = arrays["weights"]
        self._bias = arrays["bias"]
        self._examples = Neighbours(arrays, "examples")
        self._near_misses = Neighbours(arrays, "near_misses")

    def rank(self, vector: Sparse, favour: np.ndarray | None = None) -> Ranking:
        """`favour` is what this moment of the call adds to each intent."""
        logits = vector.weights @ self._weights[vector.columns] + self._bias
        intents, question = logits[: self._questions], float(logits[self._questions])
        if not len(intents):
            return Ranking((), -1.0, 0.0, False, True)
        favoured = intents if favour is None else intents + favour
        order = np.argsort(-favoured, kind="stable")
        best = int(order[0])
        query = self._dense(vector)
        _, nearness = self._examples.nearest(query, best)
        _, miss = self._near_misses.nearest(query, best)
        score = joined_score(float(intents[best]), nearness)
        chances = self._chances(favoured[order], score)
        leading = zip(order[:MOST_CANDIDATES].tolist(), chances, strict=True)
        candidates = tuple(Candidate(self.intents[number], chance) for number, chance in leading)
        return Ranking(candidates, score, nearness, miss > nearness, question > float(favoured[best]))

    def nearest_background(self, vector: Sparse) -> tuple[str, float]:
        """The background intent with the nearest phrase, and how near it is."""
        if not self.background:
            return "", 0.0
        first = self._questions + 1
        group, nearness = self._examples.nearest(self._dense(vector), first, first + len(self.background) - 1)
        return self.background[group - first], nearness

    def _dense(self, vector: Sparse) -> np.ndarray:
        query = np.zeros(self.vocabulary.size, dtype=np.float32)
        query[vector.columns] = vector.weights
        return query

    def _chances(self, logits: np.ndarray, score: float) -> list[float]:
        """Of the leading intents: the guess as calibrated, of what is left a share each as their logits are."""
        first = self.acceptance.confidence(score)
        if len(logits) == 1:
            return [first]
        shares = np.exp((logits[1:] - logits[1]) / _TEMPERATURE)
        rest = (1.0 - first) * shares / (shares.sum() + 1.0)
        return [first, *np.minimum(rest[: MOST_CANDIDATES - 1], first).tolist()]


def pack(intents: list[str], background: list[str], trained: Trained) -> tuple[dict[str, np.ndarray], dict[str, object]]:
    """The arrays and settings that `IntentModel` reads. In `trained`, the class of questions stands between the two."""
    arrays = {
        **{f"pieces_{number}": pack_words(family) for number, family in enumerate(trained.pieces)},
        **neighbours.pack("examples", trained.examples, trained.example_intents, len(intents) + 1 + len(background)),
        **neighbours.pack("near_misses", trained.near_misses, trained.near_miss_intents, len(intents) + 1),
        "intents": pack_words(intents),
        "background": pack_words(background),
        "rarity": trained.rarity,
        "weights": trained.weights,
        "bias": trained.bias,
    }
    settings: dict[str, object] = {
        "families": len(trained.pieces),
        "unknown_rarity": trained.unknown_rarity,
        "acceptance": msgspec.to_builtins(trained.acceptance),
    }
    return arrays, settings
