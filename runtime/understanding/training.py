"""Owns training: examples → the linear models, the examples' vectors, and a threshold with calibrated confidence.

The only module beside `linear` that needs scikit-learn; it runs in the process that prepares a bundle, never in a call. The
threshold and the calibration come from the examples themselves: each phrase is judged by models that have not seen it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from runtime.understanding import features
from runtime.understanding.acceptance import IntentAcceptance, Unseen, calibrate, prior_of
from runtime.understanding.encoding import Encode
from runtime.understanding.examples import Example
from runtime.understanding.linear import Linear, fit
from runtime.understanding.model import join
from runtime.understanding.sentences import NEAREST

_FOLDS, _FOLDS_OF_MANY = 5, 3
_MANY_EXAMPLES = 4000
"""With so many a model that lacks a third is as good as one that lacks a fifth, and pieces that stand in one alone go."""
_ENOUGH_JUDGED = 9000
"""So many examples say as well as all of them how sure to be; to judge the rest would only cost time."""
_MEANT_TOO = 0.28
"""Of a manner's phrases: in packages without an intent for what it means up to .25 are taken for one, with one .29 to .67."""


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


@dataclass(frozen=True, slots=True)
class _Lesson:
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


def train(
    examples: list[Example],
    negatives: list[Example],
    background: list[Example],
    intents: int,
    language: str,
    encode: Encode | None = None,
) -> Trained:
    """Learns to tell `intents` apart, from each other and from the `background`; the last one are the questions of the knowledge.

    `negatives` say what their intent is *not*. Intents of the background (numbered from `intents` on) are what may be said
    anywhere: they are no rivals of the others, and found by their nearest example alone.
    """
    learnt = [*sorted(examples, key=_intent), *sorted(background, key=_intent)]
    negatives = sorted(negatives, key=_intent)
    every = [*learnt, *negatives]
    pieces, counts = _count(every)
    rows = np.arange(len(learnt))
    weighting = _Weighting(_rows(counts, rows))
    vectors, rarity = weighting.apply(counts), weighting.rarity
    if len(every) > _MANY_EXAMPLES:
        pieces, vectors, rarity = _often(pieces, vectors, rarity)
    lesson = _Lesson(
        vectors=vectors,
        sentences=None if encode is None else encode([example.text for example in every]),
        labels=np.array([example.intent for example in every], dtype=int),
        weights=np.array([example.weight for example in every]),
        intents=intents,
    )
    light, sentence = _learn(lesson, rows, np.arange(len(learnt), len(every)))
    unseen, confusions = _judge_unseen(lesson, learnt)
    acceptance = calibrate(unseen, prior_of(language, encode is not None), _phrases_of_intents(examples, intents))
    sentences = np.zeros((len(every), 0), dtype=np.float32) if lesson.sentences is None else lesson.sentences
    compared = _compared(vectors, pieces)
    return Trained(
        pieces=pieces,
        rarity=rarity.astype(np.float32),
        unknown_rarity=weighting.unknown,
        light=light,
        examples=compared[rows],
        example_intents=lesson.labels[rows],
        near_misses=compared[len(learnt) :],
        near_miss_intents=lesson.labels[len(learnt) :],
        sentence=sentence,
        example_sentences=sentences[rows],
        near_miss_sentences=sentences[len(learnt) :],
        acceptance=acceptance,
        confusions=confusions,
        judged=0 if unseen is None else round(float(unseen.weights.sum())),
        meant=_meant_too(lesson, (light, sentence), rows, acceptance),
    )


def _intent(example: Example) -> int:
    return example.intent


def _phrases_of_intents(examples: list[Example], intents: int) -> float:
    return sum(example.weight for example in examples if example.intent < intents - 1 and not example.titled)


def _learn(lesson: _Lesson, rows: np.ndarray, misses: np.ndarray) -> tuple[Linear, Linear | None]:
    """With the near misses that are taken for what they are not; the others may well be phrases of another intent."""
    models = lesson.learn(rows, np.array([], dtype=int))
    if len(misses):
        guesses = lesson.logits(models, misses)[0].argmax(axis=1)
        mistaken = misses[guesses == lesson.labels[misses]]
        if len(mistaken):
            return lesson.learn(rows, mistaken)
    return models


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
        return sp.csr_matrix(sp.hstack(parts)).astype(np.float32)


def _count(examples: Sequence[Example]) -> tuple[list[list[str]], list[sp.csr_matrix]]:
    """The pieces of every family, and how often which stands in which example, dampened."""
    names: list[list[str]] = []
    families: list[sp.csr_matrix] = []
    for number in range(len(examples[0].pieces)):
        column_of: dict[str, int] = {}
        found = [example.pieces[number] for example in examples]
        columns = [column_of.setdefault(piece, len(column_of)) for pieces in found for piece in pieces]
        counts = np.array([count for pieces in found for count in pieces.values()], dtype=float)
        rows = np.repeat(np.arange(len(examples)), [len(pieces) for pieces in found])
        family = sp.csr_matrix((1.0 + np.log(counts), (rows, columns)), shape=(len(examples), len(column_of)))
        names.append(list(column_of))
        families.append(family)
    return names, families


def _often(
    pieces: list[list[str]], vectors: sp.csr_matrix, rarity: np.ndarray
) -> tuple[list[list[str]], sp.csr_matrix, np.ndarray]:
    """Without the pieces that stand in one example alone. They go after the weighing, and so still count in its length."""
    often = np.bincount(vectors.indices, minlength=vectors.shape[1]) > 1
    ends = np.cumsum([len(family) for family in pieces])[:-1]
    kept = [
        [piece for piece, stays in zip(family, chosen, strict=True) if stays]
        for family, chosen in zip(pieces, np.split(often, ends), strict=True)
    ]
    return kept, sp.csr_matrix(vectors[:, np.flatnonzero(often)]), rarity[often]


def _rows(families: list[sp.csr_matrix], chosen: np.ndarray) -> list[sp.csr_matrix]:
    return [family[chosen] for family in families]


def _compared(vectors: sp.csr_matrix, pieces: list[list[str]]) -> sp.csr_matrix:
    """The families by which likeness goes."""
    return sp.csr_matrix(vectors[:, : sum(len(family) for family in pieces[: features.COMPARED])])


# ---- judging what was not seen ---------------------------------------------------------------------------------------


def _judge_unseen(lesson: _Lesson, examples: list[Example]) -> tuple[Unseen | None, list[Confusion]]:
    """Every phrase of an intent as models see it that were trained without it."""
    own = lesson.intents - 1
    folds = _folds(examples, own)
    parts: list[Unseen] = []
    confusions: list[Confusion] = []
    for fold in range(folds.max() + 1 if len(folds) else 0):
        seen, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if sum(len(part.right) for part in parts) >= _ENOUGH_JUDGED:
            break
        held = held[np.isin(lesson.labels[held], lesson.labels[seen])]  # the only phrase of an intent can't be judged without it
        if not len(held):
            continue
        guesses, signals, lead = _guess(lesson, lesson.learn(seen, np.array([], dtype=int)), seen, held)
        right = guesses == lesson.labels[held]
        parts.append(Unseen(signals, lead, right, lesson.weights[held]))
        confusions += [
            Confusion(examples[held[place]].phrase, int(lesson.labels[held[place]]), int(guesses[place]))
            for place in np.flatnonzero(~right)
        ]
    if not parts:
        return None, []
    return (
        Unseen(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("signals", "lead", "right", "weights"))),
        confusions,
    )


def _guess(
    lesson: _Lesson, models: tuple[Linear, Linear | None], seen: np.ndarray, held: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The intent that each of `held` is taken for, the signals of how surely, and its lead, by models that learnt from `seen`."""
    own = lesson.intents - 1
    joined, light = (logits[:, :own] for logits in lesson.logits(models, held))
    guesses = joined.argmax(axis=1)
    places = np.arange(len(held))
    signals = [joined[places, guesses]]
    if lesson.sentences is None:
        signals.append(_nearest_of_guess(lesson.vectors, lesson.labels, seen, held, guesses, 1))
    else:
        signals += [light[places, guesses], _nearest_of_guess(lesson.sentences, lesson.labels, seen, held, guesses, NEAREST)]
    second = np.sort(joined, axis=1)[:, -2] if own > 1 else joined[:, 0] - 10.0
    return guesses, np.column_stack(signals), signals[0] - second


def _meant_too(
    lesson: _Lesson, models: tuple[Linear, Linear | None], rows: np.ndarray, acceptance: IntentAcceptance
) -> dict[int, int]:
    """Intents of the background of whose phrases a good part would be understood as one and the same intent of the package."""
    own = lesson.intents - 1
    found: dict[int, int] = {}
    if not own:
        return found
    said = rows[lesson.labels[rows] >= lesson.intents]
    guesses, signals, _ = _guess(lesson, models, rows, said)
    known = acceptance.scores(signals) >= acceptance.thresholds["balanced"]
    for intent in np.unique(lesson.labels[said]).tolist():
        of_it = lesson.labels[said] == intent
        shares = np.bincount(guesses, lesson.weights[said] * (known & of_it), minlength=own) / lesson.weights[said][of_it].sum()
        if shares.max() >= _MEANT_TOO:
            found[intent] = int(shares.argmax())
    return found


def _folds(examples: list[Example], own: int) -> np.ndarray:
    """Phrases of each intent are dealt out, variants of a phrase together; titles and background are never held back.

    Few in turn. Many in blocks: who writes a hundred writes like ones after each other, and what has its like among the
    others would be judged too well.
    """
    many = len(examples) > _MANY_EXAMPLES
    count = _FOLDS_OF_MANY if many else _FOLDS
    phrases: dict[int, list[int]] = {}
    for example in examples:
        if example.intent < own and not example.titled:
            phrases.setdefault(example.intent, []).append(example.phrase)
    dealt: dict[int, int] = {}
    for intent, numbers in phrases.items():
        unlike = list(dict.fromkeys(numbers))
        for turn, number in enumerate(unlike):
            dealt[number] = turn * count // len(unlike) if many else (turn + intent) % count
    return np.array([dealt.get(example.phrase, -1) for example in examples], dtype=int)


def _nearest_of_guess(
    vectors: sp.csr_matrix | np.ndarray, labels: np.ndarray, seen: np.ndarray, held: np.ndarray, guesses: np.ndarray, count: int
) -> np.ndarray:
    """The mean likeness of each utterance to the nearest examples of the intent it was taken for."""
    nearest = np.zeros(len(held))
    for guess in np.unique(guesses):
        places = np.flatnonzero(guesses == guess)
        rows = seen[labels[seen] == guess]
        if len(rows):
            likeness = vectors[held[places]] @ vectors[rows].T
            likeness = likeness.toarray() if sp.issparse(likeness) else likeness
            nearest[places] = np.sort(likeness, axis=1)[:, -count:].mean(axis=1)
    return nearest
