"""Owns how much the pieces of the examples weigh: counts of pieces → vectors, the rarity of each piece."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from runtime.understanding import features
from runtime.understanding.examples import Example


class Weighting:
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


def count(examples: Sequence[Example]) -> tuple[list[list[str]], list[sp.csr_matrix]]:
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


def common(
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


def rows_of(families: list[sp.csr_matrix], chosen: np.ndarray) -> list[sp.csr_matrix]:
    return [family[chosen] for family in families]


def of_likeness(vectors: sp.csr_matrix, pieces: list[list[str]]) -> sp.csr_matrix:
    """The families by which likeness goes."""
    return sp.csr_matrix(vectors[:, : sum(len(family) for family in pieces[: features.COMPARED])])
