"""Owns a lesson: the examples as vectors of both tiers, and the linear models that are learnt from some of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from runtime.understanding.linear import Linear, fit
from runtime.understanding.tiers import join


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that is learnt from: the vectors of both tiers, in the same order."""

    vectors: sp.csr_matrix
    sentences: np.ndarray | None
    labels: np.ndarray
    weights: np.ndarray
    intents: int  # the questions of the knowledge are the last one; what is numbered from here on is background

    def learn(self, rows: np.ndarray, more: np.ndarray) -> tuple[Linear, Linear | None]:
        """`more` are rows that belong to nothing: background, whatever their label."""
        chosen = np.concatenate([rows, more])
        classes = np.concatenate([np.minimum(self.labels[rows], self.intents), np.full(len(more), self.intents)])
        light = fit(self.vectors[chosen], classes, self.weights[chosen], self.intents + 1)
        if self.sentences is None:
            return light, None
        return light, fit(self.sentences[chosen], classes, self.weights[chosen], self.intents + 1)

    def logits(self, models: tuple[Linear, Linear | None], rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Joined, and of the light tier alone; of all classes but the background."""
        light = models[0].logits(self.vectors[rows])[:, : self.intents]
        if models[1] is None or self.sentences is None:
            return light, light
        return join(models[1].logits(self.sentences[rows])[:, : self.intents], light), light
