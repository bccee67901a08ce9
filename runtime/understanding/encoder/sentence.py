"""Owns running an encoder: an utterance → one vector. A call only loads and runs; onnxruntime is needed here alone."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np

from runtime.understanding.encoder.directory import MODEL, TOKENIZER, BrokenEncoder, EncoderSettings, read_settings

_LEAST = 1e-9


class SentenceEncoder:
    """One utterance at a time: quantisation scales by what is in the batch, and a vector must not depend on its neighbours."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Raises `BrokenEncoder`."""
        import onnxruntime
        from tokenizers import Tokenizer

        self.settings: EncoderSettings = read_settings(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            # By its path: given as bytes, they would be kept beside what is made of them.
            self._session = onnxruntime.InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as problem:  # both libraries raise classes of their own that they do not export
            raise BrokenEncoder(f"{folder.name} can't be loaded: {problem}") from problem
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.settings.longest)
        self._wanted = {entry.name for entry in self._session.get_inputs()}
        self._outputs = list(self.settings.outputs) or [self._session.get_outputs()[0].name]
        self.width = len(self.encode("one"))

    @property
    def identity(self) -> str:
        return self.settings.identity

    def encode(self, text: str) -> np.ndarray:
        """A vector of length one, float32."""
        tokens = self._tokenizer.encode(self.settings.prefix + text).ids
        ids = np.array([tokens], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        outputs = self._session.run(self._outputs, {name: fed[name] for name in self._wanted})
        return _unit(np.concatenate([_unit(self._pooled(output[0])) for output in outputs]))

    def encode_all(self, texts: Iterable[str]) -> np.ndarray:
        """A row a text."""
        known: dict[str, np.ndarray] = {}
        rows = [known[text] if text in known else known.setdefault(text, self.encode(text)) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.width)

    def tokens(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(self.settings.prefix + text).ids
        return ids

    def _pooled(self, vectors: np.ndarray) -> np.ndarray:
        if vectors.ndim == 1:  # the graph pools by itself
            return vectors
        pooled: np.ndarray = vectors[0] if self.settings.pooling == "first" else vectors.mean(axis=0)
        return pooled


def _unit(vector: np.ndarray) -> np.ndarray:
    unit: np.ndarray = (vector / max(float(np.linalg.norm(vector)), _LEAST)).astype(np.float32)
    return unit


@lru_cache(maxsize=2)
def shared(folder: Path) -> SentenceEncoder:
    """One in memory for all bundles of a process. Raises `BrokenEncoder`; `CALLWRIGHT_ENCODER_THREADS` sets its threads."""
    threads = os.environ.get("CALLWRIGHT_ENCODER_THREADS", "1")
    return SentenceEncoder(folder, int(threads) if threads.isdecimal() and int(threads) else 1)
