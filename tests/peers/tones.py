"""Owns tones for the tests of lines: making one, and finding out how much of a sound is that tone."""

import numpy as np

RATE = 8000


def tone(hertz: float, seconds: float, loudness: float = 0.3) -> bytes:
    moments = np.arange(int(RATE * seconds)) / RATE
    return (loudness * 32767 * np.sin(2 * np.pi * hertz * moments)).astype("<i2").tobytes()


def share_of_tone(pcm: bytes, hertz: float) -> float:
    """The part of the sound's energy that lies at this frequency: 1 for the pure tone, near 0 for anything else."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(float)
    energy = float(samples @ samples)
    if energy == 0:
        return 0.0
    turns = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / RATE)
    return float(2 * abs(samples @ turns) ** 2 / (len(samples) * energy))


def loudness(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, dtype="<i2").astype(float)
    return float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
