"""Owns how each style sounds: speed, pitch, liveliness, loudness and pauses between words, and which voice a language has.

Changing espeak's properties moves the pitch more than SSML does, so styles are properties. Mandarin needs a wider range,
or its tones are lost, and counts a syllable where English counts a word, so its rate is higher.
"""

from __future__ import annotations

from msgspec import Struct


class Manner(Struct, frozen=True):
    """Properties of the engine: words a minute, pitch and its range 0 to 100, volume 0 to 1, word gap in 10 ms."""

    rate: int
    pitch: int
    range: int
    volume: float
    word_gap: int


STYLES = {
    "neutral": Manner(165, 50, 50, 0.8, 0),
    "calm": Manner(140, 42, 35, 0.7, 1),
    "apologetic": Manner(130, 38, 60, 0.6, 1),
    "cheerful": Manner(180, 66, 85, 0.9, 0),
    "urgent": Manner(215, 60, 65, 1.0, 0),
}

STRENGTHS = {"1": 0.6, "3": 1.4}
"""How far a style goes from neutral, of the way it goes when it is written bare."""

VOICES = {"zh": "cmn", "en-us": "en-us", "en-gb": "en-gb"}

MANDARIN_RATE = 1.5
MANDARIN_RANGE = 50
SLOWER = 0.75


def voice_of(language: str) -> str:
    """The espeak voice for a language tag (`zh-CN`, `en-US`, …). Raises ValueError when there is none."""
    tag = language.lower().replace("_", "-")
    main = tag.partition("-")[0]
    if main == "cmn":
        main = "zh"
    voice = VOICES.get(tag) or VOICES.get(main) or (VOICES["en-us"] if main == "en" else None)
    if voice is None:
        raise ValueError(f"there is no voice for the language {language!r}")
    return voice


def _strong(style: str) -> Manner:
    """`calm 1` lies between neutral and calm, `calm 3` beyond calm."""
    name, _, strength = style.partition(" ")
    bare, plain = STYLES.get(name, STYLES["neutral"]), STYLES["neutral"]
    share = STRENGTHS.get(strength, 1.0)

    def towards(start: float, end: float) -> float:
        return start + (end - start) * share

    return Manner(
        rate=round(towards(plain.rate, bare.rate)),
        pitch=min(99, max(0, round(towards(plain.pitch, bare.pitch)))),
        range=min(99, max(0, round(towards(plain.range, bare.range)))),
        volume=min(1.0, max(0.3, round(towards(plain.volume, bare.volume), 2))),
        word_gap=round(towards(plain.word_gap, bare.word_gap)),
    )


def manner_of(style: str, language: str, slower: bool) -> Manner:
    """What the engine is set to. A style that is not known sounds neutral: a wrong tone is better than silence."""
    style_manner = _strong(style)
    rate = float(style_manner.rate)
    pitch_range = style_manner.range
    if voice_of(language) == VOICES["zh"]:
        rate *= MANDARIN_RATE
        pitch_range = max(pitch_range, MANDARIN_RANGE)
    if slower:
        rate *= SLOWER
    return Manner(round(rate), style_manner.pitch, pitch_range, style_manner.volume, style_manner.word_gap)
