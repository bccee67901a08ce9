"""Owns the features of sound as Kaldi computes them: 40 cepstra every 10 ms, high resolution.

Must equal what the decoder computes from `mfcc_hires.conf` (`kaldi_files`), or a model hears something else than it learned.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from runtime.speech.protocols import SAMPLE_RATE

WIDTH = 40
LOWEST_HZ, HIGHEST_HZ = 20.0, 3800.0

_WINDOW, _SHIFT, _FFT = SAMPLE_RATE * 25 // 1000, SAMPLE_RATE * 10 // 1000, 256
_PREEMPHASIS = 0.97
_LIFTER = 22.0


def cepstra(samples: np.ndarray) -> np.ndarray:
    """One row of `WIDTH` a frame; samples are in the range of 16 bits."""
    count = frames(len(samples))
    windows = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float32), _WINDOW)[::_SHIFT][:count]
    centred = windows - windows.mean(axis=1, keepdims=True)
    emphasised = centred.copy()
    emphasised[:, 1:] -= _PREEMPHASIS * centred[:, :-1]
    emphasised[:, 0] -= _PREEMPHASIS * centred[:, 0]
    spectrum = np.fft.rfft(emphasised * _povey_window(), _FFT, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2)[:, : _FFT // 2].astype(np.float32)
    energies = np.log(np.maximum(power @ _mel_filters().T, np.finfo(np.float32).eps))
    return np.asarray(energies @ _cosines().T, np.float32)


def frames(samples: int) -> int:
    """How many rows so many samples give."""
    return max(0, 1 + (samples - _WINDOW) // _SHIFT)


@cache
def _povey_window() -> np.ndarray:
    phase = 2 * np.pi * np.arange(_WINDOW) / (_WINDOW - 1)
    return np.asarray((0.5 - 0.5 * np.cos(phase)) ** 0.85, np.float32)


def _mel(hertz: np.ndarray | float) -> np.ndarray:
    return 1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0)


@cache
def _mel_filters() -> np.ndarray:
    edges = np.linspace(_mel(LOWEST_HZ), _mel(HIGHEST_HZ), WIDTH + 2)
    bins = _mel(np.arange(_FFT // 2) * SAMPLE_RATE / _FFT)
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising, falling = (bins - left) / (centre - left), (right - bins) / (right - centre)
    return np.asarray(np.maximum(0.0, np.minimum(rising, falling)), np.float32)


@cache
def _cosines() -> np.ndarray:
    """The orthonormal cosine transform, liftered."""
    order, position = np.arange(WIDTH)[:, None], np.arange(WIDTH)[None, :]
    transform = np.sqrt(2.0 / WIDTH) * np.cos(np.pi / WIDTH * (position + 0.5) * order)
    transform[0] = np.sqrt(1.0 / WIDTH)
    return np.asarray(transform * (1.0 + 0.5 * _LIFTER * np.sin(np.pi * order / _LIFTER)), np.float32)
