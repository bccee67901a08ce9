"""Owns a BERT of the smallest kind, with weights by chance: published files of it, to convert and to add in tests."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

WORDS = "what is the balance of my account hello how do i pay bill lost card yes no".split()
WIDTH, INNER, LAYERS, HEADS = 32, 64, 2, 4


def write(folder: Path, seed: int = 0) -> Path:
    """Config, weights as safetensors, and a tokenizer of whole words."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {
        "model_type": "bert", "hidden_act": "gelu", "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
        "hidden_size": WIDTH, "layer_norm_eps": 1e-12,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer()))
    _write_safetensors(folder / "model.safetensors", _weights(np.random.default_rng(seed)))
    return folder


def _weights(chance: np.random.Generator) -> dict[str, np.ndarray]:
    weights: dict[str, np.ndarray] = {}

    def matrix(name: str, *shape: int, scale: float = 0.3) -> None:
        weights[name] = (chance.normal(size=shape) * scale).astype(np.float32)

    def norm(name: str) -> None:
        matrix(f"{name}.bias", WIDTH)
        weights[f"{name}.weight"] = 1 + 0.1 * chance.normal(size=WIDTH).astype(np.float32)

    def dense(name: str, inputs: int, outputs: int) -> None:
        matrix(f"{name}.weight", outputs, inputs)
        matrix(f"{name}.bias", outputs)

    matrix("embeddings.word_embeddings.weight", len(WORDS) + 3, WIDTH, scale=1.0)
    matrix("embeddings.position_embeddings.weight", 80, WIDTH)
    matrix("embeddings.token_type_embeddings.weight", 2, WIDTH)
    norm("embeddings.LayerNorm")
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        for part in ("query", "key", "value"):
            dense(f"{layer}.attention.self.{part}", WIDTH, WIDTH)
        dense(f"{layer}.attention.output.dense", WIDTH, WIDTH)
        norm(f"{layer}.attention.output.LayerNorm")
        dense(f"{layer}.intermediate.dense", WIDTH, INNER)
        dense(f"{layer}.output.dense", INNER, WIDTH)
        norm(f"{layer}.output.LayerNorm")
    return weights


def _write_safetensors(path: Path, arrays: dict[str, np.ndarray]) -> None:
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    place = 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [place, place + array.nbytes]}
        place += array.nbytes
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(array.tobytes() for array in arrays.values()))


def _tokenizer() -> dict[str, object]:
    special = ["[UNK]", "[CLS]", "[SEP]"]
    return {
        "version": "1.0",
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {
            "type": "WordLevel",
            "vocab": {word: number for number, word in enumerate([*special, *WORDS])},
            "unk_token": "[UNK]",
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
            ],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {
                word: {"id": word, "ids": [number], "tokens": [word]} for number, word in enumerate(special) if number
            },
        },
        "decoder": None,
        "truncation": None,
        "padding": None,
    }
