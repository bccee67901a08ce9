"""Owns what a telephone line does to a voice, at random: level, band, tilt, room, noise, other voices and the steps of µ-law."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from runtime.speech.protocols import SAMPLE_RATE

_LOUDEST = 32767.0


def worsened(samples: np.ndarray, chance: np.random.Generator, others: Sequence[np.ndarray] = ()) -> np.ndarray:
    """The samples as some line brings them; `others`: voices that may speak in the background."""
    heard = samples.astype(np.float64)
    tilted = chance.random()
    if tilted < 0.4:
        heard = lfilter([1.0, chance.uniform(-0.5, 0.5)], [1.0], heard)
    elif tilted < 0.7:  # a dull voice: what tells its vowels apart lies far below the rest, and drowns first
        heard = lfilter([1.0], [1.0, -chance.uniform(0.2, 0.85)], heard)
    if chance.random() < 0.4:
        heard = _in_a_room(heard, chance)
    heard = heard / (np.abs(heard).max() + 1e-6) * chance.uniform(1500, 28000)
    if chance.random() < 0.95:
        heard = with_noise(heard, chance.uniform(3, 28) if chance.random() < 0.75 else chance.uniform(28, 65), chance, others)
    if chance.random() < 0.3:
        heard = _in_band(heard, chance)
    if chance.random() < 0.5:
        heard = _companded(heard)
    return np.clip(heard, -_LOUDEST, _LOUDEST)


def with_noise(
    samples: np.ndarray, decibels: float, chance: np.random.Generator, others: Sequence[np.ndarray] = ()
) -> np.ndarray:
    """Noise `decibels` below the voice where it speaks: white, coloured, or a murmur of others."""
    kind = chance.random()
    if others and kind < 0.15:
        noise = _murmur(others, len(samples), chance)
    else:
        noise = chance.standard_normal(len(samples))
        if kind < 0.5:
            noise = lfilter([1.0], [1.0, -chance.uniform(0.3, 0.97)], noise)
    spoken = samples[np.abs(samples) > 1e-3 * np.abs(samples).max()]
    power = np.mean(spoken**2) / (np.mean(noise**2) + 1e-9)
    return np.asarray(samples + noise * np.sqrt(power) * 10 ** (-decibels / 20))


def _murmur(others: Sequence[np.ndarray], size: int, chance: np.random.Generator) -> np.ndarray:
    """So many voices at once that none is understood."""
    murmur = np.zeros(size)
    for _ in range(chance.integers(4, 8)):
        voice = np.resize(others[int(chance.integers(len(others)))].astype(np.float64), size)
        murmur += np.roll(voice, chance.integers(size)) / (voice.std() + 1e-6)
    return murmur


def _in_band(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """What a telephone lets through."""
    edges = [chance.uniform(150, 350), chance.uniform(3000, 3700)]
    return np.asarray(sosfilt(butter(2, edges, "bandpass", fs=SAMPLE_RATE, output="sos"), samples))


def burst(chance: np.random.Generator) -> np.ndarray:
    """A knock, a cough: noise that is no word."""
    size = int(SAMPLE_RATE * chance.uniform(0.15, 0.6))
    sound = chance.standard_normal(size) * chance.uniform(1000, 9000) * np.hanning(size)
    sound = lfilter([1.0], [1.0, -chance.uniform(-0.9, 0.95)], sound)
    return np.asarray(np.clip(sound, -_LOUDEST, _LOUDEST))


def _in_a_room(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    size = int(SAMPLE_RATE * chance.uniform(0.03, 0.15))
    echo = chance.standard_normal(size) * np.exp(-np.arange(size) / (size / 5))
    echo[0] = 3.0
    echo /= np.sqrt(np.sum(echo**2))
    return np.asarray(fftconvolve(samples, echo)[: len(samples)])


def _companded(samples: np.ndarray) -> np.ndarray:
    """Through µ-law and back, in its 255 steps."""
    mu = 255.0
    coded = np.sign(samples) * np.log1p(mu * np.abs(np.clip(samples / 32768.0, -1, 1))) / np.log1p(mu)
    coded = np.round(coded * 127) / 127
    return np.asarray(np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(mu)) / mu * 32768.0)
