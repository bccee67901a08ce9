"""Owns the examples as an encoder sees them: how near in meaning the nearest ones of an intent are. Rows are kept in 8 bits."""

from __future__ import annotations

import numpy as np

NEAREST = 3
"""So many examples of the guess, on average, say how near it is: one alone may be an odd one."""

Arrays = dict[str, np.ndarray]


class SentenceRows:
    """Vectors of length one, those of a group together."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._rows = arrays[f"{name}_rows"]
        self._scales = arrays[f"{name}_scales"]
        self._first: list[int] = arrays[f"{name}_first"].tolist()

    def likeness(self, sentence: np.ndarray, group: int) -> np.ndarray:
        """The cosine to each row of a group."""
        first, last = self._first[group], self._first[group + 1]
        return self.of_rows(sentence, slice(first, last))

    def of_rows(self, sentence: np.ndarray, rows: slice | np.ndarray) -> np.ndarray:
        likeness: np.ndarray = (self._rows[rows].astype(np.float32) @ sentence) * self._scales[rows]
        return likeness

    def nearness(self, sentence: np.ndarray, group: int, count: int = NEAREST) -> float:
        """The mean of the nearest rows of a group; nought where it has none."""
        likeness = self.likeness(sentence, group)
        if not len(likeness):
            return 0.0
        return float(np.sort(likeness)[-count:].mean())


def pack(name: str, vectors: np.ndarray, groups: np.ndarray, count: int) -> Arrays:
    """The arrays of `SentenceRows`; rows are in the order of their groups."""
    rows, scales = quantised(vectors)
    return {
        f"{name}_rows": rows,
        f"{name}_scales": scales,
        f"{name}_first": np.searchsorted(groups, np.arange(count + 1)).astype(np.int64),
    }


def quantised(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each row in steps of its largest number's 127th part, and these steps."""
    largest = np.abs(vectors).max(axis=1) if vectors.size else np.zeros(len(vectors))
    scales = np.maximum(largest, 1e-9).astype(np.float32) / 127
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales
