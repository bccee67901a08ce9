"""Owns the decision between an intent and *unknown*: one joined score, its calibrated probability, and the threshold.

The score joins how sure the linear model is with how near the nearest example of that intent is. A threshold comes from
the package's own phrases; a package with few is helped by what other packages showed, the less the more phrases it has.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from msgspec import Struct

Scores = TypeVar("Scores", float, np.ndarray)


@dataclass(frozen=True, slots=True)
class Judged:
    """An example as judged by what had not seen it."""

    score: float
    right: bool
    weight: float = 1.0


class Acceptance(Struct, frozen=True):
    """`slope` and `middle` of the logistic curve that makes a score a probability; thresholds by `if_unsure`."""

    slope: float
    middle: float
    thresholds: dict[str, float]

    def confidence(self, score: float) -> float:
        """The probability that the guess is what was meant."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.slope * (score - self.middle)))))


@dataclass(frozen=True, slots=True)
class Prior:
    """The logistic curve to believe in before a package's own phrases have said anything."""

    slope: float
    middle: float


_NEARNESS = 0.5  # what the likeness of the nearest example (0..2, at most 1 a family) counts beside a logit

INTENTS = Prior(4.0, -0.4)
INTENT_THRESHOLDS = {
    "en": {"cautious": -0.3, "balanced": -0.42, "eager": -0.55},
    "zh": {"cautious": -0.4, "balanced": -0.52, "eager": -0.65},
}
LOWEST_THRESHOLD = {"en": -0.6, "zh": -0.7}
"""Below this an utterance shares next to nothing with any example."""

REJECTED = {"cautious": 0.10, "balanced": 0.05, "eager": 0.02}
"""How much of what is really meant may be called unknown, by the operator's choice of what happens when unsure."""

_PRIOR_PHRASES = 40.0  # with so many phrases a package is believed as much as the thresholds of others

ANSWERS = {
    "en": Prior(14.0, 0.26),
    "zh": Prior(18.0, 0.17),
}
SURE_ENOUGH = {"cautious": 0.7, "balanced": 0.5, "eager": 0.35}
"""How likely an answer has to be the right one to be given."""

BUILT_IN = Acceptance(slope=8.0, middle=0.75, thresholds={"cautious": 1.0, "balanced": 0.9, "eager": 0.8})
"""Manners, agreeing and refusing are judged by their nearest phrase alone. Their phrases are the same in every package,
so this was measured once: at 0.9, of utterances about anything else 1 % is taken for one of them."""

_HOLD = np.diag([8.0, 8.0])  # how firmly the logistic curve is held near the prior one


def joined_score(logit: Scores, nearness: Scores) -> Scores:
    return logit + _NEARNESS * nearness


def calibrate(judged: list[Judged], language: str) -> Acceptance:
    """Of intents, from their phrases, each judged unseen: so much may be rejected as `REJECTED` says."""
    scores = np.array([item.score for item in judged])
    weights = np.array([item.weight for item in judged])
    phrases = float(weights.sum())
    thresholds = {}
    for choice, share in REJECTED.items():
        learnt = _weighted_quantile(scores, weights, share) if judged else 0.0
        joined = (phrases * learnt + _PRIOR_PHRASES * INTENT_THRESHOLDS[language[:2]][choice]) / (phrases + _PRIOR_PHRASES)
        thresholds[choice] = max(LOWEST_THRESHOLD[language[:2]], joined)
    slope, middle = _logistic(judged, INTENTS)
    return Acceptance(slope=slope, middle=middle, thresholds=thresholds)


def calibrate_answers(judged: list[Judged], language: str) -> Acceptance:
    """Of answers, from their questions: an answer is given when that is likely right."""
    slope, middle = _logistic(judged, ANSWERS[language[:2]])
    thresholds = {choice: middle + math.log(chance / (1 - chance)) / slope for choice, chance in SURE_ENOUGH.items()}
    return Acceptance(slope=slope, middle=middle, thresholds=thresholds)


def _weighted_quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    order = np.argsort(values, kind="stable")
    passed = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(passed, share * passed[-1])])


def _logistic(judged: list[Judged], prior: Prior) -> tuple[float, float]:
    """Slope and middle of the logistic curve that fits, by Newton's method on the weighted likelihood."""
    scores = np.array([item.score for item in judged], dtype=float)
    rights = np.array([item.right for item in judged], dtype=float)
    weights = np.array([item.weight for item in judged], dtype=float)
    believed = np.array([prior.slope, -prior.slope * prior.middle])
    design = np.column_stack([scores, np.ones(len(scores))])
    line = believed.copy()
    for _ in range(50):
        chances = 1 / (1 + np.exp(-np.clip(design @ line, -30, 30)))
        gradient = design.T @ (weights * (rights - chances)) - _HOLD @ (line - believed)
        curvature = (design * (weights * chances * (1 - chances))[:, None]).T @ design + _HOLD
        step = np.linalg.solve(curvature, gradient)
        line += step
        if np.abs(step).max() < 1e-9:
            break
    slope = max(0.1, float(line[0]))
    return slope, -float(line[1]) / slope
