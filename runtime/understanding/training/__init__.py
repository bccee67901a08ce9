"""Owns training: examples → the linear models, the examples' vectors, and a threshold with calibrated confidence.

Beside `linear` the only ones that need scikit-learn: they run in the process that prepares a bundle, never in a call. The
threshold and the calibration come from the examples themselves: each phrase is judged by models that have not seen it.
"""

from __future__ import annotations

import numpy as np

from runtime.understanding.acceptance import calibrate, prior_of
from runtime.understanding.encoding import Encode
from runtime.understanding.examples import Example
from runtime.understanding.linear import Linear
from runtime.understanding.training.judging import MANY_EXAMPLES, judge_unseen, meant_too
from runtime.understanding.training.lesson import Lesson
from runtime.understanding.training.trained import Confusion, Trained, pack
from runtime.understanding.training.weighting import Weighting, common, count, of_likeness, rows_of

__all__ = ["Confusion", "Trained", "pack", "train"]


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
    pieces, counts = count(every)
    rows = np.arange(len(learnt))
    weighting = Weighting(rows_of(counts, rows))
    vectors, rarity = weighting.apply(counts), weighting.rarity
    if len(every) > MANY_EXAMPLES:
        pieces, vectors, rarity = common(pieces, vectors, rarity)
    lesson = Lesson(
        vectors=vectors,
        sentences=None if encode is None else encode([example.text for example in every]),
        labels=np.array([example.intent for example in every], dtype=int),
        weights=np.array([example.weight for example in every]),
        intents=intents,
    )
    light, sentence = _learn(lesson, rows, np.arange(len(learnt), len(every)))
    unseen, confusions = judge_unseen(lesson, learnt)
    acceptance = calibrate(unseen, prior_of(language, encode is not None), _phrases_of_intents(examples, intents))
    sentences = np.zeros((len(every), 0), dtype=np.float32) if lesson.sentences is None else lesson.sentences
    compared = of_likeness(vectors, pieces)
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
        meant=meant_too(lesson, (light, sentence), rows, acceptance),
    )


def _intent(example: Example) -> int:
    return example.intent


def _phrases_of_intents(examples: list[Example], intents: int) -> float:
    return sum(example.weight for example in examples if example.intent < intents - 1 and not example.titled)


def _learn(lesson: Lesson, rows: np.ndarray, misses: np.ndarray) -> tuple[Linear, Linear | None]:
    """With the near misses that are taken for what they are not; the others may well be phrases of another intent."""
    models = lesson.learn(rows, np.array([], dtype=int))
    if len(misses):
        guesses = lesson.logits(models, misses)[0].argmax(axis=1)
        mistaken = misses[guesses == lesson.labels[misses]]
        if len(mistaken):
            return lesson.learn(rows, mistaken)
    return models
