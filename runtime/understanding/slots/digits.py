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
_SHORTEST_PIECE = 2
_LONGEST_PHONE = 15
_AROUND_PIECES = re.compile(
    r"(?:[\s,.，。、…\-()]|不对|错了|不是|嗯|呃|额|啊|哦|好|那个|然后|接着|后面|前面|开头|先|再|是|的|我|你|您|记|记一下|一下|这个|号码|手机号?|电话|账号|卡号|密码|单号|编号|号|"
    r"\b(?:um+|uh+|er+|okay|ok|so|well|yes|yeah|sure|it|is|it's|that's|the|my|number|phone|code|first|starts|begins|with|then|and|area|dash|no|not|sorry|wait|i|meant|"
    r"hyphen|of|account|card|pin|here|goes)\b)*"
)
_PLUS = re.compile(r"(?:\+|加号?|\bplus)\s*$")


def find_digits(text: str, type_: ValueType, moment: Moment, asked: bool, before: str = "") -> Iterator[Mention]:
    """`before`: digits that were heard already, which these go on from."""
    least, most = digit_lengths(type_) or (1, 40)
    runs = dictated(text, moment)
    if before and runs and least <= len(before + _all(runs)) <= most:
        yield Mention(runs[0].start, runs[-1].end, "digits", before + _all(runs), bare=True)
        return
    if asked and len(runs) > 1 and least <= len(_all(runs)) <= most:
        runs = [Dictated(runs[0].start, runs[-1].end, _all(runs))]
    for run in runs:
        if least <= len(run.digits) <= most and (asked or len(run.digits) >= max(least, _SHORTEST_UNASKED)):
            yield Mention(run.start, run.end, "digits", run.digits, bare=asked)


def find_phone(text: str, moment: Moment, asked: bool, before: str = "") -> Iterator[Mention]:
    shape = _PHONES["zh" if moment.chinese else "en"] if asked else _PHONE_UNASKED
    runs = dictated(text, moment, phone=asked)
    if before and runs and shape.fullmatch(before + _all(runs)):
        yield Mention(runs[0].start, runs[-1].end, "phone", before + _all(runs))
        return
    if asked and len(runs) > 1 and shape.fullmatch(_all(runs)):
        runs = [Dictated(runs[0].start, runs[-1].end, _all(runs))]
    for run in runs:
        plus = _PLUS.search(text[: run.start])
        if plus and 7 <= len(run.digits) <= 15:
            yield Mention(plus.start(), run.end, "phone", f"+{run.digits}")
        elif shape.fullmatch(run.digits):
            yield Mention(run.start, run.end, "phone", run.digits)


def piece(text: str, type_: ValueType, moment: Moment, before: str) -> str:
    """What has been heard of a number that is not whole: digits and nothing that means anything else, after those before.

    More digits than the number can have are its beginning once more.
    """
    most = _most_digits(type_)
    runs = dictated(text, moment, phone=type_.name == "phone")
    said = _all(runs)
    if not most or len(said) < (1 if before else _SHORTEST_PIECE) or not _nothing_but(text, runs):
        return ""
    whole = before + said if len(before) + len(said) < most else said
    return whole if len(whole) < most else ""


def _most_digits(type_: ValueType) -> int:
    """0 for a type that is never dictated in pieces."""
    if type_.name == "phone":
        return _LONGEST_PHONE
    lengths = digit_lengths(type_) if type_.name == "digits" and type_.argument else None
    return lengths[1] if lengths else 0


def _nothing_but(text: str, runs: list[Dictated]) -> bool:
    left = list(text)
    for run in runs:
        left[run.start : run.end] = " " * (run.end - run.start)
    return _AROUND_PIECES.fullmatch("".join(left)) is not None


def _all(runs: list[Dictated]) -> str:
    return "".join(run.digits for run in runs)
