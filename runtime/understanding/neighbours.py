"""Owns the examples as a call sees them: how like the nearest one of a group an utterance is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import scipy.sparse as sp

Arrays = dict[str, np.ndarray]


class Neighbours:
    """Rows of sparse vectors, those of a group together. Likeness is 0 to 1 for each family of pieces."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._columns = arrays[f"{name}_columns"]
        self._values = arrays[f"{name}_values"]
        self._rows = arrays[f"{name}_rows"]
        self._first: list[int] = arrays[f"{name}_first"].tolist()

    def nearest(self, query: np.ndarray, first_group: int, last_group: int | None = None) -> tuple[int, float]:
        """The group of the nearest row among the groups, and its likeness; `query` is dense."""
        last_group = first_group if last_group is None else last_group
        first, last = self._first[first_group], self._first[last_group + 1]
        if first == last:
            return first_group, 0.0
        starts = self._rows[first : last + 1]
        products = query[self._columns[starts[0] : starts[-1]]] * self._values[starts[0] : starts[-1]]
        likeness = np.add.reduceat(products, starts[:-1] - starts[0])
        row = int(likeness.argmax())
        group = next(group for group in range(first_group, last_group + 1) if first + row < self._first[group + 1])
        return group, float(likeness[row])


def pack(name: str, vectors: sp.csr_matrix, groups: np.ndarray, count: int) -> Arrays:
    """The arrays of `Neighbours`; rows are in the order of their groups."""
    return {
        f"{name}_columns": vectors.indices.astype(np.int32),
        f"{name}_values": vectors.data.astype(np.float32),
        f"{name}_rows": vectors.indptr.astype(np.int64),
        f"{name}_first": np.searchsorted(groups, np.arange(count + 1)).astype(np.int64),
    }
