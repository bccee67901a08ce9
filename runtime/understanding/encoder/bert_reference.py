"""Owns the encoder as plain float32 arithmetic: what a converted graph has to agree with. Slow, and easy to check by eye."""

from __future__ import annotations

import numpy as np
from scipy.special import erf

from runtime.understanding.encoder.bert_weights import Bert


def layer_vectors(bert: Bert, tokens: list[int]) -> list[np.ndarray]:
    """Of each layer, one vector a token, of one utterance."""
    weights = bert.weights
    states = (
        weights["embeddings.word_embeddings.weight"][tokens]
        + weights["embeddings.position_embeddings.weight"][: len(tokens)]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    states = _normalised(bert, states, weights["embeddings.LayerNorm.weight"], weights["embeddings.LayerNorm.bias"])
    layers = []
    for number in range(bert.layers):
        states = _layer(bert, number, states)
        layers.append(states)
    return layers


def _layer(bert: Bert, number: int, states: np.ndarray) -> np.ndarray:
    def dense(name: str, values: np.ndarray) -> np.ndarray:
        result: np.ndarray = values @ bert.layer(number, f"{name}.weight").T + bert.layer(number, f"{name}.bias")
        return result

    def norm(name: str, values: np.ndarray) -> np.ndarray:
        scale, shift = (bert.layer(number, f"{name}.LayerNorm.{part}") for part in ("weight", "bias"))
        return _normalised(bert, values, scale, shift)

    def by_head(values: np.ndarray) -> np.ndarray:
        return values.reshape(len(values), bert.heads, -1).transpose(1, 0, 2)

    query, key, value = (by_head(dense(f"attention.self.{name}", states)) for name in ("query", "key", "value"))
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1])
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    attended = (shares @ value).transpose(1, 0, 2).reshape(states.shape)
    states = norm("attention.output", states + dense("attention.output.dense", attended))
    inner = dense("intermediate.dense", states)
    inner = inner * 0.5 * (1.0 + erf(inner / np.sqrt(2.0)))
    return norm("output", states + dense("output.dense", inner))


def _normalised(bert: Bert, values: np.ndarray, scale: np.ndarray, shift: np.ndarray) -> np.ndarray:
    centred = values - values.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + bert.epsilon)
    result: np.ndarray = (centred / spread * scale + shift).astype(np.float32)
    return result
