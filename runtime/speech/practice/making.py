"""Owns the making of a practice model, from nothing to a trained network: the same seed gives the same model."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from msgspec import Struct

from runtime.speech.practice import alignment, features, network, speakers, telephone
from runtime.speech.practice.phones import INVENTORY, NOISE, SILENCE, timed
from runtime.speech.practice.stored import StoredLayer, StoredModel
from runtime.speech.practice.synthesis import Speaker, Synthesiser
from runtime.speech.practice.texts import english, mandarin
from runtime.speech.protocols import SAMPLE_RATE

HIDDEN = 160
PIECE = 60  # states that are learned at a time
BATCH = 64
GOING_ON = 1.5e-3  # the highest rate of learning when a model is gone on with
CHECKED = 40  # one utterance in so many is not learned from

_UNSAID = {"jiong": "tS; i ong", "qiong": "tS;h i ong", "xiong": "S; i ong", "n": "@ n", "m": "m", "ng": "@ n"}
"""Syllables that espeak-ng 1.52 says in English, spelled out."""

Tell = Callable[[str], None]


class Recipe(Struct, frozen=True, kw_only=True):
    """How much is learned from."""

    language: str
    hours: float = 4.5
    rounds: int = 6
    seed: int = 0


class _Set(Struct):
    features: list[np.ndarray]
    states: list[np.ndarray]
    seconds: float = 0.0


def make(recipe: Recipe, tell: Tell = lambda line: None, start: StoredModel | None = None) -> StoredModel:
    """Speaks, listens, learns; from nothing, or going on from a model of the same language."""
    phones = (SILENCE, NOISE, *INVENTORY[recipe.language])
    synthesiser = Synthesiser()
    spoken = _speak(recipe, phones, synthesiser, tell)
    sample = np.concatenate([rows[::7] for rows in spoken.features])
    mean, deviation = sample.mean(axis=0), sample.std(axis=0) + np.float32(1e-3)
    if start is not None:
        mean, deviation = start.mean, start.deviation
    net, right = _learn(recipe, spoken, mean, deviation, 2 * len(phones), tell, start)
    counts = np.bincount(np.concatenate(spoken.states), minlength=2 * len(phones)).astype(np.float32) + 5
    return StoredModel(
        language=recipe.language,
        phones=phones,
        layers=tuple(
            StoredLayer(layer.weights, layer.biases, running.mean, running.variance)
            for layer, running in zip(net.layers, net.running, strict=True)
        ),
        output_weights=net.output.weights,
        output_biases=net.output.biases,
        mean=mean,
        deviation=deviation,
        priors=counts / counts.sum(),
        syllables=_syllables(synthesiser) if recipe.language == "zh" else {},
        vocabulary=mandarin.vocabulary() if recipe.language == "zh" else english.vocabulary(),
        card={
            "understands": "synthetic speech only",
            "trained on": "espeak-ng 1.52 saying the texts of runtime/speech/practice/texts",
            "hours": round(spoken.seconds / 3600, 2),
            "utterances": len(spoken.features),
            "rounds": recipe.rounds,
            "seed": recipe.seed,
            **({"went on from": start.card} if start is not None else {}),
            "share of states right on utterances not learned from": round(right, 4),
        },
    )


def _syllables(synthesiser: Synthesiser) -> dict[str, str]:
    """How each syllable sounds, without its tone."""
    sounds = dict(_UNSAID)
    for syllable in mandarin.syllables():
        speech = synthesiser.say(syllable, Speaker("cmn-latn-pinyin"))
        phones = timed("zh", speech.phonemes, speech.seconds)
        if phones:
            sounds.setdefault(syllable.rstrip("12345"), " ".join(phone for _, phone in phones if phone != SILENCE))
    return dict(sorted(sounds.items()))


def _speak(recipe: Recipe, phones: tuple[str, ...], synthesiser: Synthesiser, tell: Tell) -> _Set:
    """Utterances of random speakers on random lines, until there are enough hours."""
    drawing, chance = random.Random(recipe.seed), np.random.default_rng(recipe.seed)
    numbers = {phone: number for number, phone in enumerate(phones)}
    spoken = _Set([], [])
    told = 0.0
    while spoken.seconds < recipe.hours * 3600:
        text, voice = (english.draw(drawing), "") if recipe.language == "en" else mandarin.draw(drawing)
        speech = synthesiser.say(text, speakers.trained(recipe.language, voice, drawing))
        said = timed(recipe.language, speech.phonemes, speech.seconds)
        if not said:
            continue
        before, after = chance.uniform(0.05, 0.6), chance.uniform(0.1, 0.6)
        samples = np.concatenate([np.zeros(_count(before)), speech.samples, np.zeros(_count(after))])
        said = _between_silences(said, before, len(samples) / SAMPLE_RATE - after)
        samples = telephone.worsened(samples, chance)
        if chance.random() < 0.08:
            noise = telephone.burst(chance)
            samples = np.concatenate([noise, samples])
            shift = len(noise) / SAMPLE_RATE
            said = [(0.0, NOISE), *((second + shift, phone) for second, phone in said)]
        rows = features.cepstra(samples)
        states = alignment.states(said, len(rows), numbers)
        if states is None:
            continue
        spoken.features.append(rows)
        spoken.states.append(states)
        spoken.seconds += len(samples) / SAMPLE_RATE
        if spoken.seconds - told > 1800:
            told = spoken.seconds
            tell(f"{recipe.language}: {spoken.seconds / 3600:.1f} of {recipe.hours} hours spoken")
    return spoken


def _count(seconds: float) -> int:
    return int(seconds * SAMPLE_RATE)


def _between_silences(said: list[tuple[float, str]], before: float, end: float) -> list[tuple[float, str]]:
    """With the silence that was put around it."""
    shifted = [(second + before, phone) for second, phone in said]
    if shifted[0][1] != SILENCE:
        shifted.insert(0, (0.0, SILENCE))
    if shifted[-1][1] != SILENCE:
        shifted.append((end, SILENCE))
    shifted[0] = (0.0, SILENCE)
    return shifted


def _learn(
    recipe: Recipe, spoken: _Set, mean: np.ndarray, deviation: np.ndarray, outputs: int, tell: Tell, start: StoredModel | None
) -> tuple[network.Network, float]:
    rows = [network.padded((each - mean) / deviation) for each in spoken.features]
    every = list(network.pieces([len(states) for states in spoken.states], PIECE))
    checked = len(rows) // CHECKED
    learning = [piece for piece in every if piece[0] >= checked]
    checking = [piece for piece in every if piece[0] < checked]
    drawing = random.Random(recipe.seed)
    net = network.Network(features.WIDTH, HIDDEN, outputs, recipe.seed)
    size = min(BATCH, len(learning))
    batches = len(learning) // size
    adam = network.Adam(recipe.rounds * batches)
    if start is not None:
        _go_on_from(net, start)
        adam = network.Adam(recipe.rounds * batches, GOING_ON)
    right = 0.0
    for turn in range(recipe.rounds):
        drawing.shuffle(learning)
        losses = [
            net.learn(*_batch(learning[start : start + size], rows, spoken.states), adam)
            for start in range(0, batches * size, size)
        ]
        right = _share_right(net, checking, rows, spoken.states)
        tell(f"{recipe.language}: round {turn + 1} of {recipe.rounds}, loss {np.mean(losses):.3f}, {right:.1%} of states right")
    return net, right


def _go_on_from(net: network.Network, start: StoredModel) -> None:
    for layer, running, kept in zip(net.layers, net.running, start.layers, strict=True):
        layer.weights, layer.biases = kept.weights.copy(), kept.biases.copy()
        running.mean, running.variance = kept.mean.copy(), kept.variance.copy()
    net.output.weights, net.output.biases = start.output_weights.copy(), start.output_biases.copy()


def _batch(chosen: list[tuple[int, int, int]], rows: list[np.ndarray], states: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    length = network.LEFT_CONTEXT + network.STEP * (PIECE - 1) + 1 + network.RIGHT_CONTEXT
    batch = np.zeros((len(chosen), length, features.WIDTH), np.float32)
    labels = np.full((len(chosen), PIECE), -1, np.int64)
    for place, (utterance, start, count) in enumerate(chosen):
        first = network.STEP * start
        last = first + network.LEFT_CONTEXT + network.STEP * (count - 1) + 1 + network.RIGHT_CONTEXT
        part = rows[utterance][first:last]
        batch[place, : len(part)] = part
        batch[place, len(part) :] = part[-1]
        labels[place, :count] = states[utterance][start : start + count]
    return batch, labels


def _share_right(
    net: network.Network, chosen: list[tuple[int, int, int]], rows: list[np.ndarray], states: list[np.ndarray]
) -> float:
    right = total = 0
    for start in range(0, len(chosen), BATCH):
        batch, labels = _batch(chosen[start : start + BATCH], rows, states)
        found = net.scores(batch).argmax(axis=2)
        right += int(((found == labels) & (labels >= 0)).sum())
        total += int((labels >= 0).sum())
    return right / max(1, total)
