"""Owns training: examples → the linear model, the examples' vectors, and a threshold with calibrated confidence.

The only module that needs scikit-learn; it runs in the process that prepares a bundle, never in a call. The threshold
and the calibration come from the examples themselves: each phrase is judged by a model that has not seen it.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from runtime.understanding.acceptance import Acceptance, Judged, calibrate, joined_score
from runtime.understanding.examples import Example

FOLDS = 5
_REGULARISATION = 1.0


@dataclass(frozen=True, slots=True)
class Trained:
    """What a call needs of the model. Rows of `examples` are in the order of their intents, the background last."""

    pieces: list[list[str]]
    rarity: np.ndarray
    unknown_rarity: float
    weights: np.ndarray  # columns × intents
    bias: np.ndarray
    examples: sp.csr_matrix
    example_intents: np.ndarray
    acceptance: Acceptance
    near_misses: sp.csr_matrix
    near_miss_intents: np.ndarray


def train(examples: list[Example], negatives: list[Example], background: list[Example], intents: int, language: str) -> Trained:
    """Learns to tell `intents` apart, from each other and from the `background`.

    `negatives` say what their intent is *not*. Intents of the background (numbered from `intents` on) are what may be said
    anywhere: they are no rivals of the others, and found by their nearest example alone.
    """
    learnt = [*sorted(examples, key=_intent), *sorted(background, key=_intent)]
    negatives = sorted(negatives, key=_intent)
    pieces, counts = _count([*learnt, *negatives])
    labels = np.array([example.intent for example in learnt], dtype=int)
    weights = np.array([example.weight for example in learnt])
    rows = np.arange(len(learnt))
    weighting = _Weighting(_rows(counts, rows))
    vectors = weighting.apply(counts)
    model = _fit(vectors[rows], labels, weights, intents)
    _learn_negatives(model, vectors, labels, weights, negatives)
    return Trained(
        pieces=pieces,
        rarity=weighting.rarity.astype(np.float32),
        unknown_rarity=weighting.unknown,
        weights=model.weights.astype(np.float32),
        bias=model.bias.astype(np.float32),
        examples=vectors[rows].astype(np.float32),
        example_intents=labels,
        acceptance=calibrate(_judge_unseen(counts, learnt, labels, weights, intents), language),
        near_misses=vectors[len(learnt) :].astype(np.float32),
        near_miss_intents=np.array([negative.intent for negative in negatives], dtype=int),
    )


def _intent(example: Example) -> int:
    return example.intent


# ---- vectors -------------------------------------------------------------------------------------------------------


class _Weighting:
    """TF-IDF with the rarity of pieces that no example has; mirrors `vectors.Vocabulary`."""

    def __init__(self, families: list[sp.csr_matrix]) -> None:
        count = families[0].shape[0]
        frequencies = [np.asarray((family > 0).sum(axis=0)).ravel() for family in families]
        self._seen = [frequency > 0 for frequency in frequencies]
        self._rarities = [np.log((1 + count) / (1 + frequency)) + 1 for frequency in frequencies]
        self.rarity = np.concatenate(self._rarities)
        self.unknown = float(np.log(1 + count) + 1)

    def apply(self, families: list[sp.csr_matrix]) -> sp.csr_matrix:
        parts = []
        for family, rarity, seen in zip(families, self._rarities, self._seen, strict=True):
            weighted = family @ sp.diags(rarity)
            length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
            length[length == 0] = 1.0
            parts.append(sp.diags(1.0 / length) @ weighted @ sp.diags(seen.astype(float)))
        return sp.csr_matrix(sp.hstack(parts))


def _count(examples: Sequence[Example]) -> tuple[list[list[str]], list[sp.csr_matrix]]:
    """The pieces of every family, and how often which stands in which example, dampened."""
    names: list[list[str]] = []
    families: list[sp.csr_matrix] = []
    for number in range(len(examples[0].pieces)):
        column_of: dict[str, int] = {}
        rows, columns, values = [], [], []
        for row, example in enumerate(examples):
            for piece, count in example.pieces[number].items():
                rows.append(row)
                columns.append(column_of.setdefault(piece, len(column_of)))
                values.append(1.0 + np.log(count) if count > 1 else 1.0)
        names.append(list(column_of))
        families.append(sp.csr_matrix((values, (rows, columns)), shape=(len(examples), len(column_of))))
    return names, families


def _rows(families: list[sp.csr_matrix], chosen: np.ndarray) -> list[sp.csr_matrix]:
    return [family[chosen] for family in families]


# ---- the linear model ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Linear:
    weights: np.ndarray  # columns × intents
    bias: np.ndarray

    def logits(self, vectors: sp.csr_matrix) -> np.ndarray:
        logits: np.ndarray = np.asarray(vectors @ self.weights) + self.bias
        return logits


def _fit(vectors: sp.csr_matrix, labels: np.ndarray, weights: np.ndarray, intents: int) -> _Linear:
    """Each intent against all the rest; the background is one rest more. An intent without examples is never chosen."""
    classes = np.minimum(labels, intents)
    present = np.unique(classes)
    result = _Linear(np.zeros((vectors.shape[1], intents + 1)), np.full(intents + 1, -1.0))
    if len(present) == 1:
        result.bias[present[0]] = 0.0
    else:
        fitted = _separate(vectors, classes, weights)
        if len(present) == 2:
            result.weights[:, present] = np.column_stack([-fitted.coef_[0], fitted.coef_[0]])
            result.bias[present] = [-fitted.intercept_[0], fitted.intercept_[0]]
        else:
            result.weights[:, present] = fitted.coef_.T
            result.bias[present] = fitted.intercept_
    return _Linear(np.ascontiguousarray(result.weights[:, :intents]), result.bias[:intents])


def _separate(vectors: sp.csr_matrix, target: np.ndarray, weights: np.ndarray) -> LinearSVC:
    with warnings.catch_warnings():
        # two phrases an intent are what people write; scikit-learn takes so many classes for a slip
        warnings.filterwarnings("ignore", message="The number of unique classes is greater", category=UserWarning)
        return LinearSVC(C=_REGULARISATION, random_state=0).fit(vectors, target, sample_weight=weights)


def _learn_negatives(
    model: _Linear, vectors: sp.csr_matrix, labels: np.ndarray, weights: np.ndarray, negatives: list[Example]
) -> None:
    """Fits again the intents that have near misses, with them on the other side."""
    for intent in sorted({negative.intent for negative in negatives}):
        chosen = [number for number, negative in enumerate(negatives, len(labels)) if negative.intent == intent]
        target = np.concatenate([labels == intent, np.zeros(len(chosen), dtype=bool)])
        if not target.any():
            continue
        rows = np.concatenate([np.arange(len(labels)), chosen])
        against = np.concatenate([weights, np.ones(len(chosen))])
        fitted = _separate(vectors[rows], target, against)
        model.weights[:, intent] = fitted.coef_[0]
        model.bias[intent] = fitted.intercept_[0]


# ---- judging what was not seen ---------------------------------------------------------------------------------------


def _judge_unseen(
    counts: list[sp.csr_matrix], examples: list[Example], labels: np.ndarray, weights: np.ndarray, intents: int
) -> list[Judged]:
    """Every phrase of an intent as a model sees it that was trained without it."""
    folds = _folds(examples, intents)
    judged: list[Judged] = []
    for fold in range(FOLDS):
        seen, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        held = held[np.isin(labels[held], labels[seen])]  # the only phrase of an intent can't be judged without it
        if not len(held):
            continue
        weighting = _Weighting(_rows(counts, seen))
        vectors, unseen = weighting.apply(_rows(counts, seen)), weighting.apply(_rows(counts, held))
        logits = _fit(vectors, labels[seen], weights[seen], intents).logits(unseen)
        guesses = logits.argmax(axis=1)
        scores = joined_score(logits.max(axis=1), _nearest_of_guess(vectors, labels[seen], unseen, guesses))
        right = guesses == labels[held]
        judged.extend(map(Judged, scores.tolist(), right.tolist(), weights[held].tolist()))
    return judged


def _folds(examples: list[Example], intents: int) -> np.ndarray:
    """Phrases of each intent are dealt out in turn, variants of a phrase together; the background is never held back."""
    dealt: dict[int, int] = {}
    turns: dict[int, int] = {}
    folds = np.full(len(examples), -1)
    for place, example in enumerate(examples):
        if example.intent >= intents:
            continue
        if example.phrase not in dealt:
            turn = turns.get(example.intent, 0)
            turns[example.intent] = turn + 1
            dealt[example.phrase] = (turn + example.intent) % FOLDS
        folds[place] = dealt[example.phrase]
    return folds


def _nearest_of_guess(vectors: sp.csr_matrix, labels: np.ndarray, unseen: sp.csr_matrix, guesses: np.ndarray) -> np.ndarray:
    """The likeness of each utterance to the nearest example of the intent it was taken for."""
    nearest = np.zeros(unseen.shape[0])
    for guess in np.unique(guesses):
        rows = np.flatnonzero(guesses == guess)
        own = vectors[labels == guess]
        if own.shape[0]:
            nearest[rows] = (unseen[rows] @ own.T).max(axis=1).toarray().ravel()
    return nearest
