"""Owns making an encoder directory of a published one: graph, 8-bit weights, and the proof that the vectors stayed right.

Runs once a model, in the process that prepares or that adds it; a call never needs `onnx`.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from runtime.understanding.encoder import bert_reference, bert_weights
from runtime.understanding.encoder.bert_weights import Bert
from runtime.understanding.encoder.directory import (
    MODEL,
    TOKENIZER,
    BrokenEncoder,
    EncoderSettings,
    identity_of,
    made_whole,
    write_settings,
)
from runtime.understanding.encoder.sentence import SentenceEncoder

LEAST_AGREEMENT = 0.97
"""The cosine that every sentence below must reach, 8-bit graph against float32 arithmetic: a wrong graph is far below."""

_LAYERS_READ = 3
"""How many of the last layers are joined: what is lost towards the last one, tense, numbers, small words, tells intents apart.
On CLINC150 with ten examples an intent, three layers gave 91.9 % where the last alone gave 90.4 %."""

SENTENCES = (
    "what is the balance of my account",
    "hello",
    "how do I freeze my card because somebody stole it yesterday at the airport",
    "my bill is twenty dollars too high",
    "I want to talk to a person please",
    "when does the shop on main street open on sundays",
    "one two three four five six seven",
    "the parcel never arrived and nobody answers",
    "can you tell me how to set up call forwarding on a landline",
    "uh",
)


def convert(source: Path, target: Path, settings: EncoderSettings) -> float:
    """Makes `target` of a published BERT encoder; gives the least agreement. Raises `BrokenEncoder`.

    Settings without an identity get one of the files that were made.
    """
    import onnx

    from runtime.understanding.encoder.bert_graph import build, layer_output

    try:
        bert = bert_weights.read(source)
    except bert_weights.UnknownLayout as problem:
        raise BrokenEncoder(str(problem)) from problem
    outputs = tuple(layer_output(number) for number in range(bert.layers - min(_LAYERS_READ, bert.layers), bert.layers))
    with made_whole(target) as draft:
        onnx.save(build(bert, outputs), draft / "exact.onnx")
        quantise(draft / "exact.onnx", draft / MODEL)
        (draft / "exact.onnx").unlink()
        shutil.copyfile(source / TOKENIZER, draft / TOKENIZER)
        settings = msgspec.structs.replace(settings, outputs=outputs)
        if not settings.identity:
            identity = identity_of(draft, prefix=settings.prefix, pooling=settings.pooling, outputs=outputs)
            settings = msgspec.structs.replace(settings, identity=identity)
        write_settings(draft, settings)
        return check_agreement(SentenceEncoder(draft), bert)


def quantise(exact: Path, target: Path) -> None:
    """Weights in 8 bits, one scale a column; 7 of them used, for processors that add pairs of products in 16."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with _quiet():
        quantize_dynamic(exact, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def check_agreement(encoder: SentenceEncoder, bert: Bert) -> float:
    """The least cosine between the graph's vectors and those of plain arithmetic. Raises `BrokenEncoder` when it is too low."""
    least = min(float(encoder.encode(text) @ reference_vector(bert, encoder, text)) for text in SENTENCES)
    if not least >= LEAST_AGREEMENT:
        raise BrokenEncoder(f"the converted encoder's vectors are wrong: {least:.3f} of {LEAST_AGREEMENT} agreement")
    return least


def reference_vector(bert: Bert, encoder: SentenceEncoder, text: str) -> np.ndarray:
    layers = bert_reference.layer_vectors(bert, encoder.tokens(text))[-len(encoder.settings.outputs) :]
    pooled = [layer[0] if encoder.settings.pooling == "first" else layer.mean(axis=0) for layer in layers]
    joined = np.concatenate([vector / np.linalg.norm(vector) for vector in pooled])
    unit: np.ndarray = joined / np.linalg.norm(joined)
    return unit


def pooling_of(source: Path) -> Literal["mean", "first"]:
    """As sentence-transformers notes it; the mean, where nothing is noted."""
    try:
        noted = json.loads((source / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "mean"
    return "first" if isinstance(noted, dict) and noted.get("pooling_mode_cls_token") else "mean"


@contextmanager
def _quiet() -> Iterator[None]:
    """onnxruntime's quantiser advises on the root logger."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
