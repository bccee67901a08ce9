"""Owns the search for knowledge answers: which question is most like the caller's words, and when it is like enough.

Likeness is the cosine of weighted pieces, 0 to 1, the mean over the families; with an encoder, the cosine of the sentences
leads and pieces are joined to it. An answer is as near as its nearest question. How rare a piece is comes from the questions
and from what callers say anywhere, so that in a small package "please" and 怎么 don't count as content; pieces that stand
nowhere count against the likeness.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runtime.understanding.artefacts import pack_words, unpack_words
from runtime.understanding.features import Pieces
from runtime.understanding.follow_up import NEW_WEIGHT
from runtime.understanding.meanings import Meanings

_MOST_HITS = 5
_MOST_LIKE = 200  # questions that share pieces with the words: of very many only the best are gone on with
_COMMON_SHARE, _MANY = 0.03, 5000
"""Of many questions, pieces that stand in more than this share are not looked up: they say little and cost most."""
_PIECES_BESIDE_SENTENCE = 0.3


@dataclass(frozen=True, slots=True)
class Hit:
    answer: str
    score: float


@dataclass(frozen=True, slots=True)
class Question:
    answer: int
    pieces: list[Pieces]
    text: str = ""


class KnowledgeIndex:
    """For every piece, the questions it stands in and what it adds to their likeness."""

    def __init__(self, arrays: dict[str, np.ndarray], settings: dict[str, object]) -> None:
        self.answers = unpack_words(arrays["answers"])
        self._answer_of = arrays["answer_of"]
        self._families = [_FamilyIndex(arrays, number) for number in range(int(str(settings["families"])))]
        self._unknown_rarity = float(str(settings["unknown_rarity"]))
        self._meanings = Meanings(arrays) if "meanings_rows" in arrays else None

    def scores(self, families: Sequence[Pieces], sentence: np.ndarray | None = None) -> np.ndarray:
        """The likeness of each question; of very many, -1 for those that are out of question."""
        rows, found = self._found(families, sentence)
        if rows is None:
            return found
        joined = np.full(len(self._answer_of), -1.0, dtype=np.float32)
        joined[rows] = found
        return joined

    def _found(self, families: Sequence[Pieces], sentence: np.ndarray | None) -> tuple[np.ndarray | None, np.ndarray]:
        """The questions that are not out of question, None for all, and their likeness."""
        total = self._likeness_of_pieces(families)
        if sentence is None or self._meanings is None:
            return None, total
        rows = self._meanings.near(sentence, _leading(total))
        return rows, self._meanings.likeness(sentence, rows) + _PIECES_BESIDE_SENTENCE * total[rows]

    def _likeness_of_pieces(self, families: Sequence[Pieces]) -> np.ndarray:
        """The mean over the families, summed up at once: there may be very many questions."""
        count = len(self._answer_of)
        found: list[np.ndarray] = []
        added: list[np.ndarray] = []
        for pieces, family in zip(families, self._families, strict=True):
            places, shares = family.shares(pieces, count, self._unknown_rarity)
            found += places
            added += shares
        if not found:
            return np.zeros(count, dtype=np.float32)
        summed = np.bincount(np.concatenate(found), np.concatenate(added), minlength=count)
        return (summed / len(self._families)).astype(np.float32)

    def rows_of(self, answer: str) -> np.ndarray:
        """The questions of an answer."""
        return np.flatnonzero(self._answer_of == self.answers.index(answer)) if answer in self.answers else np.zeros(0, dtype=int)

    def going_on(self, whole: np.ndarray, new: np.ndarray, last: np.ndarray, allowed: set[str] | None = None) -> Hit | None:
        """The question that fits the last one with something new in it better than the questions of `last` do, and by how much.

        `whole` and `new` are the scores of all the words and of the new ones. None fits better: None.
        """
        fits = np.maximum(whole, 0.0) + NEW_WEIGHT * np.maximum(new, 0.0)
        before = np.maximum(whole[last], 0.0).max() + NEW_WEIGHT * np.maximum(new[last], 0.0).max()
        for row in _best_first(fits - before):
            if allowed is None or self.answers[self._answer_of[row]] in allowed:
                return Hit(self.answers[self._answer_of[row]], float(fits[row] - before))
        return None

    def best(self, families: Sequence[Pieces], allowed: set[str] | None = None, sentence: np.ndarray | None = None) -> list[Hit]:
        """Answers best first, at most five; only `allowed` ones."""
        if not len(self._answer_of):
            return []
        rows, scores = self._found(families, sentence)
        nearest: dict[str, float] = {}
        for place in _best_first(scores):
            answer = self.answers[self._answer_of[place if rows is None else rows[place]]]
            if answer not in nearest and (allowed is None or answer in allowed):
                nearest[answer] = float(scores[place])
            if len(nearest) == _MOST_HITS:
                break
        return [Hit(answer, score) for answer, score in nearest.items()]


def _best_first(scores: np.ndarray) -> list[int]:
    """Questions that are like the words at all; of very many only the best, for an order of all of them takes too long."""
    found = _leading(scores)
    order: list[int] = found[np.argsort(-scores[found], kind="stable")].tolist()
    return order


def _leading(scores: np.ndarray) -> np.ndarray:
    found = np.flatnonzero(scores > 0)
    if len(found) > _MOST_LIKE:
        found = found[np.argpartition(-scores[found], _MOST_LIKE)[:_MOST_LIKE]]
    return found


class _FamilyIndex:
    def __init__(self, arrays: dict[str, np.ndarray], number: int) -> None:
        self._columns = {piece: column for column, piece in enumerate(unpack_words(arrays[f"pieces_{number}"]))}
        self._starts: list[int] = arrays[f"starts_{number}"].tolist()
        self._questions = arrays[f"questions_{number}"]
        self._weights = arrays[f"weights_{number}"]
        self._rarity: list[float] = arrays[f"rarity_{number}"].tolist()

    def shares(self, pieces: Pieces, questions: int, unknown_rarity: float) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """The questions that each piece stands in, and what it adds to their likeness."""
        found: list[np.ndarray] = []
        added: list[tuple[slice, float]] = []
        mass = 0.0
        for piece, count in pieces.items():
            column = self._columns.get(piece)
            weight = dampened(count) * (unknown_rarity if column is None else self._rarity[column])
            mass += weight * weight
            if column is not None:
                first, last = self._starts[column], self._starts[column + 1]
                if questions > _MANY and last - first > _COMMON_SHARE * questions:
                    continue
                found.append(self._questions[first:last])
                added.append((slice(first, last), weight))
        return found, [self._weights[places] * (weight / math.sqrt(mass)) for places, weight in added]


def dampened(count: int) -> float:
    return 1.0 + math.log(count) if count > 1 else 1.0


def build(
    answers: list[str], questions: list[Question], common: list[list[Pieces]], families: int
) -> tuple[dict[str, np.ndarray], dict[str, object]]:
    """The arrays of an index over `questions`; `common` are utterances that only say how rare pieces are."""
    texts = len(questions) + len(common)
    arrays: dict[str, np.ndarray] = {
        "answers": pack_words(answers),
        "answer_of": np.array([question.answer for question in questions], dtype=np.int32),
    }
    for number in range(families):
        asked = [question.pieces[number] for question in questions]
        arrays |= _pack_family(number, asked, [pieces[number] for pieces in common], texts)
    return arrays, {"families": families, "unknown_rarity": _rarity(0, texts)}


def _rarity(found_in: int, texts: int) -> float:
    return math.log((1 + texts) / (1 + found_in)) + 1


def _pack_family(number: int, asked: list[Pieces], common: list[Pieces], texts: int) -> dict[str, np.ndarray]:
    places: dict[str, list[int]] = {}
    for question, pieces in enumerate(asked):
        for piece in pieces:
            places.setdefault(piece, []).append(question)
    found_in = {piece: len(questions) for piece, questions in places.items()}
    for pieces in common:
        for piece in pieces:
            places.setdefault(piece, [])
            found_in[piece] = found_in.get(piece, 0) + 1
    rarity = {piece: _rarity(count, texts) for piece, count in found_in.items()}
    lengths = [math.sqrt(sum((dampened(count) * rarity[piece]) ** 2 for piece, count in pieces.items())) for pieces in asked]
    weights = [
        dampened(asked[question][piece]) * rarity[piece] / lengths[question]
        for piece, questions in places.items()
        for question in questions
    ]
    counts = [len(questions) for questions in places.values()]
    return {
        f"pieces_{number}": pack_words(list(places)),
        f"starts_{number}": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        f"questions_{number}": np.array([question for questions in places.values() for question in questions], dtype=np.int32),
        f"weights_{number}": np.array(weights, dtype=np.float32),
        f"rarity_{number}": np.array([rarity[piece] for piece in places], dtype=np.float32),
    }
