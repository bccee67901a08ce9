"""Owns how an utterance becomes numbers: TF-IDF over the families of pieces, one column a known piece.

Pieces that no example contains have no column, but they count in the length of the vector: words that nobody wrote
make everything else weigh less, so an utterance about another topic is far from every example.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from runtime.understanding.features import Pieces


@dataclass(frozen=True, slots=True)
class Sparse:
    """The known pieces of one utterance. `columns` are unique."""

    columns: np.ndarray  # int32
    weights: np.ndarray  # float32


class Vocabulary:
    """Columns and weights of the known pieces of every family."""

    def __init__(self, pieces: list[list[str]], rarity: np.ndarray, unknown_rarity: float) -> None:
        self.size = sum(len(family) for family in pieces)
        self._rarity: list[float] = rarity.tolist()
        self._unknown_rarity = unknown_rarity
        self._columns: list[dict[str, int]] = []
        first = 0
        for family in pieces:
            self._columns.append({piece: column for column, piece in enumerate(family, first)})
            first += len(family)

    def vector(self, families: list[Pieces]) -> Sparse:
        columns: list[int] = []
        weights: list[float] = []
        for pieces, column_of in zip(families, self._columns, strict=True):
            self._add_family(pieces, column_of, columns, weights)
        return Sparse(np.array(columns, dtype=np.int32), np.array(weights, dtype=np.float32))

    def _add_family(self, pieces: Pieces, column_of: dict[str, int], columns: list[int], weights: list[float]) -> None:
        """Adds the family's known pieces, scaled so that all its pieces together have length one."""
        rarity, unknown_rarity = self._rarity, self._unknown_rarity
        mass = 0.0
        begin = len(columns)
        for piece, count in pieces.items():
            column = column_of.get(piece)
            weight = (1.0 + math.log(count)) if count > 1 else 1.0
            if column is None:
                weight *= unknown_rarity
            else:
                weight *= rarity[column]
                columns.append(column)
                weights.append(weight)
            mass += weight * weight
        if mass:
            scale = 1.0 / math.sqrt(mass)
            for place in range(begin, len(weights)):
                weights[place] *= scale
