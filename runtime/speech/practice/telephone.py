"""Owns what a telephone line does to a voice, at random: level, tilt, room, noise and the steps of µ-law."""

from __future__ import annotations

import numpy as np
from scipy.signal import fftconvolve, lfilter

from runtime.speech.protocols import SAMPLE_RATE

_LOUDEST = 32767.0


def worsened(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """The samples as some line brings them."""
    heard = samples.astype(np.float64)
    if chance.random() < 0.6:
        heard = lfilter([1.0, chance.uniform(-0.5, 0.5)], [1.0], heard)
    if chance.random() < 0.4:
        heard = _in_a_room(heard, chance)
    heard = heard / (np.abs(heard).max() + 1e-6) * chance.uniform(1500, 28000)
    if chance.random() < 0.9:
        loud = chance.random() < 0.7
        heard = with_noise(heard, chance.uniform(2, 30) if loud else chance.uniform(30, 65), chance)
    if chance.random() < 0.5:
        heard = _companded(heard)
    return np.clip(heard, -_LOUDEST, _LOUDEST)


def with_noise(samples: np.ndarray, decibels: float, chance: np.random.Generator) -> np.ndarray:
    """Noise `decibels` below the voice, white or coloured."""
    noise = chance.standard_normal(len(samples))
    if chance.random() < 0.5:
        noise = lfilter([1.0], [1.0, -chance.uniform(0.5, 0.97)], noise)
    power = np.mean(samples**2) / np.mean(noise**2)
    return np.asarray(samples + noise * np.sqrt(power) * 10 ** (-decibels / 20))


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
