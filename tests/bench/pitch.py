"""Owns the height of a voice: fundamental frequencies of its voiced 40 ms windows, by normalised autocorrelation."""

from __future__ import annotations

import numpy as np

RATE = 8000
WINDOW, STEP = 320, 80
LOWEST, HIGHEST = 60, 400
VOICED = 0.5  # of the window's energy comes back after a period
QUIET = 300


def pitches(sound: np.ndarray) -> np.ndarray:
    """In Hz, one for each window that is voiced; the peak's place is refined between samples."""
    samples = sound.astype(np.float64)
    found = []
    for start in range(0, samples.size - WINDOW, STEP):
        window = samples[start : start + WINDOW]
        window = window - window.mean()
        if np.sqrt(np.mean(window**2)) < QUIET:
            continue
        echo = np.correlate(window, window, "full")[WINDOW - 1 :] / np.arange(WINDOW, 0, -1)
        lag = RATE // HIGHEST + int(echo[RATE // HIGHEST : RATE // LOWEST].argmax())
        if echo[lag] > VOICED * echo[0]:
            found.append(RATE / (lag + _between(*echo[lag - 1 : lag + 2])))
    return np.array(found)


def _between(before: float, peak: float, after: float) -> float:
    """Where the top of the parabola through three points lies, beside the middle one."""
    bend = before - 2 * peak + after
    return 0.0 if bend == 0 else float(np.clip((before - after) / (2 * bend), -0.5, 0.5))
