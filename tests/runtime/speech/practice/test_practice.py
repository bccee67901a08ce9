"""Making a practice model: its parts against what they must equal, and the whole, small, twice."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from runtime.speech.practice import alignment, features, network, phones, speakers, stored, telephone
from runtime.speech.practice.kaldi_files import write
from runtime.speech.practice.synthesis import Speech
from runtime.speech.practice.texts import mandarin

KALDI = (48.171, 88.714, -19.544, -66.141, -100.126, -66.659)
"""Of the first frame, by kaldi-native-fbank with the settings of `mfcc_hires.conf`."""


def test_features_of_a_tone_are_those_that_kaldi_computes() -> None:
    tone = 8000 * np.sin(2 * np.pi * 440 * np.arange(800) / 8000)
    rows = features.cepstra(tone)
    assert rows.shape == (8, features.WIDTH)
    assert rows[0, :6] == pytest.approx(KALDI, abs=1e-2)


def test_every_phone_gets_a_place_and_none_comes_too_early() -> None:
    numbers = {"SIL": 0, "a": 1, "b": 2}
    states = alignment.states([(0.0, "SIL"), (0.09, "a"), (0.1, "b"), (0.2, "SIL")], 30, numbers)
    assert states is not None
    assert states.tolist() == [0, 1, 1, 2, 4, 5, 0, 1, 1, 1]
    assert alignment.states([(0.0, "a")] * 12, 30, numbers) is None


def test_the_network_learns_what_it_is_shown() -> None:
    chance = np.random.default_rng(0)
    net = network.Network(4, 6, 5, seed=0)
    batch = chance.standard_normal((2, network.LEFT_CONTEXT + 3 * 7 + 1 + network.RIGHT_CONTEXT, 4)).astype(np.float32)
    labels = chance.integers(0, 5, (2, 8))
    adam = network.Adam(200, highest=0.02)
    losses = [net.learn(batch, labels, adam) for _ in range(200)]
    assert losses[-1] < losses[0] * 0.7
    assert net.scores(batch).shape == (2, 8, 5)


def test_what_a_layer_looks_at_is_told_back_to_where_it_came_from() -> None:
    """The slope at a layer's input is the transpose of what it looks at, or nothing is learned behind it."""
    chance = np.random.default_rng(0)
    for layer in range(len(network.OFFSETS)):
        heard = chance.standard_normal((2, 40, 3)).astype(np.float32)
        looked = network.spliced(heard, layer)
        slope = chance.standard_normal(looked.shape).astype(np.float32)
        assert np.sum(looked * slope) == pytest.approx(np.sum(heard * network.unspliced(slope, heard.shape, layer)), rel=1e-3)
    assert (network.LEFT_CONTEXT, network.RIGHT_CONTEXT) == (35, 8)


def test_noise_is_as_far_below_the_voice_as_it_should_be_and_so_is_a_murmur() -> None:
    chance = np.random.default_rng(0)
    voice = np.concatenate([np.zeros(8000), 4000 * np.sin(np.arange(8000) / 3)])
    others = [chance.standard_normal(500) for _ in range(3)]
    for _ in range(20):
        noise = telephone.with_noise(voice, 10, chance, others) - voice
        assert 10 * np.log10(np.mean(voice[8000:] ** 2) / np.mean(noise**2)) == pytest.approx(10, abs=0.1)


def test_somebody_larger_speaks_lower_and_slower() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(8000) / 8000).astype(np.float32)
    for seed in range(4):
        speech = speakers.grown(Speech(tone, ((0.5, "a"),)), random.Random(seed))
        longer = speech.seconds / 1.0
        highest = np.argmax(np.abs(np.fft.rfft(speech.samples))) / speech.seconds
        assert highest == pytest.approx(440 / longer, rel=0.02)
        assert speech.phonemes[0][0] == pytest.approx(0.5 * longer, rel=0.01)


def test_a_syllable_that_espeak_says_in_english_is_left_out() -> None:
    assert phones.timed("zh", [(0.0, "(en)"), (0.0, "k"), (0.1, "S")], 0.2) is None
    assert phones.timed("zh", [(0.0, "X"), (0.1, "A"), (0.2, "_|"), (0.2, "_:")], 0.3) == [(0.0, "X"), (0.1, "A"), (0.2, "SIL")]
    assert phones.timed("en", [(0.0, "e@")], 0.2) == [(0.0, "E"), (0.1, "r")]
    assert len(mandarin.syllables()) > 1200


def test_a_model_is_made_from_nothing_kept_and_unpacked(tmp_path: Path) -> None:
    made = tmp_path / "made.npz"
    command = [sys.executable, "-m", "dsl.commands", "models", "make-practice", "en", "--hours", "0.01", "--rounds", "1"]
    done = subprocess.run([*command, "-o", str(made)], check=True, capture_output=True, text=True, timeout=100)
    assert "synthetic speech only" in done.stdout
    kept = stored.load(made)
    assert (kept.language, kept.card["rounds"], len(kept.layers)) == ("en", 1, len(network.OFFSETS))
    stored.save(kept, tmp_path / "again.npz")
    assert np.array_equal(stored.load(tmp_path / "again.npz").output_weights, kept.output_weights)
    write(kept, tmp_path / "folder")
    assert (tmp_path / "folder" / "final.mdl").stat().st_size > 1_000_000


@pytest.mark.parametrize("language", stored.LANGUAGES)
def test_the_shipped_models_say_what_they_are(language: str) -> None:
    model = stored.shipped(language)
    assert model.card["understands"] == "synthetic speech only"
    assert model.output_weights.shape[1] == 2 * len(model.phones)
    assert bool(model.syllables) == (language == "zh")
