"""The endpointer by scripted voices: a letter is 20 ms, `v` voiced and `.` silent."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.turn import Expectation
from runtime.speech.endpointing import Endpointer, Moment, Patience, SpeechEnded, SpeechPaused, SpeechStarted

PATIENCE = Patience(complete=200, usual=400, digits=800, begin=100, break_in=260, longest=3000)


class Script:
    def __init__(self) -> None:
        self.voiced = False

    def hears(self, frame: bytes) -> bool:
        return frame == b"v"


def endpointer(**expectation: int) -> Endpointer:
    made = Endpointer(Script(), PATIENCE)
    made.expect(Expectation(**expectation))
    return made


def play(ears: Endpointer, script: str) -> list[Moment]:
    return [moment for frame in script if (moment := ears.frame(frame.encode())) is not None]


def ended(moments: list[Moment]) -> Iterator[SpeechEnded]:
    return (moment for moment in moments if isinstance(moment, SpeechEnded))


def test_a_turn_begins_where_its_voice_began_and_ends_where_it_ended() -> None:
    moments = play(endpointer(), "." * 10 + "v" * 20 + "." * 30)
    assert moments == [SpeechStarted(200), SpeechPaused(600), SpeechEnded(200, 600)]


def test_a_click_begins_no_turn() -> None:
    assert play(endpointer(), "..v....v.....v...." * 4) == []


def test_gaps_within_words_do_not_end_a_turn() -> None:
    moments = play(endpointer(), "vvvvvv" + ".........." + "vvvv" + "." * 19)
    assert not list(ended(moments))
    assert len([moment for moment in moments if isinstance(moment, SpeechPaused)]) == 2


def test_dictated_digits_are_waited_for() -> None:
    pause_between_digits = "v" * 10 + "." * 30 + "v" * 10 + "." * 41
    assert len(list(ended(play(endpointer(), pause_between_digits)))) == 2
    assert len(list(ended(play(endpointer(digits=6), pause_between_digits)))) == 1


def test_a_whole_answer_needs_little_silence() -> None:
    ears = endpointer(digits=4)
    play(ears, "v" * 20 + "." * 8)
    ears.complete = True
    assert list(ended(play(ears, "..")))


def test_a_whole_answer_is_no_longer_whole_when_the_caller_goes_on() -> None:
    ears = endpointer(digits=4)
    play(ears, "v" * 20 + "." * 8)
    ears.complete = True
    assert not list(ended(play(ears, "v" * 5 + "." * 20)))


def test_a_short_voice_does_not_break_in_and_a_longer_one_does() -> None:
    ears = endpointer()
    ears.line_speaks = True
    assert play(ears, "v" * 10 + "." * 30) == []
    assert play(ears, "v" * 14)[0] == SpeechStarted(800, breaks_in=True)


def test_a_turn_has_a_longest_time() -> None:
    assert list(ended(play(endpointer(), "v" * 160))) == [SpeechEnded(0, 3000)]
