"""Owns training: examples → the linear model, the examples' vectors, and a threshold with calibrated confidence.

The only module that needs scikit-learn; it runs in the process that prepares a bundle, never in a call. The threshold
and the calibration come from the examples themselves: each phrase is judged by a model that has not seen it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from runtime.understanding.acceptance import INTENTS, Acceptance, Judged, calibrate, joined_score
from runtime.understanding.examples import Example

FOLDS = 5
_REGULARISATION = 1.0


@dataclass(frozen=True, slots=True)
class Trained:
    """What a call needs of the model. Rows of `examples` are in the order of their intents."""

    pieces: list[list[str]]
    rarity: np.ndarray
    unknown_rarity: float
    weights: np.ndarray  # columns × intents
    bias: np.ndarray
    examples: sp.csr_matrix
    example_intents: np.ndarray
    acceptance: Acceptance


@dataclass(frozen=True, slots=True)
class _Counts:
    """How often which piece stands in which example, a matrix a family, already dampened."""

    pieces: list[list[str]]
    families: list[sp.csr_matrix]

    def rows(self, chosen: np.ndarray) -> list[sp.csr_matrix]:
        return [family[chosen] for family in self.families]


def train(examples: list[Example], negatives: list[Example], intents: int) -> Trained:
    """`negatives` say what their intent is *not*."""
    ordered = sorted(examples, key=lambda example: example.intent)
    counts = _count([*ordered, *negatives])
    labels = np.array([example.intent for example in ordered])
    weights = np.array([example.weight for example in ordered])
    positive = np.arange(len(ordered))
    weighting = _Weighting(counts.rows(positive))
    vectors = weighting.apply(counts.families)
    model = _fit(vectors[positive], labels, weights, intents)
    _learn_negatives(model, vectors, labels, weights, negatives)
    return Trained(
        pieces=counts.pieces,
        rarity=weighting.rarity.astype(np.float32),
        unknown_rarity=weighting.unknown,
        weights=model.weights.astype(np.float32),
        bias=model.bias.astype(np.float32),
        examples=vectors[positive].astype(np.float32),
        example_intents=labels,
        acceptance=calibrate(_judge_unseen(counts, ordered, labels, weights, intents), INTENTS),
    )


class _Weighting:
    """TF-IDF with the rarity of pieces that no example has; mirrors `vectors.Vocabulary`."""

    def __init__(self, families: list[sp.csr_matrix]) -> None:
        count = families[0].shape[0]
        frequencies = [np.asarray((family > 0).sum(axis=0)).ravel() for family in families]
        self._seen = [frequency > 0 for frequency in frequencies]
        rarities = [np.log((1 + count) / (1 + frequency)) + 1 for frequency in frequencies]
        self.rarity = np.concatenate(rarities)
        self._rarities = rarities
        self.unknown = float(np.log(1 + count) + 1)

    def apply(self, families: list[sp.csr_matrix]) -> sp.csr_matrix:
        parts = []
        for family, rarity, seen in zip(families, self._rarities, self._seen, strict=True):
            weighted = family @ sp.diags(rarity)
            length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
            length[length == 0] = 1.0
            parts.append(sp.diags(1.0 / length) @ weighted @ sp.diags(seen.astype(float)))
        return sp.csr_matrix(sp.hstack(parts))


@dataclass(slots=True)
class _Linear:
    weights: np.ndarray  # columns × intents
    bias: np.ndarray

    def logits(self, vectors: sp.csr_matrix) -> np.ndarray:
        logits: np.ndarray = np.asarray(vectors @ self.weights) + self.bias
        return logits


def _fit(vectors: sp.csr_matrix, labels: np.ndarray, weights: np.ndarray, intents: int) -> _Linear:
    """One against the rest; an intent without examples is never chosen."""
    result = _Linear(np.zeros((vectors.shape[1], intents)), np.full(intents, -1.0))
    present = np.unique(labels)
    if len(present) == 1:
        result.bias[present[0]] = 0.0
        return result
    model = LinearSVC(C=_REGULARISATION, random_state=0).fit(vectors, labels, sample_weight=weights)
    if len(present) == 2:
        result.weights[:, present] = np.column_stack([-model.coef_[0], model.coef_[0]])
        result.bias[present] = [-model.intercept_[0], model.intercept_[0]]
    else:
        result.weights[:, present] = model.coef_.T
        result.bias[present] = model.intercept_
    return result


def _learn_negatives(
    model: _Linear, vectors: sp.csr_matrix, labels: np.ndarray, weights: np.ndarray, negatives: list[Example]
) -> None:
    """Fits again the intents that have near misses, with them on the other side."""
    for intent in sorted({negative.intent for negative in negatives}):
        chosen = [number for number, negative in enumerate(negatives, len(labels)) if negative.intent == intent]
        rows = np.concatenate([np.arange(len(labels)), chosen])
        target = np.concatenate([labels == intent, np.zeros(len(chosen), dtype=bool)])
        if target.all() or not target.any():
            continue
        against = np.concatenate([weights, np.ones(len(chosen))])
        fitted = LinearSVC(C=_REGULARISATION, random_state=0).fit(vectors[rows], target, sample_weight=against)
        model.weights[:, intent] = fitted.coef_[0]
        model.bias[intent] = fitted.intercept_[0]


def _judge_unseen(
    counts: _Counts, examples: list[Example], labels: np.ndarray, weights: np.ndarray, intents: int
) -> list[Judged]:
    """Every phrase as a model sees it that was trained without it."""
    folds = _folds(examples)
    judged: list[Judged] = []
    for fold in range(FOLDS):
        seen, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        held = held[np.isin(labels[held], labels[seen])]  # the only phrase of an intent can't be judged without it
        if not len(held) or len(np.unique(labels[seen])) < 2:
            continue
        weighting = _Weighting(counts.rows(seen))
        vectors, unseen = weighting.apply(counts.rows(seen)), weighting.apply(counts.rows(held))
        logits = _fit(vectors, labels[seen], weights[seen], intents).logits(unseen)
        guesses = logits.argmax(axis=1)
        nearest = _nearest_of_guess(vectors, labels[seen], unseen, guesses)
        scores = joined_score(logits.max(axis=1), nearest)
        judged.extend(
            Judged(float(score), bool(right), float(weight))
            for score, right, weight in zip(scores, guesses == labels[held], weights[held], strict=True)
        )
    return judged


def _folds(examples: list[Example]) -> np.ndarray:
    """Phrases of each intent are dealt out in turn; variants of a phrase go together."""
    dealt: dict[int, int] = {}
    order: dict[int, int] = {}
    folds = np.zeros(len(examples), dtype=int)
    for place, example in enumerate(examples):
        if example.phrase not in dealt:
            turn = order.get(example.intent, 0)
            order[example.intent] = turn + 1
            dealt[example.phrase] = (turn + example.intent) % FOLDS
        folds[place] = dealt[example.phrase]
    return folds


def _nearest_of_guess(vectors: sp.csr_matrix, labels: np.ndarray, unseen: sp.csr_matrix, guesses: np.ndarray) -> np.ndarray:
    """The likeness of each utterance to the nearest example of the intent it was taken for."""
    nearest = np.zeros(unseen.shape[0])
    for guess in np.unique(guesses):
        rows = np.flatnonzero(guesses == guess)
        likeness = unseen[rows] @ vectors[labels == guess].T
        nearest[rows] = likeness.max(axis=1).toarray().ravel()
    return nearest


def _count(examples: list[Example]) -> _Counts:
    pieces: list[list[str]] = []
    families: list[sp.csr_matrix] = []
    for number in range(len(examples[0].pieces)):
        column_of: dict[str, int] = {}
        rows, columns, values = [], [], []
        for row, example in enumerate(examples):
            for piece, count in example.pieces[number].items():
                rows.append(row)
                columns.append(column_of.setdefault(piece, len(column_of)))
                values.append(1.0 + np.log(count) if count > 1 else 1.0)
        pieces.append(list(column_of))
        families.append(sp.csr_matrix((values, (rows, columns)), shape=(len(examples), len(column_of))))
    return _Counts(pieces, families)
