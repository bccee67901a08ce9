"""Making a practice model: its parts against what they must equal, and the whole, small, twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from runtime.speech.practice import alignment, features, network, phones, stored
from runtime.speech.practice.kaldi_files import write
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
