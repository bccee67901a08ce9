"""How much silence ends a turn: by the question and by the words so far, one row a reason, and what must hold for all."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dsl.turn import Answer, Expectation
from runtime.speech.end_of_turn import ALL_SAID, Patience, Reading, Reason, Wait, stands_in_noise, wait_for, with_habit
from runtime.speech.unfinished import trails_off

PATIENCE = Patience()


def reading(text: str = "where is my parcel", **about: object) -> Reading:
    return Reading(text=text, heard_ms=1000, **about)  # type: ignore[arg-type]


SENTENCE = {"complete": True, "goes_on": False, "whole": True}
ROWS: tuple[tuple[Answer, Reading | None, int, Reason], ...] = (
    ("choice", reading(**SENTENCE), 80, "whole-sentence"),
    ("yes_no", reading("yes", **SENTENCE), 80, "whole-sentence"),
    ("choice", reading("my parcel", complete=True, goes_on=True, whole=True), 240, "may-go-on"),
    ("yes_no", reading("yes", complete=True, goes_on=True, whole=True), 100, "may-go-on"),
    ("request", reading("where is", complete=False, goes_on=True), 800, "unfinished"),
    ("request", reading("is there a canteen", complete=False, goes_on=False), 560, "no-answer-yet"),
    ("request", reading("i want to"), 800, "unfinished"),
    ("request", reading("我想要那个"), 800, "unfinished"),
    ("request", reading(whole=True), 240, "answers"),
    ("yes_no", reading("yes please", whole=True), 100, "answers"),
    ("words", reading("mary", whole=True), 600, "answers"),
    ("words", reading("mary and", whole=True), 800, "answers"),
    ("digits", reading("four seven", digits=2), 1000, "digits-missing"),
    ("digits", reading("four seven one one", digits=4, whole=True), 1000, "digits-may-go-on"),
    ("digits", reading("four seven one one two two", digits=6, whole=True), 80, "digits-complete"),
    ("digits", reading("i don't have it", whole=True), 240, "answers"),
    ("digits", reading("let me look"), 1000, "digits-missing"),
    ("choice", reading(doubtful=True, **SENTENCE), 480, "doubtful"),
    ("digits", reading("four seven one one two two", digits=6, whole=True, doubtful=True), 1000, "doubtful"),
    ("request", reading("where is", complete=False, goes_on=True, doubtful=True), 800, "unfinished"),
    ("digits", None, 1000, "nothing-read"),
    ("yes_no", None, 400, "nothing-read"),
    ("request", reading(""), 560, "nothing-read"),
)


@pytest.mark.parametrize(("answer", "read", "milliseconds", "reason"), ROWS)
def test_each_reason_has_its_silence(answer: Answer, read: Reading | None, milliseconds: int, reason: Reason) -> None:
    wait = wait_for(Expectation(answer=answer, lengths=(4, 6)), read, PATIENCE)
    assert (wait.milliseconds, wait.reason) == (milliseconds, reason)


def test_every_reason_is_shown() -> None:
    elsewhere = {"stands-in-noise", "too-long"}
    assert {reason for _, _, _, reason in ROWS} | elsewhere == set(get_args(Reason))


readings = some.builds(
    Reading,
    text=some.sampled_from(["", "yes", "one two", "and", "where is my parcel", "那个"]),
    heard_ms=some.integers(0, 5000),
    whole=some.booleans(),
    digits=some.integers(0, 8),
    complete=some.sampled_from([None, True, False]),
    goes_on=some.sampled_from([None, True, False]),
)
asked = some.builds(Expectation, answer=some.sampled_from(get_args(Answer)), lengths=some.sampled_from([None, (4, 4), (4, 6)]))


@given(asked, readings)
def test_little_silence_is_for_what_nothing_can_follow(asked: Expectation, read: Reading) -> None:
    wait = wait_for(asked, read, PATIENCE)
    assert 80 <= wait.milliseconds <= 1000
    if wait.milliseconds == PATIENCE.sure:
        sentence = read.complete and read.goes_on is False and read.whole
        number = asked.lengths is not None and read.digits >= asked.lengths[1]
        assert read.text
        assert number if asked.answer == "digits" else sentence


@given(asked, readings)
def test_a_number_with_digits_missing_has_all_the_patience_there_is(asked: Expectation, read: Reading) -> None:
    if asked.answer == "digits" and 0 < read.digits < (asked.lengths or (1, 1))[0]:
        assert wait_for(asked, read, PATIENCE).milliseconds == 1000


@given(asked, readings)
def test_knowing_that_more_could_follow_never_shortens_the_wait(asked: Expectation, read: Reading) -> None:
    sure = Reading(text=read.text, heard_ms=0, whole=read.whole, digits=read.digits, complete=True, goes_on=False)
    open_ended = Reading(text=read.text, heard_ms=0, whole=read.whole, digits=read.digits, complete=True, goes_on=True)
    if read.whole:
        assert wait_for(asked, sure, PATIENCE).milliseconds <= wait_for(asked, open_ended, PATIENCE).milliseconds


@pytest.mark.parametrize(("reason", "pause", "milliseconds"), [
    ("may-go-on", 400, 500), ("may-go-on", 160, 240), ("no-answer-yet", 2000, 1500), ("digits-missing", 600, 1000),
    ("digits-missing", 1000, 1250), ("whole-sentence", 900, 240), ("digits-complete", 900, 240),
])  # fmt: skip
def test_who_pauses_is_waited_for_unless_nothing_can_follow(reason: Reason, pause: int, milliseconds: int) -> None:
    wait = Wait(1000 if reason == "digits-missing" else 240, reason)
    assert with_habit(wait, pause, PATIENCE) == Wait(milliseconds, reason)


@given(asked, readings, some.integers(0, 5000))
def test_a_habit_never_shortens_the_wait(asked: Expectation, read: Reading, pause: int) -> None:
    wait = wait_for(asked, read, PATIENCE)
    longer = with_habit(wait, pause, PATIENCE)
    assert wait.milliseconds <= longer.milliseconds <= PATIENCE.longest
    assert longer == wait or wait.reason not in ALL_SAID


def test_a_sentence_that_nothing_joins_for_long_ends_in_spite_of_noise() -> None:
    asked = Expectation(answer="choice")
    assert stands_in_noise(asked, reading(**SENTENCE), 700, PATIENCE)
    assert not stands_in_noise(asked, reading(**SENTENCE), 680, PATIENCE)
    assert not stands_in_noise(asked, reading(complete=True, goes_on=True, whole=True), 5000, PATIENCE)
    assert not stands_in_noise(asked, None, 5000, PATIENCE)


@pytest.mark.parametrize("words", ["I want to", "um", "my number is", "the red and", "我想要", "还有，", "我的号码是", "嗯"])
def test_words_that_lead_to_more(words: str) -> None:
    assert trails_off(words)


@pytest.mark.parametrize("words", ["", "a band", "the button", "my parcel", "查话费", "在", "就这样", "好的"])
def test_words_that_may_be_the_last(words: str) -> None:
    assert not trails_off(words)
