"""Owns judging what was not seen: each phrase by models that were trained without it, and what manners mean to a package."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from runtime.understanding.acceptance import IntentAcceptance, Unseen
from runtime.understanding.examples import Example
from runtime.understanding.linear import Linear
from runtime.understanding.sentences import NEAREST
from runtime.understanding.training.lesson import Lesson
from runtime.understanding.training.trained import Confusion

_FOLDS, _FOLDS_OF_MANY = 5, 3
MANY_EXAMPLES = 4000
"""With so many a model that lacks a third is as good as one that lacks a fifth, and pieces that stand in one alone go."""
_ENOUGH_JUDGED = 9000
"""So many examples say as well as all of them how sure to be; to judge the rest would only cost time."""
_MEANT_TOO = 0.28
"""Of a manner's phrases: in packages without an intent for what it means up to .25 are taken for one, with one .29 to .67."""


def judge_unseen(lesson: Lesson, examples: list[Example]) -> tuple[Unseen | None, list[Confusion]]:
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
    lesson: Lesson, models: tuple[Linear, Linear | None], seen: np.ndarray, held: np.ndarray
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


def meant_too(
    lesson: Lesson, models: tuple[Linear, Linear | None], rows: np.ndarray, acceptance: IntentAcceptance
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
    many = len(examples) > MANY_EXAMPLES
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
