"""How sure a reading is, and what else may have been said."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from runtime.speech.hearing.kaldi.certainty import Evidence, certainty, is_alternative
from runtime.speech.practice.stored import LANGUAGES

CLEAR = Evidence(frames=80, cost=-620.0, expected_errors=0.0, words=4, spoken_ms=1300, fitted=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sound_that_fits_the_words_less_is_less_sure(language: str) -> None:
    sure = [certainty(replace(CLEAR, cost=cost), language) for cost in (-640.0, -560.0, -400.0, 0.0)]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] > 0.9 and 0 < sure[-1] < 0.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_beyond_measure(language: str) -> None:
    for odd in (replace(CLEAR, words=0, spoken_ms=0), replace(CLEAR, frames=1, cost=9e9), replace(CLEAR, expected_errors=99.0)):
        for fitted in (True, False):
            assert 0.0 <= certainty(replace(odd, fitted=fitted), language) <= 1.0


def test_the_decoders_own_expectation_is_a_share_of_the_words() -> None:
    assert replace(CLEAR, expected_errors=1.0).posterior == 0.75
    assert replace(CLEAR, expected_errors=9.0).posterior == 0.0


def test_a_sentence_far_less_likely_is_no_alternative() -> None:
    assert is_alternative(-0.1) and is_alternative(1.0) and not is_alternative(40.0)
