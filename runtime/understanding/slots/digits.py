"""Owns strings of digits: dictated digits of a length, and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsl.values import ValueType, digit_lengths
from runtime.understanding.slots.dictation import Dictated, dictated
from runtime.understanding.slots.mention import Mention, Moment

_SHORTEST_UNASKED = 4

_PHONES = {
    "zh": re.compile(r"(?:86)?1[3-9]\d{9}|0\d{9,11}|400\d{7}|800\d{7}|[2-8]\d{6,7}|95\d{3}|12345|100\d\d"),
    "en": re.compile(r"1?\d{10}|0\d{9,10}|44\d{9,10}|\d{7}"),
}
_PHONE_UNASKED = re.compile(r"(?:86)?1[3-9]\d{9}|0\d{9,11}|[2-9]\d{9}|1[2-9]\d{9}|44\d{10}")
_PLUS = re.compile(r"(?:\+|加号?|\bplus)\s*$")


def find_digits(text: str, type_: ValueType, moment: Moment, asked: bool) -> Iterator[Mention]:
    least, most = digit_lengths(type_) or (1, 40)
    runs = dictated(text, moment)
    if asked and len(runs) > 1 and least <= sum(len(run.digits) for run in runs) <= most:
        runs = [Dictated(runs[0].start, runs[-1].end, "".join(run.digits for run in runs))]
    for run in runs:
        if least <= len(run.digits) <= most and (asked or len(run.digits) >= max(least, _SHORTEST_UNASKED)):
            yield Mention(run.start, run.end, "digits", run.digits, bare=asked)


def find_phone(text: str, moment: Moment, asked: bool) -> Iterator[Mention]:
    shape = _PHONES["zh" if moment.chinese else "en"] if asked else _PHONE_UNASKED
    runs = dictated(text, moment, phone=asked)
    if asked and len(runs) > 1 and shape.fullmatch("".join(run.digits for run in runs)):
        runs = [Dictated(runs[0].start, runs[-1].end, "".join(run.digits for run in runs))]
    for run in runs:
        plus = _PLUS.search(text[: run.start])
        if plus and 7 <= len(run.digits) <= 15:
            yield Mention(plus.start(), run.end, "phone", f"+{run.digits}")
        elif shape.fullmatch(run.digits):
            yield Mention(run.start, run.end, "phone", run.digits)
