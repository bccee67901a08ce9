"""Tests of how sure a guess is: what a package's own phrases say of it, and what is believed before they do."""

import numpy as np
import pytest

from runtime.understanding.acceptance import LIGHT_EN, SENTENCE, Unseen, calibrate


def judged(count: int, right: float) -> Unseen:
    chance = np.random.default_rng(0)
    signals = chance.standard_normal((count, 2)) * [1.3, 0.3] + [4.0, 0.8]
    is_right = chance.random(count) < right
    lead = np.where(is_right, 4.0, 0.3) + chance.random(count)
    return Unseen(signals, lead, is_right, np.ones(count))


def test_a_package_of_few_phrases_doubts_its_threshold():
    few, many, none = calibrate(judged(10, 0.9), LIGHT_EN, 10), calibrate(judged(800, 0.9), LIGHT_EN, 800), None
    none = calibrate(None, LIGHT_EN, 3)
    assert many.ease < few.ease < none.ease
    just_below = 0.1
    sure = [one.confidence(one.thresholds["balanced"] - just_below, 3.0) for one in (many, few, none)]
    assert sure == sorted(sure)


def test_confidence_is_as_often_right_as_it_says():
    unseen = judged(2000, 0.8)
    acceptance = calibrate(unseen, LIGHT_EN, 2000)
    lead = unseen.lead / acceptance.usual[0].spread
    sure = [acceptance.confidence(acceptance.score(row), one) for row, one in zip(unseen.signals, lead, strict=True)]
    assert np.mean(sure) == pytest.approx(unseen.right.mean(), abs=0.03)


def test_strangers_near_the_threshold_are_less_sure_the_lower_they_score():
    acceptance = calibrate(None, SENTENCE, 30)
    sure = [acceptance.confidence(score, 2.0) for score in (0.0, -1.0, -2.0, -3.0, -4.0)]
    assert sure == sorted(sure, reverse=True)
    assert sure[-1] < 0.1
