"""Owns how much silence ends a caller's turn, and why: by the question, and by what the words so far are to it.

Pure, and the one place of these rules. A sentence of the step's grammar that can't go on needs hardly any silence; one that
could go on, an unfinished one and a number with digits missing need more; what nobody has read yet waits as its question does. A
caller who pauses within their turns is waited for longer than they pause, wherever more could come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct, field

from dsl.turn import Answer, Expectation
from runtime.speech.unfinished import trails_off

Reason: TypeAlias = Literal[
    "whole-sentence",  # of the grammar, it answers the question, and nothing could follow
    "stands-in-noise",  # the same, and the sound goes on without adding a word
    "may-go-on",  # a whole sentence that more words could follow
    "answers",  # the words answer the question; no grammar says whether they are all
    "unfinished",  # the grammar wants more words, or the last of them leads to more
    "doubtful",  # a whole sentence, but one that the sound hardly fits
    "no-answer-yet",  # words that don't answer the question
    "nothing-read",  # no words are known yet
    "digits-complete",  # as many as the number can have
    "digits-may-go-on",
    "digits-missing",
    "too-long",
]


class Reading(Struct, frozen=True, kw_only=True):
    """The words so far and what they are to the question. `heard_ms`: up to where in the call they were read."""

    text: str
    heard_ms: int
    whole: bool = False  # they answer the question
    digits: int = 0  # so many of the number that is asked for, those of earlier turns included
    complete: bool | None = None  # as in `protocols.Partial`
    goes_on: bool | None = None
    doubtful: bool = False  # they are probably not what was said


class Wait(Struct, frozen=True):
    """So much silence ends the turn, and why so much."""

    milliseconds: int
    reason: Reason


ALL_SAID: frozenset[Reason] = frozenset({"whole-sentence", "stands-in-noise", "digits-complete", "too-long"})
"""Nothing can follow these, however the caller speaks."""


USUAL: Mapping[Answer, int] = {"yes_no": 400, "choice": 480, "request": 560, "words": 720, "digits": 1000}


class Patience(Struct, frozen=True, kw_only=True):
    """Milliseconds of silence that end a turn."""

    sure: int = 80  # nothing more can come
    answers: int = 240
    may_go_on: int = 240
    unfinished: int = 800
    digits_may_go_on: int = 1000  # who has said enough of them may still be reading on
    digits: int = 1000  # people read numbers out with pauses
    yes_no: int = 100  # the words answer a question to be answered by yes or no
    own_words: int = 600  # any words answer the question, so that none of them is the last

    usual: Mapping[Answer, int] = field(default_factory=lambda: USUAL)  # while the words don't answer, or aren't known
    steady: int = 700  # of sound that adds nothing to a whole sentence
    stretch: float = 1.25  # times the pauses that the caller makes
    longest: int = 1500


def wait_for(asked: Expectation, reading: Reading | None, patience: Patience) -> Wait:
    """How much silence ends the turn now. `reading`: None when what was said last is not in it."""
    usual = patience.usual[asked.answer]
    if reading is None or not reading.text:
        return Wait(usual, "nothing-read")
    wait = _of_words(asked, reading, patience)
    return Wait(usual, "doubtful") if reading.doubtful and wait.milliseconds < usual else wait


def _of_words(asked: Expectation, reading: Reading, patience: Patience) -> Wait:
    if asked.answer == "digits":
        return _of_number(asked, reading, patience)
    if reading.complete and reading.goes_on is False and reading.whole:
        return Wait(patience.sure, "whole-sentence")
    if reading.complete and reading.goes_on:
        return Wait(patience.yes_no if asked.answer == "yes_no" and reading.whole else patience.may_go_on, "may-go-on")
    if reading.complete is False and reading.goes_on:
        return Wait(patience.unfinished, "unfinished")
    if asked.answer == "words":
        return Wait(patience.unfinished if trails_off(reading.text) else patience.own_words, "answers")
    if reading.whole:
        return Wait(patience.yes_no if asked.answer == "yes_no" else patience.answers, "answers")
    if trails_off(reading.text):
        return Wait(patience.unfinished, "unfinished")
    return Wait(patience.usual[asked.answer], "no-answer-yet")


def with_habit(wait: Wait, pause_ms: int, patience: Patience) -> Wait:
    """The same for a caller who makes such pauses within their turns."""
    wanted = min(patience.longest, int(pause_ms * patience.stretch))
    if wait.reason in ALL_SAID or wanted <= wait.milliseconds:
        return wait
    return Wait(wanted, wait.reason)


def stands_in_noise(asked: Expectation, reading: Reading | None, steady_ms: int, patience: Patience) -> bool:
    """Whether the words have stood so long that the voice still heard is none of the caller's."""
    return (
        reading is not None and steady_ms >= patience.steady and wait_for(asked, reading, patience).milliseconds <= patience.sure
    )


def _of_number(asked: Expectation, reading: Reading, patience: Patience) -> Wait:
    fewest, most = asked.lengths or (1, None)
    if most is not None and reading.digits >= most:
        return Wait(patience.sure, "digits-complete")
    if reading.digits:
        return Wait(*_more_digits(reading, fewest, patience))
    if reading.whole:  # not a number, but an answer: “I don't have it”
        return Wait(patience.answers, "answers")
    return Wait(patience.digits, "digits-missing")


def _more_digits(reading: Reading, fewest: int, patience: Patience) -> tuple[int, Reason]:
    if reading.digits < fewest or not reading.whole:
        return patience.digits, "digits-missing"
    return patience.digits_may_go_on, "digits-may-go-on"
