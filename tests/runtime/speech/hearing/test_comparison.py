"""What two versions of a package hear differently, step by step."""

from __future__ import annotations

from msgspec.structs import replace

from dsl.model import Intent
from runtime.speech.hearing.comparison import changes
from tests.bench.hearing_sets import BUNDLE


def test_the_same_version_hears_the_same() -> None:
    assert changes(BUNDLE, BUNDLE) == []


def test_new_and_old_phrases_are_told_for_each_step_that_hears_them() -> None:
    intents = {**BUNDLE.intents, "damaged": Intent(phrases=("my parcel is damaged", "the box was wet"))}
    told = {(each.step, each.slot): each for each in changes(BUNDLE, replace(BUNDLE, intents=intents))}
    assert set(told) == {("listen", ""), ("sure", "")}, "a topic is heard by both questions"
    assert told["listen", ""].added == ("the box was wet",)
    assert told["listen", ""].removed == ("it arrived broken", "the box was broken")
    assert told["listen", ""].rules == ("intent:damaged",)


def test_a_step_that_is_gone_hears_nothing_any_more() -> None:
    fewer = replace(BUNDLE, steps={"listen": BUNDLE.steps["listen"]})
    gone = [each for each in changes(BUNDLE, fewer) if each.step == "sure"]
    assert [each.added for each in gone] == [()]
    assert "yes please" in gone[0].removed
