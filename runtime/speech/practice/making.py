"""Owns the making of a practice model, from nothing to a trained network: the same seed gives the same model."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import numpy as np
from msgspec import Struct

from runtime.speech.practice import alignment, features, network, speakers, telephone
from runtime.speech.practice.phones import INVENTORY, NOISE, SILENCE, timed
from runtime.speech.practice.stored import StoredLayer, StoredModel
from runtime.speech.practice.synthesis import Speaker, Synthesiser
from runtime.speech.practice.texts import english, mandarin
from runtime.speech.protocols import SAMPLE_RATE

HIDDEN = 256
PIECE = 60  # states that are learned at a time
BATCH = 64
GOING_ON = 1.5e-3  # the highest rate of learning when a model is gone on with
CHECKED = 40  # one utterance in so many is not learned from
SHARE_SECONDS = 3600.0  # of sound that is learned from at a time, in any order
MEASURED_SECONDS = 1800.0  # of sound, by which the features are brought to mean 0 and variance 1

_UNSAID = {"jiong": "tS; i ong", "qiong": "tS;h i ong", "xiong": "S; i ong", "n": "@ n", "m": "m", "ng": "@ n"}
"""Syllables that espeak-ng 1.52 says in English, spelled out."""

Tell = Callable[[str], None]


class Recipe(Struct, frozen=True, kw_only=True):
    """How much is learned from."""

    language: str
    hours: float = 4.5
    rounds: int = 8
    seed: int = 0


class _Utterance(Struct, frozen=True):
    """Clean sound, and the state of each 30 ms of it."""

    samples: np.ndarray
    states: np.ndarray

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def make(recipe: Recipe, tell: Tell = lambda line: None, start: StoredModel | None = None) -> StoredModel:
    """Speaks, listens, learns; from nothing, or going on from a model of the same language."""
    phones = (SILENCE, NOISE, *INVENTORY[recipe.language])
    synthesiser = Synthesiser()
    spoken = _speak(recipe, phones, synthesiser, tell)
    mean, deviation = _measured(spoken, recipe.seed) if start is None else (start.mean, start.deviation)
    net, right = _learn(recipe, spoken, mean, deviation, 2 * len(phones), tell, start)
    counts = np.bincount(np.concatenate([each.states for each in spoken]), minlength=2 * len(phones)).astype(np.float32) + 5
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
            "hours": round(sum(each.seconds for each in spoken) / 3600, 2),
            "utterances": len(spoken),
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


def _speak(recipe: Recipe, phones: tuple[str, ...], synthesiser: Synthesiser, tell: Tell) -> list[_Utterance]:
    """Utterances of random speakers, until there are enough hours."""
    drawing, chance = random.Random(recipe.seed), np.random.default_rng(recipe.seed)
    numbers = {phone: number for number, phone in enumerate(phones)}
    spoken: list[_Utterance] = []
    seconds = told = 0.0
    while seconds < recipe.hours * 3600:
        text, voice = (english.draw(drawing), "") if recipe.language == "en" else mandarin.draw(drawing)
        speech = synthesiser.say(text, speakers.trained(recipe.language, voice, drawing))
        speech = speakers.grown(speech, drawing)
        said = timed(recipe.language, speech.phonemes, speech.seconds)
        if not said:
            continue
        before, after = chance.uniform(0.05, 0.6), chance.uniform(0.1, 0.6)
        samples = np.concatenate([np.zeros(_count(before)), speech.samples, np.zeros(_count(after))])
        said = _between_silences(said, before, len(samples) / SAMPLE_RATE - after)
        if chance.random() < 0.08:
            noise = telephone.burst(chance) * (np.abs(samples).max() / 9000)
            samples = np.concatenate([noise, samples])
            shift = len(noise) / SAMPLE_RATE
            said = [(0.0, NOISE), *((second + shift, phone) for second, phone in said)]
        states = alignment.states(said, features.frames(len(samples)), numbers)
        if states is None:
            continue
        spoken.append(_Utterance(np.clip(samples, -32767, 32767).astype(np.int16), states))
        seconds += spoken[-1].seconds
        if seconds - told > 1800:
            told = seconds
            tell(f"{recipe.language}: {seconds / 3600:.1f} of {recipe.hours} hours spoken")
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


def _heard(utterance: _Utterance, others: list[np.ndarray], chance: np.random.Generator) -> np.ndarray:
    """The features of an utterance over some line."""
    return features.cepstra(telephone.worsened(utterance.samples, chance, others))


def _measured(spoken: list[_Utterance], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation of the features."""
    chance = np.random.default_rng(seed)
    sample = np.concatenate([_heard(each, [], chance)[::7] for each in next(_shares(spoken, MEASURED_SECONDS))])
    return sample.mean(axis=0), sample.std(axis=0) + np.float32(1e-3)


def _shares(spoken: list[_Utterance], seconds: float) -> Iterator[list[_Utterance]]:
    """As they come, in parts of so many seconds."""
    share: list[_Utterance] = []
    total = 0.0
    for utterance in spoken:
        share.append(utterance)
        total += utterance.seconds
        if total >= seconds:
            yield share
            share, total = [], 0.0
    if share:
        yield share


def _learn(
    recipe: Recipe,
    spoken: list[_Utterance],
    mean: np.ndarray,
    deviation: np.ndarray,
    outputs: int,
    tell: Tell,
    start: StoredModel | None,
) -> tuple[network.Network, float]:
    """Each round hears every utterance over another line."""
    drawing, chance = random.Random(recipe.seed), np.random.default_rng(recipe.seed)
    count = len(spoken) // CHECKED
    checked, learned = spoken[:count], spoken[count:]
    voices = [each.samples for each in spoken[:500]]
    net = network.Network(features.WIDTH, HIDDEN, outputs, recipe.seed)
    steps = sum(-(-len(each.states) // PIECE) for each in learned) // BATCH + 1
    adam = network.Adam(recipe.rounds * steps)
    if start is not None:
        _go_on_from(net, start)
        adam = network.Adam(recipe.rounds * steps, GOING_ON)

    def sounds(share: list[_Utterance]) -> list[np.ndarray]:
        return [network.padded((_heard(each, voices, chance) - mean) / deviation) for each in share]

    right = 0.0
    for turn in range(recipe.rounds):
        drawing.shuffle(learned)
        losses = []
        for share in _shares(learned, SHARE_SECONDS):
            rows, states = sounds(share), [each.states for each in share]
            pieces = list(network.pieces([len(each) for each in states], PIECE))
            drawing.shuffle(pieces)
            size = min(BATCH, len(pieces))
            batches = (pieces[begin : begin + size] for begin in range(0, len(pieces) - size + 1, size))
            losses += [net.learn(*_batch(batch, rows, states), adam) for batch in batches]
        states = [each.states for each in checked]
        right = _share_right(net, list(network.pieces([len(each) for each in states], PIECE)), sounds(checked), states)
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
