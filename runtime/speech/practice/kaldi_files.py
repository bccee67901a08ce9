"""Owns the directory of a Kaldi model as kaldi-active-grammar reads it, written from a trained network.

What a Kaldi toolkit would make in a day of scripts is small here: one state sequence a phone, no context, a decision tree
that says so (it must claim to look at one phone to the left), and an i-vector extractor that extracts nothing, for the decoder
insists on one. Words are no part of it: a package's own are written beside it when the package is prepared.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from runtime.speech.practice import features, network
from runtime.speech.practice import kaldi_binary as kb
from runtime.speech.practice.alignment import states_of
from runtime.speech.practice.phones import NOISE, SILENCE
from runtime.speech.practice.stored import StoredModel
from runtime.speech.protocols import SAMPLE_RATE

MOST_RULES = 1000
DISAMBIGUATIONS = 64
RARER_SILENCE = 0.1
"""On a noisy line, the noise before the words is easily taken for a short word. With 1 (the truth) .88 of 50 clean sentences and
.70 of 50 noisy ones of a development set in Mandarin were heard, with .3 .90 and .74, with .1 .94 and .78."""

_SELF_LOOP = 0.5
_IVECTOR = 2  # numbers of the i-vector that says nothing
_GAUSSIANS, _REDUCED = 2, 4

FEATURES = (
    f"--use-energy=false\n--num-mel-bins={features.WIDTH}\n--num-ceps={features.WIDTH}\n--low-freq={features.LOWEST_HZ:.0f}\n"
    f"--high-freq={features.HIGHEST_HZ:.0f}\n--sample-frequency={SAMPLE_RATE}\n--dither=0\n--allow-downsample=true\n"
    "--allow-upsample=true\n"
)
_EXTRACTOR = (
    "--cmvn-config=x\n--ivector-period=10\n--splice-config=x\n--lda-matrix=x\n--global-cmvn-stats=x\n--diag-ubm=x\n"
    "--ivector-extractor=x\n--num-gselect=2\n--min-post=0.025\n--posterior-scale=0.1\n--max-remembered-frames=1000\n--max-count=100\n"
)


def write(model: StoredModel, folder: Path) -> None:
    """Writes the whole directory. It is some 2 MB, in a few milliseconds: each process may have one of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    symbols = _phones(folder, model.phones)
    (folder / "tree").write_text(_tree(len(model.phones)))
    (folder / "final.mdl").write_bytes(kb.BINARY + _transitions(len(model.phones)) + _network(model))
    (folder / "mfcc_hires.conf").write_text(FEATURES)
    _extractor(model, folder)
    silence = ":".join(str(symbols[phone]) for phone in model.phones[:2])
    (folder / "silence.csl").write_text(silence)


def _phones(folder: Path, phones: tuple[str, ...]) -> dict[str, int]:
    """The symbol table of phones, and the lists that the graph compiler wants."""
    rules = ["#nonterm:dictation", *(f"#nonterm:rule{number}" for number in range(MOST_RULES))]
    marks = [f"#{number}" for number in range(DISAMBIGUATIONS + 1)]
    grammar = ["#nonterm_bos", "#nonterm_begin", "#nonterm_end", "#nonterm_reenter", *rules]
    symbols = {name: number for number, name in enumerate(["<eps>", *phones, *marks, *grammar])}
    (folder / "phones.txt").write_text("".join(f"{name} {number}\n" for name, number in symbols.items()))
    (folder / "disambig.int").write_text("".join(f"{symbols[mark]}\n" for mark in marks))
    (folder / "wdisambig_phones.int").write_text(f"{symbols['#0']}\n")
    (folder / "left_context_phones.txt").write_text("".join(f"{phone}\n" for phone in (*phones, "#nonterm_bos")))
    return symbols


def _tree(phones: int) -> str:
    leaves = ["NULL"]
    for phone in range(phones):
        first, rest = states_of(phone)
        leaves.append(f"TE -1 2 ( CE {first} CE {rest} )")
    return f"ContextDependency 2 1 ToPdf TE 1 {phones + 1} ( {' '.join(leaves)} ) EndContextDependency "


def _transitions(phones: int) -> bytes:
    """Every phone is one emitting state whose self-loop has a state of its own."""
    numbers = list(range(1, phones + 1))
    topology = kb.token("<Topology>") + kb.integers(numbers) + kb.integers([-1] + [0] * phones) + kb.integer(-1) + kb.integer(1)
    topology += kb.integer(2) + kb.integer(0) + kb.integer(1)  # the emitting state: its two classes, its two ways on
    topology += kb.integer(2) + kb.integer(0) + kb.single(_SELF_LOOP) + kb.integer(1) + kb.single(1 - _SELF_LOOP)
    topology += kb.integer(-1) + kb.integer(-1) + kb.integer(0) + kb.token("</Topology>")
    tuples = kb.token("<Tuples>") + kb.integer(phones)
    for phone in numbers:
        first, rest = states_of(phone - 1)
        tuples += kb.integer(phone) + kb.integer(0) + kb.integer(first) + kb.integer(rest)
    logs = kb.vector([0.0] + [math.log(_SELF_LOOP)] * (2 * phones))
    return (
        kb.token("<TransitionModel>") + topology + tuples + kb.token("</Tuples>") + kb.token("<LogProbs>") + logs
        + kb.token("</LogProbs>") + kb.token("</TransitionModel>")
    )  # fmt: skip


def _network(model: StoredModel) -> bytes:
    """The layers as nnet3 components; the means and variances between them are folded into the weights after them."""
    nodes = [f"input-node name=ivector dim={_IVECTOR}", f"input-node name=input dim={features.WIDTH}"]
    components: list[bytes] = []
    source = "input"
    scale, shift = 1 / model.deviation.astype(np.float64), -model.mean / model.deviation.astype(np.float64)
    for number, (layer, offsets) in enumerate(zip(model.layers, network.OFFSETS, strict=True), 1):
        weights, biases = _folded(layer.weights, layer.biases, np.tile(scale, 3), np.tile(shift, 3))
        looked_at = ", ".join(source if not offset else f"Offset({source}, {offset})" for offset in offsets)
        if number == 1:
            looked_at += ", ReplaceIndex(ivector, t, 0)"
            weights = np.concatenate([weights, np.zeros((_IVECTOR, weights.shape[1]))])
        name = f"tdnn{number}"
        nodes.append(f"component-node name={name}.affine component={name}.affine input=Append({looked_at})")
        nodes.append(f"component-node name={name}.relu component={name}.relu input={name}.affine")
        components += [
            _affine(f"{name}.affine", weights, biases),
            _simple(f"{name}.relu", "RectifiedLinearComponent", len(biases)),
        ]
        source = f"{name}.relu"
        scale = 1 / np.sqrt(layer.variance.astype(np.float64) + network.EPSILON)
        shift = -layer.mean * scale
    weights, biases = _folded(model.output_weights, model.output_biases, scale, shift)
    nodes.append(f"component-node name=output.affine component=output.affine input={source}")
    nodes.append("component-node name=output.log-softmax component=output.log-softmax input=output.affine")
    nodes.append("output-node name=output input=output.log-softmax objective=linear")
    components += [_affine("output.affine", weights, biases), _simple("output.log-softmax", "LogSoftmaxComponent", len(biases))]
    written = kb.token("<Nnet3>") + b"\n" + ("\n".join(nodes) + "\n\n").encode()
    written += kb.token("<NumComponents>") + kb.integer(len(components)) + b"".join(components) + kb.token("</Nnet3>")
    written += kb.token("<LeftContext>") + kb.integer(network.LEFT_CONTEXT)
    written += kb.token("<RightContext>") + kb.integer(network.RIGHT_CONTEXT)
    return written + kb.token("<Priors>") + kb.vector(_priors(model))


def _priors(model: StoredModel) -> np.ndarray:
    """How common each state is, by which the decoder divides; silence and noise as if they were rarer than they are."""
    priors = model.priors.copy()
    priors[: 2 * len((SILENCE, NOISE))] *= RARER_SILENCE
    return np.asarray(priors / priors.sum())


def _folded(weights: np.ndarray, biases: np.ndarray, scale: np.ndarray, shift: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same layer for inputs that were not yet scaled and shifted."""
    wide = weights.astype(np.float64)
    return wide * scale[:, None], biases.astype(np.float64) + shift @ wide


def _affine(name: str, weights: np.ndarray, biases: np.ndarray) -> bytes:
    return (
        kb.token("<ComponentName>") + kb.token(name) + kb.token("<AffineComponent>")
        + kb.token("<LearningRate>") + kb.single(0.001)
        + kb.token("<LinearParams>") + kb.matrix(weights.T)
        + kb.token("<BiasParams>") + kb.vector(biases) + kb.token("</AffineComponent>")
    )  # fmt: skip


def _simple(name: str, kind: str, size: int) -> bytes:
    return (
        kb.token("<ComponentName>") + kb.token(name) + kb.token(f"<{kind}>") + kb.token("<Dim>") + kb.integer(size)
        + kb.token("<ValueAvg>") + kb.vector([]) + kb.token("<DerivAvg>") + kb.vector([])
        + kb.token("<Count>") + kb.double(0) + kb.token("<NumDimsSelfRepaired>") + kb.double(0)
        + kb.token("<NumDimsProcessed>") + kb.double(0) + kb.token(f"</{kind}>")
    )  # fmt: skip


def _extractor(model: StoredModel, folder: Path) -> None:
    """The i-vector extractor that says nothing, of the shape that is checked."""
    width = features.WIDTH
    (folder / "splice.conf").write_text("--left-context=0\n--right-context=0\n")
    (folder / "online_cmvn.conf").write_text("# nothing\n")
    (folder / "ivector_extractor.conf").write_text(_EXTRACTOR)
    (folder / "final.mat").write_bytes(kb.BINARY + kb.matrix(np.eye(_REDUCED, width)))
    statistics = np.zeros((2, width + 1))
    statistics[0, :width], statistics[0, width] = model.mean * 1000.0, 1000.0
    statistics[1, :width] = (model.deviation**2 + model.mean**2) * 1000.0
    (folder / "global_cmvn.stats").write_bytes(kb.BINARY + kb.double_matrix(statistics))
    means = np.array([[0.1] * _REDUCED, [-0.1] * _REDUCED])
    (folder / "final.dubm").write_bytes(
        kb.BINARY + kb.token("<DiagGMM>") + kb.token("<WEIGHTS>") + kb.vector([1 / _GAUSSIANS] * _GAUSSIANS)
        + kb.token("<MEANS_INVVARS>") + kb.matrix(means)
        + kb.token("<INV_VARS>") + kb.matrix(np.ones((_GAUSSIANS, _REDUCED))) + kb.token("</DiagGMM>")
    )  # fmt: skip
    projections = [
        np.concatenate([np.full((_REDUCED, 1), 0.01), np.full((_REDUCED, 1), 0.005 * number)], axis=1)
        for number in range(1, _GAUSSIANS + 1)
    ]
    (folder / "final.ie").write_bytes(
        kb.BINARY + kb.token("<IvectorExtractor>") + kb.token("<w>") + kb.double_matrix(np.zeros((0, 0)))
        + kb.token("<w_vec>") + kb.double_vector([1 / _GAUSSIANS] * _GAUSSIANS)
        + kb.token("<M>") + kb.integer(_GAUSSIANS) + b"".join(kb.double_matrix(each) for each in projections)
        + kb.token("<SigmaInv>") + b"".join(kb.double_diagonal(_REDUCED, 1.0) for _ in range(_GAUSSIANS))
        + kb.token("<IvectorOffset>") + kb.double(10.0) + kb.token("</IvectorExtractor>")
    )  # fmt: skip
