"""Which voice and properties a language and a style have."""

from __future__ import annotations

import pytest

from dsl.reply import STYLES as WRITTEN_STYLES
from runtime.speech.voice.styles import STYLES, manner_of, voice_of


def test_every_style_of_the_language_has_a_sound() -> None:
    assert set(STYLES) == set(WRITTEN_STYLES)


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("zh-CN", "cmn"),
        ("zh", "cmn"),
        ("cmn", "cmn"),
        ("en-US", "en-us"),
        ("en-GB", "en-gb"),
        ("en", "en-us"),
        ("en_AU", "en-us"),
    ],
)
def test_languages_have_voices(language: str, voice: str) -> None:
    assert voice_of(language) == voice


def test_a_language_without_a_voice_is_refused() -> None:
    with pytest.raises(ValueError, match="'fi-FI'"):
        voice_of("fi-FI")


def test_mandarin_is_faster_and_keeps_its_tones() -> None:
    chinese, english = manner_of("calm", "zh-CN", False), manner_of("calm", "en-US", False)
    assert chinese.rate == round(english.rate * 1.5)
    assert chinese.range >= 50


def test_slower_is_slower() -> None:
    assert manner_of("neutral", "en-US", True).rate < manner_of("neutral", "en-US", False).rate


def test_a_strength_goes_less_far_or_farther_from_neutral() -> None:
    rates = [manner_of(style, "en-US", False).rate for style in ("neutral", "calm 1", "calm", "calm 3")]
    assert rates == sorted(rates, reverse=True) and len(set(rates)) == 4
    assert manner_of("urgent 3", "en-US", False).volume == 1.0
