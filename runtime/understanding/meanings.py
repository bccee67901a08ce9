"""Owns the questions of the knowledge as an encoder sees them: which are near in meaning, without looking at all of very many.

Many rows lie in groups around centres; only those of the nearest centres are looked at.
"""

from __future__ import annotations

import numpy as np

from runtime.understanding.sentences import quantised

Arrays = dict[str, np.ndarray]

FEW = 1500
"""So many rows are all looked at."""

_LOOKED_INTO = 8  # groups
_READ_WHOLE = 300  # rows of them


class Meanings:
    def __init__(self, arrays: Arrays) -> None:
        self._rows = arrays["meanings_rows"]
        self._scales = arrays["meanings_scales"]
        self._centres = arrays["meanings_centres"]
        self._members = arrays["meanings_members"]
        self._first: list[int] = arrays["meanings_first"].tolist()
        self._all = np.arange(len(self._rows))

    def near(self, sentence: np.ndarray, more: np.ndarray) -> np.ndarray:
        """The rows to look at, `more` among them."""
        if not len(self._centres):
            return self._all
        likeness = self._centres @ sentence
        groups = np.argpartition(-likeness, min(_LOOKED_INTO, len(likeness) - 1))[:_LOOKED_INTO].tolist()
        rows = np.concatenate([self._members[self._first[group] : self._first[group + 1]] for group in groups])
        return np.unique(np.concatenate([more, self._roughly_nearest(sentence, rows)]))

    def _roughly_nearest(self, sentence: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Those that a part of their numbers calls the nearest: the rest of them need not be read."""
        if len(rows) <= _READ_WHOLE:
            return rows
        part = slice(-(self._rows.shape[1] // 3), None)
        likeness = (self._rows[rows, part].astype(np.float32) @ sentence[part]) * self._scales[rows]
        return rows[np.argpartition(-likeness, _READ_WHOLE)[:_READ_WHOLE]]

    def likeness(self, sentence: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The cosine to each of these rows."""
        likeness: np.ndarray = (self._rows[rows].astype(np.float32) @ sentence) * self._scales[rows]
        return likeness


def pack(vectors: np.ndarray) -> Arrays:
    rows, scales = quantised(vectors)
    centres, group_of = _grouped(vectors) if len(vectors) > FEW else (vectors[:0], np.zeros(0, dtype=np.int64))
    order = np.argsort(group_of, kind="stable")
    return {
        "meanings_rows": rows,
        "meanings_scales": scales,
        "meanings_centres": centres.astype(np.float32),
        "meanings_members": order.astype(np.int64),
        "meanings_first": np.searchsorted(group_of[order], np.arange(len(centres) + 1)).astype(np.int64),
    }


def _grouped(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Centres, about as many as a group has rows, and the group of each row."""
    chance = np.random.default_rng(0)
    count = 2 * round(len(vectors) ** 0.5)
    sample = vectors[chance.choice(len(vectors), min(len(vectors), 20 * count), replace=False)]
    centres = sample[:count].copy()
    for _ in range(6):
        group_of = (sample @ centres.T).argmax(axis=1)
        for group in range(count):
            members = sample[group_of == group]
            if len(members):
                centres[group] = members.sum(axis=0)
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    parts = [(vectors[first : first + 4096] @ centres.T).argmax(axis=1) for first in range(0, len(vectors), 4096)]
    return centres, np.concatenate(parts)
