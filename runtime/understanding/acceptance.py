"""Owns the decision between an intent and *unknown*: one joined score, its calibrated probability, and the threshold.

The score joins how sure the linear model is with how near the nearest example of that intent is. A small package has
too few phrases to learn a threshold from, so what other packages showed stands in, and counts less the more phrases
there are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from msgspec import Struct

Scores = TypeVar("Scores", float, np.ndarray)

REJECTED = {"cautious": 0.10, "balanced": 0.05, "eager": 0.02}
"""How much of what is really meant may be called unknown, by the operator's choice of what happens when unsure."""

_NEARNESS = 1.0  # what a likeness (0..2, a family gives at most 1) counts beside a logit
_PRIOR_PHRASES = 60.0  # a package with so many phrases believes itself and the prior alike
_PRIOR_HOLD = np.diag([2.0, 1.0])


@dataclass(frozen=True, slots=True)
class Prior:
    """What to believe of a package before its own phrases have said anything."""

    slope: float
    middle: float
    thresholds: dict[str, float]
    floor: float  # below this an utterance shares next to nothing with any example


INTENTS = Prior(3.0, -0.2, {"cautious": 0.1, "balanced": -0.05, "eager": -0.25}, -0.55)
ANSWERS = Prior(8.0, 0.35, {"cautious": 0.5, "balanced": 0.42, "eager": 0.34}, 0.25)


@dataclass(frozen=True, slots=True)
class Judged:
    """An example as judged by a model that had not seen it."""

    score: float
    right: bool
    weight: float


class Acceptance(Struct, frozen=True):
    """`slope` and `middle` of the logistic curve that makes a score a probability; thresholds by `if_unsure`."""

    slope: float
    middle: float
    thresholds: dict[str, float]

    def confidence(self, score: float) -> float:
        """The probability that the guess is what was meant."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.slope * (score - self.middle)))))


BUILT_IN = Acceptance(slope=8.0, middle=0.75, thresholds={"cautious": 1.0, "balanced": 0.9, "eager": 0.8})
"""Manners, agreeing and refusing are judged by their nearest phrase alone. Their phrases are the same in every package,
so this was measured once: at 0.9, of utterances about anything else 1 % is taken for one of them."""


def joined_score(logit: Scores, nearness: Scores) -> Scores:
    return logit + _NEARNESS * nearness


def calibrate(judged: list[Judged], prior: Prior) -> Acceptance:
    slope, middle = _logistic(judged, prior)
    return Acceptance(slope=slope, middle=middle, thresholds={choice: _threshold(judged, choice, prior) for choice in REJECTED})


def _threshold(judged: list[Judged], choice: str, prior: Prior) -> float:
    scores = np.array([item.score for item in judged])
    weights = np.array([item.weight for item in judged])
    phrases = float(weights.sum())
    learnt = _weighted_quantile(scores, weights, REJECTED[choice]) if len(judged) else 0.0
    joined = (phrases * learnt + _PRIOR_PHRASES * prior.thresholds[choice]) / (phrases + _PRIOR_PHRASES)
    return max(prior.floor, joined)


def _weighted_quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    order = np.argsort(values, kind="stable")
    passed = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(passed, share * passed[-1])])


def _logistic(judged: list[Judged], prior: Prior) -> tuple[float, float]:
    """Newton's method on the weighted likelihood, held near the prior curve when there is little to learn from."""
    scores = np.array([item.score for item in judged], dtype=float)
    rights = np.array([item.right for item in judged], dtype=float)
    weights = np.array([item.weight for item in judged], dtype=float)
    believed = np.array([prior.slope, -prior.slope * prior.middle])
    design = np.column_stack([scores, np.ones(len(scores))])
    line = believed.copy()
    for _ in range(50):
        chances = 1 / (1 + np.exp(-np.clip(design @ line, -30, 30)))
        gradient = design.T @ (weights * (rights - chances)) - _PRIOR_HOLD @ (line - believed)
        curvature = (design * (weights * chances * (1 - chances))[:, None]).T @ design + _PRIOR_HOLD
        step = np.linalg.solve(curvature, gradient)
        line += step
        if np.abs(step).max() < 1e-9:
            break
    slope = max(0.1, float(line[0]))
    return slope, -float(line[1]) / slope
