"""Owns a practice model as it is kept: one small compressed file of numbers, and what is known of its making.

Weights are kept in half precision, which costs nothing that could be measured. The file is data (numpy's, without pickles).
"""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path

import numpy as np
from msgspec import Struct

LANGUAGES = ("en", "zh")


class StoredLayer(Struct, frozen=True):
    weights: np.ndarray
    biases: np.ndarray
    mean: np.ndarray
    variance: np.ndarray


class StoredModel(Struct, frozen=True, kw_only=True):
    """`syllables`: how each of Mandarin sounds, `hang` → `X A N`; `vocabulary`: the words of dictation; `card`: its making."""

    language: str
    phones: tuple[str, ...]
    layers: tuple[StoredLayer, ...]
    output_weights: np.ndarray
    output_biases: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray
    priors: np.ndarray
    syllables: dict[str, str]
    vocabulary: tuple[str, ...]
    card: dict[str, object]


def shipped(language: str) -> StoredModel:
    """The model that comes with the product. Raises KeyError for a language that has none."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return load(files("runtime.speech.practice") / "models" / f"{language}.npz")


def identity(language: str) -> str:
    """Of the shipped model's content. Raises KeyError for a language that has none."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return hashlib.sha256((files("runtime.speech.practice") / "models" / f"{language}.npz").read_bytes()).hexdigest()[:16]


def save(model: StoredModel, path: Path) -> None:
    arrays: dict[str, np.ndarray] = {
        "output_weights": model.output_weights,
        "output_biases": model.output_biases,
        "mean": model.mean,
        "deviation": model.deviation,
        "priors": model.priors,
    }
    for number, layer in enumerate(model.layers):
        arrays |= {f"{part}{number}": getattr(layer, part) for part in StoredLayer.__struct_fields__}
    about = {
        "language": model.language,
        "phones": model.phones,
        "syllables": model.syllables,
        "vocabulary": model.vocabulary,
        "card": model.card,
    }
    halves = {name: array.astype(np.float16 if array.ndim == 2 else np.float32) for name, array in arrays.items()}
    halves["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **halves)


def load(path: Path | Traversable) -> StoredModel:
    """Raises OSError, or ValueError when it is no such file."""
    data = path.read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as kept:
        about = json.loads(kept["about"].tobytes())
        count = sum(name.startswith("weights") for name in kept.files)
        numbers = {name: kept[name].astype(np.float32) for name in kept.files if name != "about"}
    layers = tuple(
        StoredLayer(*(numbers[f"{part}{number}"] for part in StoredLayer.__struct_fields__)) for number in range(count)
    )
    return StoredModel(
        language=about["language"],
        phones=tuple(about["phones"]),
        layers=layers,
        output_weights=numbers["output_weights"],
        output_biases=numbers["output_biases"],
        mean=numbers["mean"],
        deviation=numbers["deviation"],
        priors=numbers["priors"],
        syllables=about["syllables"],
        vocabulary=tuple(about["vocabulary"]),
        card=about["card"],
    )
