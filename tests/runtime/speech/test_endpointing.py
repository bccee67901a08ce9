"""The endpointer by scripted voices: a letter is 20 ms, `v` voiced and `.` silent."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as some

from dsl.turn import Answer, Expectation
from runtime.speech.end_of_turn import Patience, Reading, Wait
from runtime.speech.endpointing import Beginning, Endpointer, Moment, SpeechEnded, SpeechStarted

USUAL = dict.fromkeys(("yes_no", "choice", "request", "words"), 400) | {"digits": 800}
PATIENCE = Patience(sure=80, answers=200, usual=USUAL)  # type: ignore[arg-type]
BEGINNING = Beginning(usual=100, break_in=260, longest=3000)
UNREAD = Wait(400, "nothing-read")


class Script:
    def __init__(self) -> None:
        self.voiced = False

    def hears(self, frame: bytes) -> bool:
        return frame == b"v"


def endpointer(answer: Answer = "choice", lengths: tuple[int, int] | None = None) -> Endpointer:
    made = Endpointer(Script(), PATIENCE, BEGINNING)
    made.expect(Expectation(answer=answer, lengths=lengths))
    return made


def play(ears: Endpointer, script: str) -> list[Moment]:
    return [moment for frame in script if (moment := ears.frame(frame.encode())) is not None]


def ended(moments: list[Moment]) -> Iterator[SpeechEnded]:
    return (moment for moment in moments if isinstance(moment, SpeechEnded))


def read(ears: Endpointer, text: str = "yes", **about: object) -> None:
    ears.read(Reading(text=text, heard_ms=ears.now_ms, **about))  # type: ignore[arg-type]


SENTENCE = {"complete": True, "goes_on": False, "whole": True}


def test_a_turn_begins_where_its_voice_began_and_ends_where_it_ended() -> None:
    moments = play(endpointer(), "." * 10 + "v" * 20 + "." * 30)
    assert moments == [SpeechStarted(200), SpeechEnded(200, 600, UNREAD)]


def test_a_click_begins_no_turn() -> None:
    assert play(endpointer(), "..v....v.....v...." * 4) == []


def test_gaps_within_words_do_not_end_a_turn() -> None:
    ears = endpointer()
    assert not list(ended(play(ears, "vvvvvv" + ".........." + "vvvv" + "." * 19)))
    assert ears.pausing


def test_dictated_digits_are_waited_for() -> None:
    pause_between_digits = "v" * 10 + "." * 30 + "v" * 10 + "." * 41
    assert len(list(ended(play(endpointer(), pause_between_digits)))) == 2
    assert len(list(ended(play(endpointer("digits"), pause_between_digits)))) == 1


def test_a_whole_sentence_needs_hardly_any_silence() -> None:
    ears = endpointer()
    play(ears, "v" * 20 + "..")
    read(ears, **SENTENCE)
    assert play(ears, "..") == [SpeechEnded(0, 400, Wait(80, "whole-sentence"))]


def test_the_last_digit_that_a_number_can_have_ends_it() -> None:
    ears = endpointer("digits", (6, 6))
    play(ears, "v" * 20 + "..")
    read(ears, "one two three", digits=3)
    assert play(ears, "v" * 20 + "." * 30) == []
    read(ears, "one two three four five six", digits=6, whole=True)
    assert [moment.wait.reason for moment in ended(play(ears, "."))] == ["digits-complete"]


def test_words_read_before_the_caller_went_on_decide_nothing() -> None:
    ears = endpointer()
    play(ears, "v" * 20 + "..")
    read(ears, **SENTENCE)
    assert play(ears, "v" * 5 + "." * 19) == []
    assert [moment.wait for moment in ended(play(ears, "."))] == [UNREAD]


def test_a_whole_sentence_ends_in_noise_that_goes_on() -> None:
    ears = endpointer()
    play(ears, "v" * 5)
    for _ in range(36):
        assert play(ears, "v") == []
        read(ears, **SENTENCE)
    assert [moment.wait.reason for moment in ended(play(ears, "vvv"))] == ["stands-in-noise"]


def test_who_paused_within_a_turn_is_waited_for_longer_for_a_while() -> None:
    ears = endpointer()
    waits = [
        moment.wait.milliseconds
        for moment in ended(play(ears, "v" * 10 + ("." * 18 + "v" * 10) + ("." * 80 + "v" * 10) * 5 + "." * 80))
    ]
    assert waits == [450, 450, 400, 400, 400, 400]


def test_who_was_cut_is_not_cut_so_again() -> None:
    ears = endpointer()
    once = play(ears, "v" * 10 + "." * 24 + "v" * 10 + "." * 80)
    assert len(list(ended(once))) == 2
    again = play(ears, "v" * 10 + "." * 24 + "v" * 10 + "." * 80)
    assert len(list(ended(again))) == 1


def test_a_short_voice_does_not_break_in_and_a_longer_one_does() -> None:
    ears = endpointer()
    ears.line_speaks = True
    assert play(ears, "v" * 10 + "." * 30) == []
    assert play(ears, "v" * 14)[0] == SpeechStarted(800, breaks_in=True)


def test_a_turn_has_a_longest_time() -> None:
    assert list(ended(play(endpointer(), "v" * 160))) == [SpeechEnded(0, 3000, Wait(0, "too-long"))]


@given(some.text("v.", max_size=300), some.sampled_from(["yes_no", "choice", "request", "words", "digits"]), some.booleans())
def test_whatever_is_heard_turns_follow_each_other_and_none_is_cut_in_its_voice(script: str, answer: Answer, reads: bool) -> None:
    ears = endpointer(answer, (4, 6))
    moments: list[Moment] = []
    for place, frame in enumerate(script):
        moment = ears.frame(frame.encode())
        if reads:
            read(ears, text=str(place // 10), digits=place % 7, whole=bool(place % 2), complete=bool(place % 3), goes_on=False)
        if moment is None:
            continue
        moments.append(moment)
        if isinstance(moment, SpeechEnded) and moment.wait.reason not in ("too-long", "stands-in-noise"):
            assert "v" not in script[moment.at_ms // 20 : place + 1]
            assert (place + 1) * 20 - moment.at_ms >= moment.wait.milliseconds >= 80
    kinds = [type(moment) for moment in moments]
    assert kinds == ([SpeechStarted, SpeechEnded] * len(kinds))[: len(kinds)]
