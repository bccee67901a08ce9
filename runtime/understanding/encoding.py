"""Owns the encoder as preparing uses it: loaded when a text needs it, the built-in phrases' vectors kept for other packages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from runtime.understanding.artefacts import ArtefactMissing, name_for, pack_words, read_part, unpack_words, write_part
from runtime.understanding.encoder.choice import Chosen
from runtime.understanding.encoder.sentence import shared

Encode = Callable[[Sequence[str]], np.ndarray]
"""A vector a text, as rows."""


class Encoding:
    """`said_anywhere` are texts that many packages have: their vectors are a part of their own in the folder."""

    def __init__(self, chosen: Chosen, folder: Path, said_anywhere: Sequence[str]) -> None:
        self._chosen = chosen
        self._said_anywhere = list(dict.fromkeys(said_anywhere))
        self._kept = folder / name_for("vectors", [chosen.identity, self._said_anywhere])
        self._known: dict[str, np.ndarray] = {}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if not self._known:
            self._known = self._read_kept() or self._make_kept()
        encoder = shared(self._chosen.folder)
        for text in texts:
            if text not in self._known:
                self._known[text] = encoder.encode(text)
        return np.array([self._known[text] for text in texts], dtype=np.float32).reshape(len(texts), encoder.width)

    def _read_kept(self) -> dict[str, np.ndarray]:
        try:
            arrays, _ = read_part(self._kept)
        except ArtefactMissing:
            return {}
        return dict(zip(unpack_words(arrays["texts"]), arrays["vectors"], strict=True))

    def _make_kept(self) -> dict[str, np.ndarray]:
        vectors = shared(self._chosen.folder).encode_all(self._said_anywhere)
        write_part(self._kept, {"texts": pack_words(self._said_anywhere), "vectors": vectors}, {})
        return dict(zip(self._said_anywhere, vectors, strict=True))
