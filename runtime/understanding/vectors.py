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
    known: float  # 0..1: the share of the utterance that stands in any example


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
        known_mass = 0.0
        for pieces, column_of in zip(families, self._columns, strict=True):
            mass, found = self._family(pieces, column_of, columns, weights)
            known_mass += found / mass if mass else 0.0
        return Sparse(np.array(columns, dtype=np.int32), np.array(weights, dtype=np.float32), known_mass / len(families))

    def _family(self, pieces: Pieces, column_of: dict[str, int], columns: list[int], weights: list[float]) -> tuple[float, float]:
        """Adds the family's known pieces, scaled so that the family has length one; gives all its mass and the known part."""
        rarity, unknown_rarity = self._rarity, self._unknown_rarity
        mass = found = 0.0
        begin = len(columns)
        for piece, count in pieces.items():
            column = column_of.get(piece)
            weight = (1.0 + math.log(count)) if count > 1 else 1.0
            if column is None:
                weight *= unknown_rarity
            else:
                weight *= rarity[column]
                found += weight * weight
                columns.append(column)
                weights.append(weight)
            mass += weight * weight
        if mass:
            scale = 1.0 / math.sqrt(mass)
            for place in range(begin, len(weights)):
                weights[place] *= scale
        return mass, found
