"""Owns the network of a practice model and its learning: a time-delay network, in numpy.

Six layers look at three moments each; the second takes every third frame, so that a state comes every 30 ms. The last two look
far back, for what the noise of a line is like is known from before the word. After each layer its numbers are rectified, then
brought to mean 0 and variance 1.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

OFFSETS = ((-1, 0, 1), (-1, 0, 1), (-3, 0, 3), (-3, 0, 3), (-9, -3, 0), (-18, -6, 0))
"""At which 10 ms frames, against its own, each layer looks."""

LEFT_CONTEXT = -sum(min(offsets) for offsets in OFFSETS)
RIGHT_CONTEXT = sum(max(offsets) for offsets in OFFSETS)
STEP = 3
_THINNED = 1  # the layer that takes every third frame

EPSILON = 1e-5
_MEMORY = 0.9  # of the running means, a batch
_SMOOTHING = 0.02  # of the labels
_DROPPED = 0.1


class Affine(Struct):
    """Weights (inputs × outputs) and biases, with what Adam remembers of their slopes."""

    weights: np.ndarray
    biases: np.ndarray

    def parameters(self) -> tuple[np.ndarray, np.ndarray]:
        return self.weights, self.biases


class Running(Struct):
    """Mean and variance of each number of a layer, over the batches."""

    mean: np.ndarray
    variance: np.ndarray


class Network:
    """`width` features in, one score a state out."""

    def __init__(self, width: int, hidden: int, outputs: int, seed: int) -> None:
        self._chance = np.random.default_rng(seed)
        sizes = [width, *([hidden] * len(OFFSETS))]
        self.layers = [self._affine(3 * size, hidden) for size in sizes[:-1]]
        self.output = self._affine(hidden, outputs)
        self.running = [Running(np.zeros(hidden, np.float32), np.ones(hidden, np.float32)) for _ in OFFSETS]

    def scores(self, batch: np.ndarray) -> np.ndarray:
        """Of frames (utterances × frames × width) with their context, by the running means: how it is used."""
        now = batch
        for place, layer in enumerate(self.layers):
            rectified = np.maximum(spliced(now, place) @ layer.weights + layer.biases, 0)
            running = self.running[place]
            now = (rectified - running.mean) / np.sqrt(running.variance + EPSILON)
        return np.asarray(now @ self.output.weights + self.output.biases)

    def learn(self, batch: np.ndarray, labels: np.ndarray, adam: Adam) -> float:
        """One step towards the labels (−1: none); how wrong it was."""
        kept = []
        now = batch
        for place, layer in enumerate(self.layers):
            looked = spliced(now, place)
            rectified = np.maximum(looked @ layer.weights + layer.biases, 0)
            flat = rectified.reshape(-1, rectified.shape[-1])
            mean, variance = flat.mean(axis=0), flat.var(axis=0)
            running = self.running[place]
            running.mean = _MEMORY * running.mean + (1 - _MEMORY) * mean
            running.variance = _MEMORY * running.variance + (1 - _MEMORY) * variance
            scale = 1 / np.sqrt(variance + EPSILON)
            normal = (rectified - mean) * scale
            keep = (self._chance.random(normal.shape, np.float32) >= _DROPPED).astype(np.float32) / np.float32(1 - _DROPPED)
            kept.append((now.shape, looked, rectified > 0, normal, scale, keep))
            now = normal * keep
        scores = now @ self.output.weights + self.output.biases
        loss, slope = _cross_entropy(scores, labels)
        slopes = [(now.reshape(-1, now.shape[-1]).T @ slope.reshape(-1, slope.shape[-1]), slope.sum(axis=(0, 1)))]
        back = slope @ self.output.weights.T
        for place in range(len(self.layers) - 1, -1, -1):
            shape, looked, positive, normal, scale, keep = kept[place]
            back = back * keep
            flat, normals = back.reshape(-1, back.shape[-1]), normal.reshape(-1, back.shape[-1])
            back = scale * (back - flat.mean(axis=0) - normal * (flat * normals).mean(axis=0)) * positive
            flat = back.reshape(-1, back.shape[-1])
            slopes.append((looked.reshape(-1, looked.shape[-1]).T @ flat, flat.sum(axis=0)))
            if place:
                back = unspliced(back @ self.layers[place].weights.T, shape, place)
        adam.step([self.output, *reversed(self.layers)], slopes)
        return loss

    def _affine(self, inputs: int, outputs: int) -> Affine:
        bound = np.sqrt(1.0 / inputs)
        return Affine(
            self._chance.uniform(-bound, bound, (inputs, outputs)).astype(np.float32),
            self._chance.uniform(-bound, bound, outputs).astype(np.float32),
        )


class Adam:
    """The optimiser, with one cycle of its rate over `steps`: up to `highest`, and down to nothing."""

    def __init__(self, steps: int, highest: float = 3e-3, warming: float = 0.15) -> None:
        self._steps, self._highest, self._warming = steps, highest, warming
        self._done = 0
        self._memory: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def step(self, layers: list[Affine], slopes: list[tuple[np.ndarray, np.ndarray]]) -> None:
        self._done += 1
        rate = self._rate()
        for layer, pair in zip(layers, slopes, strict=True):
            for parameter, slope in zip(layer.parameters(), pair, strict=True):
                first, second = self._memory.setdefault(id(parameter), (np.zeros_like(parameter), np.zeros_like(parameter)))
                first += (slope - first) * np.float32(0.1)
                second += (slope * slope - second) * np.float32(0.001)
                corrected = rate * np.sqrt(1 - 0.999**self._done) / (1 - 0.9**self._done)
                parameter -= np.float32(corrected) * first / (np.sqrt(second) + np.float32(1e-8))

    def _rate(self) -> float:
        done = min(1.0, self._done / self._steps)
        if done < self._warming:
            return float(self._highest * (0.04 + 0.96 * (1 - np.cos(np.pi * done / self._warming)) / 2))
        return float(self._highest * (1 + np.cos(np.pi * (done - self._warming) / (1 - self._warming))) / 2)


def padded(features: np.ndarray) -> np.ndarray:
    """With the context that its first and its last state look at."""
    states = (len(features) + STEP - 1) // STEP
    wanted = LEFT_CONTEXT + STEP * (states - 1) + 1 + RIGHT_CONTEXT
    after = max(0, wanted - LEFT_CONTEXT - len(features))
    return np.concatenate([np.repeat(features[:1], LEFT_CONTEXT, 0), features, np.repeat(features[-1:], after, 0)])[:wanted]


def pieces(lengths: list[int], size: int, shortest: int = 10) -> Iterator[tuple[int, int, int]]:
    """Utterances cut into at most `size` states: which, from where, how many."""
    for utterance, length in enumerate(lengths):
        for start in range(0, length, size):
            count = min(size, length - start)
            if count >= shortest:
                yield utterance, start, count


def spliced(now: np.ndarray, layer: int) -> np.ndarray:
    """What each moment of a layer looks at, side by side."""
    return np.concatenate([now[:, part] for part in _looked_at(now.shape[1], layer)], axis=2)


def unspliced(slope: np.ndarray, shape: tuple[int, ...], layer: int) -> np.ndarray:
    """The slope at the layer's input, from those at what each of its moments looked at."""
    back = np.zeros(shape, np.float32)
    size = shape[2]
    for place, part in enumerate(_looked_at(shape[1], layer)):
        back[:, part] += slope[:, :, place * size : (place + 1) * size]
    return back


def _looked_at(length: int, layer: int) -> list[slice]:
    """Of so many moments of the layer before, those that each of this layer's offsets takes."""
    apart = 1 if layer <= _THINNED else STEP  # frames between the moments of the layer before
    step = STEP if layer == _THINNED else 1
    first = min(OFFSETS[layer])
    shifts = [(offset - first) // apart for offset in OFFSETS[layer]]
    count = (length - 1 - max(shifts)) // step + 1
    return [slice(shift, shift + step * (count - 1) + 1, step) for shift in shifts]


def _cross_entropy(scores: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean loss over what is labelled, and its slope."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    outputs = scores.shape[-1]
    labelled = labels >= 0
    count = max(1, int(labelled.sum()))
    wanted = np.full(scores.shape, _SMOOTHING / outputs, np.float32)
    np.put_along_axis(wanted, np.maximum(labels, 0)[..., None], 1 - _SMOOTHING + _SMOOTHING / outputs, axis=-1)
    weight = (labelled / np.float32(count)).astype(np.float32)[..., None]
    return float(-(wanted * logs * weight).sum()), np.asarray((np.exp(logs) - wanted) * weight, np.float32)
