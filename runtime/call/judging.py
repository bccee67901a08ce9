"""Owns what words that are not over yet are to the question: whether they answer it, and how much of its number they give."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dsl.journal import Understood
from dsl.turn import Expectation
from runtime.understanding.slots.dictation import BETWEEN, dictated
from runtime.understanding.slots.mention import Moment


class Judgement(Struct, frozen=True):
    """Whether the words so far answer the question, and how many digits of its number they give, earlier ones included."""

    whole: bool = False
    digits: int = 0


def judgement(text: str, understood: Understood, asked: Expectation, now: datetime) -> Judgement:
    """A single digit is no value, no piece of one, and may sound like a word; who says one of a number goes on all the same."""
    if asked.slot is None or asked.confirming:
        return Judgement(understood.intent is not None)
    value = understood.slots.get(asked.slot, "")
    digits = sum(sign.isdigit() for sign in value or understood.digits)
    if not digits and asked.answer == "digits":
        digits = _read_out(text, asked, now)
        return Judgement(understood.intent is not None and not digits, digits)
    return Judgement(bool(value) or understood.intent is not None, digits)


def _read_out(text: str, asked: Expectation, now: datetime) -> int:
    """How many digits the words are, where they are nothing else."""
    runs = dictated(text.lower(), Moment(asked.language, now))
    if len(runs) != 1 or not (BETWEEN.fullmatch(text[: runs[0].start]) and BETWEEN.fullmatch(text[runs[0].end :])):
        return 0
    return len(runs[0].digits)
