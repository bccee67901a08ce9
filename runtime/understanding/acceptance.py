"""Owns the decision between an intent and *unknown*: one joined score, its calibrated probability, and the threshold.

The score joins signals: how sure the linear models are of the guess, and how near its nearest examples are. What is usual for a
signal, the threshold and the curve of the probability come from the package's own phrases, each judged by what had not seen
it; a package with few is helped by what other packages showed, the less the more phrases it has.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from msgspec import Struct


@dataclass(frozen=True, slots=True)
class Judged:
    """A question as judged by what had not seen it."""

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
        return _logistic(self.slope * (score - self.middle))


class Usual(Struct, frozen=True):
    """What a signal is where the guess is right: its middle and how far it spreads."""

    middle: float
    spread: float


class Curve(Struct, frozen=True):
    """Of the probability that a guess is right: what the score counts, what the lead over the runner-up counts, and the start."""

    score: float
    lead: float
    start: float


class IntentAcceptance(Struct, frozen=True):
    """`usual`: one a signal, in the order in which they are given. Scores have a spread of about one, usual is nought.

    `ease`: how far above the middle between known and foreign words the threshold is taken to be.
    """

    usual: tuple[Usual, ...]
    curve: Curve
    thresholds: dict[str, float]
    ease: float

    def score(self, signals: Sequence[float]) -> float:
        return float(self.scores(np.array([signals]))[0])

    def scores(self, signals: np.ndarray) -> np.ndarray:
        """Of a row of signals each."""
        return _joined(signals, self.usual)

    def confidence(self, score: float, lead: float) -> float:
        """The probability that the guess is what was meant; `lead` over the runner-up in spreads of the first signal.

        The curve tells the guess from its rivals; that it is none of them at all grows likely towards the threshold.
        """
        known = _logistic(_STEEPNESS * (score - self.thresholds["balanced"] + self.ease))
        return known * _logistic(self.curve.score * score + self.curve.lead * min(lead, MOST_LEAD) + self.curve.start)


@dataclass(frozen=True, slots=True)
class Unseen:
    """Every phrase as judged by what had not seen it: a row of signals each, the lead of the guess, and whether it was right."""

    signals: np.ndarray
    lead: np.ndarray  # in logits
    right: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True, slots=True)
class Expected:
    """What is usual for a signal in a package of so many phrases: with more, models grow surer."""

    start: float  # in a package of nine phrases
    growth: float  # with each time 2.7 as many
    spread: float

    def usual(self, phrases: float) -> Usual:
        return Usual(self.start + self.growth * math.log(max(phrases, 3.0) / 9.0), self.spread)


@dataclass(frozen=True, slots=True)
class Prior:
    """What other packages showed, to believe in before a package's own phrases have said anything."""

    signals: tuple[Expected, ...]
    curve: Curve
    thresholds: dict[str, float]


MOST_LEAD = 3.0
_STEEPNESS = 4.0
"""Of the chance that an utterance is one of the intents."""

_EASE, _EASE_UNJUDGED = 0.05, 1.5
"""Of a package with all judgements there can be, and so much more of one with none: while the threshold is a guess, what is
below it is no stranger yet. Chosen on CLINC150's and xSID's validation parts, between the error of confidence and how many
strangers are as sure as 95 % of what is meant."""

# Measured on packages of 3 × 3 to 13 × 10 phrases, cut from CLINC150 and xSID's validation part
LIGHT_EN = Prior(
    signals=(Expected(0.54, 1.1, 1.34), Expected(0.71, 0.04, 0.32)),
    curve=Curve(0.6, 2.2, 0.6),
    thresholds={"cautious": -1.0, "balanced": -1.3, "eager": -1.6},
)
LIGHT_ZH = Prior(
    signals=(Expected(0.1, 0.9, 1.3), Expected(0.6, 0.03, 0.38)),
    curve=Curve(0.3, 2.5, 0.2),
    thresholds={"cautious": -0.6, "balanced": -0.8, "eager": -1.05},
)
SENTENCE = Prior(
    signals=(Expected(4.5, 1.5, 1.5), Expected(0.54, 1.1, 1.4), Expected(0.65, 0.035, 0.07)),
    curve=Curve(0.3, 3.0, 0.5),
    thresholds={"cautious": -1.15, "balanced": -1.5, "eager": -1.9},
)

REJECTED = {"cautious": 0.10, "balanced": 0.04, "eager": 0.02}
"""How much of what is really meant may be called unknown, by the operator's choice of what happens when unsure."""

_TIGHTEST = 0.6  # of what is usual elsewhere: phrases made by a pattern are more alike than what callers will say
_PRIOR_PHRASES = 40.0  # with so many phrases a package is believed as much as others


@dataclass(frozen=True, slots=True)
class AnswerPrior:
    """The logistic curve to believe in before a package's own questions have said anything."""

    slope: float
    middle: float


ANSWERS = {
    "en": AnswerPrior(14.0, 0.26),
    "zh": AnswerPrior(18.0, 0.17),
    "sentence": AnswerPrior(22.0, 0.68),
}
SURE_ENOUGH = {"cautious": 0.7, "balanced": 0.5, "eager": 0.35}
"""How likely an answer has to be the right one to be given."""

BUILT_IN = Acceptance(slope=8.0, middle=0.75, thresholds={"cautious": 1.0, "balanced": 0.9, "eager": 0.8})
"""Manners, agreeing and refusing are judged by their nearest phrase alone. Their phrases are the same in every package,
so this was measured once: at 0.9, of utterances about anything else 1 % is taken for one of them."""

_HOLD = 8.0  # how firmly a logistic curve is held near the prior one
_ROUNDS = 12  # of telling what was unknown from what was a rival's


def prior_of(language: str, with_sentences: bool) -> Prior:
    if with_sentences:
        return SENTENCE
    return LIGHT_ZH if language.startswith("zh") else LIGHT_EN


def calibrate(unseen: Unseen | None, prior: Prior, phrases: float) -> IntentAcceptance:
    """Of intents: so much of what is meant may be rejected as `REJECTED` says. `phrases`: how many the package has of them."""
    expected = tuple(signal.usual(phrases) for signal in prior.signals)
    if unseen is None or not len(unseen.signals):
        return IntentAcceptance(expected, prior.curve, dict(prior.thresholds), _EASE + _EASE_UNJUDGED)
    judged = float(unseen.weights.sum())
    usual = tuple(
        _usual(unseen.signals[:, place], unseen.right, unseen.weights, believed) for place, believed in enumerate(expected)
    )
    scores = _joined(unseen.signals, usual)
    thresholds = {
        choice: min(
            _between(judged, _weighted_quantile(scores, unseen.weights, share), prior.thresholds[choice]),
            _TIGHTEST * prior.thresholds[choice],
        )
        for choice, share in REJECTED.items()
    }
    ease = _EASE + _EASE_UNJUDGED * _between(judged, 0.0, 1.0)
    lead = np.minimum(unseen.lead / usual[0].spread, MOST_LEAD)
    known = 1 / (1 + np.exp(-np.clip(_STEEPNESS * (scores - thresholds["balanced"] + ease), -30, 30)))
    curve = _fit_curve(np.column_stack([scores, lead, np.ones(len(scores))]), known, unseen, prior.curve)
    return IntentAcceptance(usual, curve, thresholds, ease)


def _fit_curve(design: np.ndarray, known: np.ndarray, unseen: Unseen, prior: Curve) -> Curve:
    """The curve that, with the chance of being known at all, fits what was judged; a wrong guess is unknown, or a rival's."""
    believed = np.array([prior.score, prior.lead, prior.start])
    line = believed
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-np.clip(design @ line, -30, 30)))
        led = np.where(unseen.right, 1.0, chances * (1 - known) / np.maximum(1 - chances * known, 1e-9))
        line = _fit_logistic(design, led, unseen.weights, believed)
    return Curve(max(0.0, float(line[0])), max(0.0, float(line[1])), float(line[2]))


def calibrate_answers(judged: list[Judged], kind: str) -> Acceptance:
    """Of answers, from their questions: an answer is given when that is likely right. `kind`: `sentence`, or a language."""
    prior = ANSWERS.get(kind) or ANSWERS[kind[:2]]
    design = np.array([[item.score, 1.0] for item in judged]).reshape(-1, 2)
    rights = np.array([item.right for item in judged], dtype=float)
    weights = np.array([item.weight for item in judged], dtype=float)
    line = _fit_logistic(design, rights, weights, np.array([prior.slope, -prior.slope * prior.middle]))
    slope = max(0.1, float(line[0]))
    middle = -float(line[1]) / slope
    thresholds = {choice: middle + math.log(chance / (1 - chance)) / slope for choice, chance in SURE_ENOUGH.items()}
    return Acceptance(slope=slope, middle=middle, thresholds=thresholds)


def _joined(signals: np.ndarray, usual: Sequence[Usual]) -> np.ndarray:
    """The mean of the signals in their own spreads; signals that err apart from each other spread less together."""
    middles = np.array([item.middle for item in usual])
    spreads = np.array([item.spread for item in usual])
    joined: np.ndarray = ((signals - middles) / spreads).mean(axis=1)
    return joined


def _usual(values: np.ndarray, right: np.ndarray, weights: np.ndarray, prior: Usual) -> Usual:
    chosen = weights * right
    total = float(chosen.sum())
    if not total:
        return prior
    middle = float(np.average(values, weights=chosen))
    spread = math.sqrt(float(np.average((values - middle) ** 2, weights=chosen)))
    return Usual(_between(total, middle, prior.middle), max(_TIGHTEST * prior.spread, _between(total, spread, prior.spread)))


def _between(phrases: float, own: float, prior: float) -> float:
    return (phrases * own + _PRIOR_PHRASES * prior) / (phrases + _PRIOR_PHRASES)


def _weighted_quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    order = np.argsort(values, kind="stable")
    passed = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(passed, share * passed[-1])])


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, value))))


def _fit_logistic(design: np.ndarray, rights: np.ndarray, weights: np.ndarray, believed: np.ndarray) -> np.ndarray:
    """The logistic curve that fits, by Newton's method on the weighted likelihood, held near the one believed.

    A step that would worsen it, as the first often would where right and wrong lie far apart, is halved.
    """
    hold = _HOLD * np.eye(len(believed))

    def badness(line: np.ndarray) -> float:
        odds = design @ line
        missed = weights @ (np.logaddexp(0.0, odds) - rights * odds)
        return float(missed + 0.5 * _HOLD * ((line - believed) ** 2).sum())

    line = believed.copy()
    for _ in range(50):
        chances = 1 / (1 + np.exp(-np.clip(design @ line, -30, 30)))
        gradient = design.T @ (weights * (rights - chances)) - hold @ (line - believed)
        curvature = (design * (weights * chances * (1 - chances))[:, None]).T @ design + hold
        step = np.linalg.solve(curvature, gradient)
        before = badness(line)
        while badness(line + step) > before and np.abs(step).max() > 1e-9:
            step = step / 2
        line = line + step
        if np.abs(step).max() < 1e-9:
            break
    return line
