"""Two versions that share calls: what is counted, when the stop rule holds, and how honest the figures are."""

import random

import pytest

from dsl.journal import ENDINGS
from dsl.release import StopRule
from dsl.rollout import FEWEST, Tally, broken, calls_to_tell, difference, tally

RULE = StopRule(rollout=1, bundle="b", worse_by=10, after=50)
SAME = Tally(completed=40, handed_off=6, hung_up=3, failed=1)


def test_every_way_a_call_ends_is_counted_once():
    made = tally(ENDINGS)
    assert made == Tally(completed=1, handed_off=1, hung_up=1, failed=3) and made.calls == len(ENDINGS)
    assert Tally().share("failed") == 0.0


@pytest.mark.parametrize(
    ("tried", "live", "reason"),
    [
        (SAME, SAME, None),
        (Tally(completed=35, handed_off=11, hung_up=3, failed=1), SAME, "handed_off"),  # by 10 points, to the call
        (Tally(completed=36, handed_off=10, hung_up=3, failed=1), SAME, None),  # by 8
        (Tally(failed=49), SAME, None),  # a call too few
        (Tally(failed=50), Tally(completed=49), None),  # of the other as well
        (Tally(failed=50), SAME, "failed"),
        (Tally(completed=30, hung_up=20), SAME, "hung_up"),
        (Tally(completed=20, handed_off=15, failed=15), SAME, "failed"),  # the gravest is named
        (Tally(completed=50), SAME, None),
    ],
)
def test_the_rule_holds_from_the_points_and_the_calls_on_that_it_names(tried, live, reason):
    assert broken(RULE, tried, live) == reason


def test_an_interval_is_newcombes():
    """The worked example of Newcombe (1998), method 10: 56/70 against 48/80."""
    found = difference("completed", Tally(completed=56, failed=14), Tally(completed=48, failed=32))
    assert (round(found.points), round(found.low, 2), round(found.high, 2), found.verdict) == (20, 5.24, 33.39, "better")


@pytest.mark.parametrize(
    ("tried", "live", "verdict"),
    [
        (Tally(failed=FEWEST - 1), Tally(completed=500), "too_few"),
        (Tally(), Tally(), "too_few"),
        (Tally(completed=45, failed=5), Tally(completed=48, failed=2), "unclear"),
        (Tally(completed=30, failed=20), Tally(completed=48, failed=2), "worse"),
        (Tally(completed=48, failed=2), Tally(completed=30, failed=20), "better"),
    ],
)
def test_what_can_be_told(tried, live, verdict):
    assert difference("failed", tried, live).verdict == verdict


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    chance = random.Random(5)
    covered = 0
    for _ in range(800):
        tried, live = (tally("line" if chance.random() > share else "error" for _ in range(60)) for share in (0.3, 0.2))
        found = difference("failed", tried, live)
        covered += found.low <= 10 <= found.high
    assert 0.93 < covered / 800 < 0.98


def test_how_many_calls_it_takes_is_the_textbooks_number():
    assert calls_to_tell(20, 10) == 291  # two proportions of 20 % and 30 %, 5 % two-sided, power 80 %
    assert calls_to_tell(100, 10) == 0
