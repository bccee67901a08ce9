"""Owns who speaks: espeak's voices that a practice model is trained on, and those kept back to measure it with."""

from __future__ import annotations

import random

from runtime.speech.practice.synthesis import Speaker

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


def held_out(language: str, number: int, rate: int = 165) -> Speaker:
    """The number-th of those to measure with."""
    return Speaker(f"{'en-us' if language == 'en' else 'cmn'}+{HELD_OUT[number % len(HELD_OUT)]}", rate)
