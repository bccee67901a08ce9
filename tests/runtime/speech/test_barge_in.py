"""Whether a voice stops the line: a row a case, and which sounds are no more than a listener's."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dsl.turn import Answer, Expectation
from runtime.speech.backchannels import SAID, is_backchannel
from runtime.speech.barge_in import Interruption, Reason, Voice, interruption

ROWS: tuple[tuple[Answer, str | None, int, int, bool, bool, bool, Reason], ...] = (
    # asked, words, the voice lasted, left to say, the words answer, over → stops, why
    ("choice", None, 640, 5000, False, False, False, "too-short-to-tell"),
    ("choice", None, 660, 5000, False, False, True, "long-voice"),
    ("choice", "where is", 460, 5000, True, False, False, "too-short-to-tell"),
    ("choice", "where is", 480, 5000, True, False, True, "words"),
    ("choice", "where is it", 280, 5000, True, True, True, "words"),
    ("choice", "where", 280, 5000, False, False, False, "means-nothing"),
    ("choice", "oak tree", 640, 5000, False, True, False, "means-nothing"),
    ("choice", "oak trees are", 900, 5000, False, True, True, "long-voice"),
    ("choice", "okay", 700, 5000, False, False, False, "backchannel"),
    ("choice", "okay", 1600, 5000, False, False, True, "long-voice"),
    ("choice", "okay", 1600, 5000, False, True, False, "backchannel"),
    ("yes_no", "yes", 300, 1500, True, False, True, "answer"),
    ("yes_no", "yes", 300, 1520, True, False, False, "backchannel"),
    ("yes_no", "hm", 300, 0, False, True, False, "backchannel"),
    ("choice", "yes", 300, 0, True, True, False, "backchannel"),
    ("choice", "", 900, 5000, False, True, False, "nothing-read"),
    ("choice", "no stop", 400, 5000, True, True, True, "words"),
)


@pytest.mark.parametrize(("asked", "words", "lasted", "left", "answers", "over", "stops", "reason"), ROWS)
def test_what_stops_the_line(
    asked: Answer, words: str | None, lasted: int, left: int, answers: bool, over: bool, stops: bool, reason: Reason
) -> None:
    voice = Voice(words=words, lasted_ms=lasted, left_ms=left, answers=answers, over=over)
    assert interruption(voice, Expectation(answer=asked, language="en-GB")) == Interruption(stops, reason)


def test_the_beginning_of_a_sentence_that_is_listened_for_stops_the_line_while_it_goes_on() -> None:
    voice = Voice(words="where", lasted_ms=480, left_ms=5000, fits=True)
    assert interruption(voice, Expectation()) == Interruption(True, "words")
    assert not interruption(replace(voice, lasted_ms=460), Expectation()).stops  # perhaps “I see”
    assert interruption(replace(voice, over=True), Expectation()) == Interruption(False, "means-nothing")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_listeners_sounds_in_any_number(language: str) -> None:
    apart = " " if language == "en" else "，"
    for sound in SAID[language]:
        assert is_backchannel(sound, language)
        assert is_backchannel(f"{sound}{apart}{sound}", language)
        assert is_backchannel(f"{sound.capitalize()}.", language)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("right now please", "en-GB"), ("okay where is it", "en-GB"), ("no", "en-GB"), ("oh no", "en-GB"), ("", "en-GB"),
        ("yesterday", "en-GB"),
        ("好像不对", "zh-CN"), ("是不是", "zh-CN"), ("不好", "zh-CN"), ("等一下", "zh-CN"), ("对不起", "zh-CN"),
    ],
)  # fmt: skip
def test_words_that_only_begin_like_them(words: str, language: str) -> None:
    assert not is_backchannel(words, language)
