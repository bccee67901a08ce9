"""Owns the search for knowledge answers: BM25 over the pieces of their questions, and when the best is good enough.

A score is divided by what the utterance would score against itself, so 1 is a question word for word, and words that no
question contains count against it. Rows are questions; an answer is as near as its nearest question.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from runtime.understanding.artefacts import pack_words, unpack_words
from runtime.understanding.features import Pieces

_SATURATION = 1.2  # BM25's k1
_LENGTH = 0.5  # BM25's b: spoken questions differ in length by politeness more than by content


@dataclass(frozen=True, slots=True)
class Hit:
    answer: str
    score: float


class KnowledgeIndex:
    """Postings of every piece, with the weight it gives to each question ready to be added."""

    def __init__(self, arrays: dict[str, np.ndarray], settings: dict[str, object]) -> None:
        self.answers = unpack_words(arrays["answers"])
        self._columns = [
            {piece: column for column, piece in enumerate(unpack_words(arrays[f"pieces_{number}"]))}
            for number in range(int(str(settings["families"])))
        ]
        self._postings = [_Postings(arrays, number) for number in range(len(self._columns))]
        self._unknown_rarity = float(str(settings["unknown_rarity"]))
        self._answer_of = arrays["answer_of"]

    def scores(self, families: list[Pieces]) -> np.ndarray:
        """For each question 0…1: the mean over the families."""
        total = np.zeros(len(self._answer_of), dtype=np.float32)
        for pieces, columns, postings in zip(families, self._columns, self._postings, strict=True):
            total += self._family(pieces, columns, postings)
        return total / max(1, len(families))

    def best(self, families: list[Pieces], allowed: set[str] | None = None) -> list[Hit]:
        """Answers best first, at most five; only `allowed` ones."""
        if not len(self._answer_of):
            return []
        scores = self.scores(families)
        nearest: dict[str, float] = {}
        for question in np.argsort(-scores, kind="stable")[: 50 if allowed is None else None]:
            answer = self.answers[self._answer_of[question]]
            if scores[question] <= 0 or len(nearest) >= 5:
                break
            if answer not in nearest and (allowed is None or answer in allowed):
                nearest[answer] = float(scores[question])
        return [Hit(answer, score) for answer, score in nearest.items()]

    def _family(self, pieces: Pieces, columns: dict[str, int], postings: _Postings) -> np.ndarray:
        questions: list[np.ndarray] = []
        weights: list[np.ndarray] = []
        own = 0.0
        length = saturation_of_length(sum(pieces.values()), postings.mean_length)
        for piece, count in pieces.items():
            column = columns.get(piece)
            rarity = self._unknown_rarity if column is None else postings.rarity[column]
            own += rarity * count * (_SATURATION + 1) / (count + length)
            if column is not None:
                first, last = postings.starts[column], postings.starts[column + 1]
                questions.append(postings.questions[first:last])
                weights.append(postings.weights[first:last])
        if not questions or own <= 0:
            return np.zeros(len(self._answer_of), dtype=np.float32)
        sums = np.bincount(np.concatenate(questions), np.concatenate(weights), minlength=len(self._answer_of))
        return (sums / own).astype(np.float32)


class _Postings:
    def __init__(self, arrays: dict[str, np.ndarray], number: int) -> None:
        self.starts: list[int] = arrays[f"starts_{number}"].tolist()
        self.questions = arrays[f"questions_{number}"]
        self.weights = arrays[f"weights_{number}"]
        self.rarity: list[float] = arrays[f"rarity_{number}"].tolist()
        self.mean_length = float(arrays[f"mean_length_{number}"])


def saturation_of_length(length: float, mean: float) -> float:
    return _SATURATION * (1 - _LENGTH + _LENGTH * length / max(mean, 1.0))


def build(
    answers: list[str], questions: list[tuple[int, list[Pieces]]], families: int
) -> tuple[dict[str, np.ndarray], dict[str, object]]:
    """The arrays of an index over `questions` (number of the answer, pieces by family)."""
    arrays: dict[str, np.ndarray] = {
        "answers": pack_words(answers),
        "answer_of": np.array([answer for answer, _ in questions], dtype=np.int32),
    }
    for number in range(families):
        arrays.update(_postings(number, [pieces[number] for _, pieces in questions]))
    return arrays, {"families": families, "unknown_rarity": rarity_of(0, len(questions))}


def rarity_of(found_in: int, questions: int) -> float:
    return math.log(1 + (questions - found_in + 0.5) / (found_in + 0.5))


def _postings(number: int, documents: list[Pieces]) -> dict[str, np.ndarray]:
    found: dict[str, list[tuple[int, int]]] = {}
    for document, pieces in enumerate(documents):
        for piece, count in pieces.items():
            found.setdefault(piece, []).append((document, count))
    lengths = [sum(pieces.values()) for pieces in documents]
    mean = sum(lengths) / max(1, len(lengths))
    rarity = [rarity_of(len(places), len(documents)) for places in found.values()]
    weights = [
        rare * count * (_SATURATION + 1) / (count + saturation_of_length(lengths[document], mean))
        for rare, places in zip(rarity, found.values(), strict=True)
        for document, count in places
    ]
    starts = np.concatenate([[0], np.cumsum([len(places) for places in found.values()])]) if found else np.zeros(1)
    return {
        f"pieces_{number}": pack_words(list(found)),
        f"starts_{number}": starts.astype(np.int64),
        f"questions_{number}": np.array([document for places in found.values() for document, _ in places], dtype=np.int32),
        f"weights_{number}": np.array(weights, dtype=np.float32),
        f"rarity_{number}": np.array(rarity, dtype=np.float32),
        f"mean_length_{number}": np.array(mean, dtype=np.float32),
    }
