"""Owns reading a BERT encoder as it is published: weights from a safetensors file, and the sizes its config names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_TYPES = {"F32": np.float32, "F16": np.float16, "I64": np.int64, "I32": np.int32}


class UnknownLayout(ValueError):
    """These files are no BERT encoder that can be converted; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Bert:
    """The weights of an encoder by the names they are published under, without the prefix `bert.`."""

    layers: int
    heads: int
    width: int
    epsilon: float
    weights: dict[str, np.ndarray]

    def layer(self, number: int, name: str) -> np.ndarray:
        return self.weights[f"encoder.layer.{number}.{name}"]


def read(folder: Path) -> Bert:
    """Raises `UnknownLayout`."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config["model_type"] != "bert" or config["hidden_act"] != "gelu":
            raise UnknownLayout(f"{folder.name}: only BERT encoders are converted; add others as ONNX")
        bert = Bert(
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            width=config["hidden_size"],
            epsilon=config["layer_norm_eps"],
            weights=_read_safetensors(folder / "model.safetensors"),
        )
        bert.layer(bert.layers - 1, "output.dense.weight")
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise problem if isinstance(problem, UnknownLayout) else UnknownLayout(f"{folder.name}: {problem}") from problem
    return bert


def _read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """The format is a length, a JSON header with each array's type, shape and place, and the arrays."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, last = entry["data_offsets"]
        flat = np.frombuffer(data[8 + length + first : 8 + length + last], dtype=_TYPES[entry["dtype"]])
        arrays[name.removeprefix("bert.")] = flat.reshape(entry["shape"])
    return {name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in arrays.items()}
