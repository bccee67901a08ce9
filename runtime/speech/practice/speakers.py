"""Owns who speaks: espeak's voices that a practice model is trained on, and those kept back to measure it with."""

from __future__ import annotations

import random

import soxr

from runtime.speech.practice.synthesis import Speaker, Speech
from runtime.speech.protocols import SAMPLE_RATE

_ENGLISH = ("en-us", "en-us", "en-us", "en-029")

TRAINED = (
    "", "", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "f1", "f2", "f3", "f4", "Annie", "Andrea", "david", "Jacky", "Alex",
    "steph", "Michael", "rob", "linda", "belinda", "travis", "norbert", "shelby", "Henrique", "edward", "max", "Denis",
    "Hugo", "Marco", "antonio", "benjamin", "boris", "john", "marcelo", "pablo", "paul", "pedro", "quincy", "robert",
    "victor", "zac", "Alicia", "Mario", "Nguyen", "ed", "ian", "caleb",
)  # fmt: skip
HELD_OUT = ("Gene", "anika", "Lee", "Mike", "adam", "f5", "m8", "steph2")
"""Variants that no practice model has heard."""


def trained(language: str, voice: str, chance: random.Random) -> Speaker:
    """One of those to learn from. `voice` is what the text wants; English has several."""
    base = chance.choice(_ENGLISH) if language == "en" else voice
    variant = chance.choice(TRAINED)
    return Speaker(
        f"{base}+{variant}" if variant else base, chance.randint(110, 235), chance.randint(15, 90), chance.randint(20, 80)
    )


def grown(speech: Speech, chance: random.Random) -> Speech:
    """As somebody larger or smaller says it: lower and slower, or higher and faster. It makes many speakers of each variant."""
    size = round(SAMPLE_RATE * chance.uniform(0.88, 1.14))
    samples = soxr.resample(speech.samples, SAMPLE_RATE, size, quality="HQ")
    return Speech(samples, tuple((second * size / SAMPLE_RATE, phoneme) for second, phoneme in speech.phonemes))


def held_out(language: str, number: int, rate: int = 165) -> Speaker:
    """The number-th of those to measure with."""
    return Speaker(f"{'en-us' if language == 'en' else 'cmn'}+{HELD_OUT[number % len(HELD_OUT)]}", rate)
