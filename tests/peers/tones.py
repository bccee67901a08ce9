"""Owns tones for the tests of lines: making one, and finding out how much of a sound is that tone."""

import numpy as np

RATE = 8000
LOUD = 100.0


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


def tone_of_frames(pcm: bytes, hertz: float) -> tuple[int, float]:
    """How many 20 ms frames are loud, and the share of the tone in the middling one: gaps and clicks don't change it."""
    frames = [pcm[start : start + 320] for start in range(0, len(pcm) - 319, 320)]
    shares = sorted(share_of_tone(frame, hertz) for frame in frames if loudness(frame) > LOUD)
    return len(shares), shares[len(shares) // 2] if shares else 0.0


def loudness(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, dtype="<i2").astype(float)
    return float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
