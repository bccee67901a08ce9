"""Owns how excited a caller sounds, against how they sounded first: louder, higher, sharper, quicker.

Excitement, not anger: joy sounds much the same, so nothing is decided on it alone. A caller is compared with nobody but
themselves: the first of their utterances that are long enough are the measure of the others, and give no figure yet. Pure; some
tenths of a millisecond of processor time a second of voice, spent when an utterance is over.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dsl.journal import Arousal
from runtime.speech.protocols import SAMPLE_RATE

WINDOW = SAMPLE_RATE * 40 // 1000
STEP = SAMPLE_RATE * 20 // 1000
LEAST_VOICED = 20  # steps in an utterance, or it tells nothing
OWN_UTTERANCES = 2  # from which a caller's measure is taken
LONGEST = SAMPLE_RATE * 8  # of an utterance is looked at
LOWEST_HZ, HIGHEST_HZ = 70, 420
PERIODIC = 0.5  # autocorrelation from which on a step is a vowel
FLOOR_DB = 25.0  # below its loudest, a step is none of the voice
FULL_LOUDNESS, FULL_PITCH, FULL_SHARPNESS, FULL_PACE = 6.0, 4.0, 6.0, 0.4
"""So many dB louder, semitones higher, dB more above 1 kHz, and so much quicker count as all that there is."""
WEIGHTS = (0.35, 0.35, 0.2, 0.1)


class Sound(Struct, frozen=True):
    """One utterance in figures: dB of its voice, Hz of its pitch, dB above 1 kHz against below, syllables a second."""

    loudness: float
    pitch: float
    sharpness: float
    pace: float


class ArousalMeter:
    """Of one caller, from one utterance to the next."""

    def __init__(self) -> None:
        self._own: list[Sound] = []

    def measure(self, pcm: bytes) -> Arousal | None:
        """How excited this utterance sounds; None where it is too short, or still one of those that are the measure."""
        sound = sound_of(pcm)
        if sound is None:
            return None
        if len(self._own) < OWN_UTTERANCES:
            self._own.append(sound)
            return None
        return against(self._own, sound)


def against(own: list[Sound], sound: Sound) -> Arousal:
    """This utterance against those. What is softer, lower, duller or slower than they were takes nothing off the rest."""
    loudness = sound.loudness - float(np.mean([one.loudness for one in own]))
    pitch = 12 * float(np.log2(sound.pitch / np.exp(np.mean([np.log(one.pitch) for one in own]))))
    sharpness = sound.sharpness - float(np.mean([one.sharpness for one in own]))
    pace = sound.pace / max(0.5, float(np.mean([one.pace for one in own]))) - 1
    shares = (loudness / FULL_LOUDNESS, pitch / FULL_PITCH, sharpness / FULL_SHARPNESS, pace / FULL_PACE)
    level = sum(weight * min(1.0, max(0.0, share)) for weight, share in zip(WEIGHTS, shares, strict=True))
    return Arousal(
        level=round(level, 3),
        louder=round(loudness, 1),
        higher=round(pitch, 1),
        sharper=round(sharpness, 1),
        quicker=round(pace, 2),
    )


def sound_of(pcm: bytes) -> Sound | None:
    """The figures of an utterance, 8 kHz PCM; None when there is too little voice in it."""
    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2")[:LONGEST].astype(np.float32)
    if samples.size < WINDOW * 2:
        return None
    steps = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::STEP]
    power = np.mean(np.square(steps), axis=1) + 1.0
    decibels = 10 * np.log10(power)
    voiced = decibels > decibels.max() - FLOOR_DB
    pitches, periodic = _pitch(steps)
    vowels = voiced & periodic
    if vowels.sum() < LEAST_VOICED:
        return None
    spectrum = np.square(np.abs(np.fft.rfft(steps[vowels] * np.hanning(WINDOW), axis=1))).sum(axis=0)
    border = spectrum.size * 1000 // (SAMPLE_RATE // 2)
    return Sound(
        loudness=float(np.median(decibels[vowels])),
        pitch=float(np.median(pitches[vowels])),
        sharpness=float(10 * np.log10((spectrum[border:].sum() + 1) / (spectrum[:border].sum() + 1))),
        pace=_pace(decibels, voiced),
    )


def _pitch(steps: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Hz of each step by its autocorrelation, and whether it is periodic at all."""
    centred = steps - steps.mean(axis=1, keepdims=True)
    size = 2 * WINDOW
    correlation = np.fft.irfft(np.square(np.abs(np.fft.rfft(centred, size, axis=1))), size, axis=1)[:, :WINDOW]
    correlation /= np.maximum(correlation[:, :1], 1e-6) * (1 - np.arange(WINDOW) / WINDOW)
    shortest, longest = SAMPLE_RATE // HIGHEST_HZ, SAMPLE_RATE // LOWEST_HZ
    window = correlation[:, shortest : longest + 1]
    best = window.max(axis=1)
    # the first peak that is nearly as good as the best: a multiple of the period fits as well as the period itself
    period = shortest + np.argmax(window >= 0.9 * best[:, None], axis=1)
    return SAMPLE_RATE / period.astype(np.float64), best >= PERIODIC


def _pace(decibels: NDArray[np.float32], voiced: NDArray[np.bool_]) -> float:
    """Peaks of the loudness, as syllables make them, a second of voice."""
    smooth = np.convolve(decibels, np.full(3, 1 / 3), mode="same")
    peaks = (smooth[1:-1] > smooth[:-2]) & (smooth[1:-1] >= smooth[2:]) & voiced[1:-1]
    return float(peaks.sum() / (voiced.sum() * STEP / SAMPLE_RATE))
