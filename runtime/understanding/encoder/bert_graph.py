"""Owns the encoder as an ONNX graph: `input_ids` and `attention_mask` → one vector a token, from each layer that is asked for.

Built node by node from the published weights. Exporters were no help here: one wrote a graph that ran, and whose vectors
were quietly wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from runtime.understanding.encoder.bert_weights import Bert

_OPSET = 20  # the first with Gelu as one operation
_MASKED = -1e4


def layer_output(number: int) -> str:
    return f"layer_{number}"


def build(bert: Bert, outputs: Sequence[str]) -> onnx.ModelProto:
    """`outputs` as `layer_output` names them."""
    graph = _Graph(bert)
    states = graph.embedded()
    bias = graph.mask_bias()
    for number in range(bert.layers):
        states = graph.layer(number, states, bias)
        if layer_output(number) in outputs:
            graph.node("Identity", [states], layer_output(number))
    model = graph.model(outputs)
    onnx.checker.check_model(model)
    return model


class _Graph:
    """Nodes and constants as they come; every value is named after what it is."""

    def __init__(self, bert: Bert) -> None:
        self._bert = bert
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def node(self, operation: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(operation, inputs, [output], name=output, **attributes))
        return output

    def constant(self, name: str, values: np.ndarray) -> str:
        self._constants.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def embedded(self) -> str:
        weights = self._bert.weights
        words = self.constant("words", weights["embeddings.word_embeddings.weight"])
        places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        size = self.node("Shape", ["input_ids"], "length", start=1, end=2)
        start = self.constant("start", np.array([0], dtype=np.int64))
        placed = self.node("Slice", [self.constant("places", places), start, size], "placed")
        looked_up = self.node("Gather", [words, "input_ids"], "looked_up")
        summed = self.node("Add", [looked_up, placed], "summed")
        return self._norm("embedded", summed, weights["embeddings.LayerNorm.weight"], weights["embeddings.LayerNorm.bias"])

    def mask_bias(self) -> str:
        """Nothing for a token, so much for padding that nobody attends to it; one row for all heads and queries."""
        mask = self.node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        absent = self.node("Sub", [self.constant("one", np.array(1, dtype=np.float32)), mask], "absent")
        bias = self.node("Mul", [absent, self.constant("masked", np.array(_MASKED, dtype=np.float32))], "flat_bias")
        return self.node("Unsqueeze", [bias, self.constant("over_heads", np.array([1, 2], dtype=np.int64))], "bias")

    def layer(self, number: int, states: str, bias: str) -> str:
        attended = self._attention(number, states, bias)
        output = self._dense(number, "attention.output.dense", attended)
        states = self._norm_of(number, "attention.output", self.node("Add", [states, output], f"{number}.attended"))
        inner = self.node("Gelu", [self._dense(number, "intermediate.dense", states)], f"{number}.inner")
        output = self._dense(number, "output.dense", inner)
        return self._norm_of(number, "output", self.node("Add", [states, output], f"{number}.summed"))

    def _attention(self, number: int, states: str, bias: str) -> str:
        """Query, key and value are one product: on sentences this short, what costs is the number of operations."""
        width, heads = self._bert.width, self._bert.heads
        scale = 1.0 / np.sqrt(width // heads)
        parts = {"query": scale, "key": 1.0, "value": 1.0}
        name = f"{number}.heads"
        weight = np.concatenate(
            [self._bert.layer(number, f"attention.self.{part}.weight").T * factor for part, factor in parts.items()], axis=1
        )
        shifts = [self._bert.layer(number, f"attention.self.{part}.bias") * factor for part, factor in parts.items()]
        joined = self._affine(name, states, weight.astype(np.float32), np.concatenate(shifts).astype(np.float32))
        shape = self.constant(f"{name}.shape", np.array([0, 0, 3, heads, width // heads], dtype=np.int64))
        parted = self.node("Reshape", [joined, shape], f"{name}.parted")
        query, key, value = (
            self.node("Gather", [parted, self.constant(f"{name}.{place}", np.array(place))], f"{number}.{part}", axis=2)
            for place, part in enumerate(parts)
        )
        query = self.node("Transpose", [query], f"{query}.by_head", perm=[0, 2, 1, 3])
        key = self.node("Transpose", [key], f"{key}.by_head", perm=[0, 2, 3, 1])
        value = self.node("Transpose", [value], f"{value}.by_head", perm=[0, 2, 1, 3])
        scores = self.node("Add", [self.node("MatMul", [query, key], f"{number}.products"), bias], f"{number}.scores")
        shares = self.node("Softmax", [scores], f"{number}.shares", axis=-1)
        mixed = self.node("MatMul", [shares, value], f"{number}.mixed")
        mixed = self.node("Transpose", [mixed], f"{number}.back", perm=[0, 2, 1, 3])
        return self.node("Reshape", [mixed, self.constant(f"{number}.whole", np.array([0, 0, width]))], f"{number}.flat")

    def _dense(self, number: int, name: str, values: str) -> str:
        weight, shift = self._bert.layer(number, f"{name}.weight"), self._bert.layer(number, f"{name}.bias")
        return self._affine(f"{number}.{name}", values, weight.T, shift)

    def _affine(self, name: str, values: str, weight: np.ndarray, shift: np.ndarray) -> str:
        product = self.node("MatMul", [values, self.constant(f"{name}.weight", weight)], f"{name}.product")
        return self.node("Add", [product, self.constant(f"{name}.shift", shift)], name)

    def _norm_of(self, number: int, name: str, values: str) -> str:
        scale, shift = (self._bert.layer(number, f"{name}.LayerNorm.{part}") for part in ("weight", "bias"))
        return self._norm(f"{number}.{name}.norm", values, scale, shift)

    def _norm(self, name: str, values: str, scale: np.ndarray, shift: np.ndarray) -> str:
        inputs = [values, self.constant(f"{name}.scale", scale), self.constant(f"{name}.shift", shift)]
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=self._bert.epsilon)

    def model(self, outputs: Sequence[str]) -> onnx.ModelProto:
        size = ["batch", "length"]
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, size) for name in ("input_ids", "attention_mask")]
        given = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [*size, self._bert.width]) for name in outputs]
        graph = helper.make_graph(self._nodes, "encoder", inputs, given, self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], producer_name="callwright")
        model.ir_version = 10
        return model
