"""Owns plain numbers and positions: 三个, 12, twenty, 第三个, the second one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsl.values import plain_number
from runtime.understanding.slots import numerals_en, numerals_zh
from runtime.understanding.slots.dates_en import ORDINALS
from runtime.understanding.slots.mention import Mention, Moment, Number

_COUNTED = re.compile(r"\s*(?:个|张|件|台|次|人|位|份|条|只|套|斤|公斤|箱|包|封|单|本|辆|间|瓶|杯|名|户|部|根|双|袋|盒|兆|g)")
_MEASURED = re.compile(r"\s*(?:号线|月|日|号|点|时|分|秒|年|周|星期|天|块|元|毛|角|下|些|样|直|起|定|切|般|旦|共|边)")
_ORDINAL_ZH = re.compile(rf"第(?P<number>{numerals_zh.NUMERAL})")
_ORDINAL_EN = re.compile(
    rf"\b(?:(?P<word>{'|'.join(sorted(ORDINALS, key=len, reverse=True))})|(?P<figure>\d{{1,3}})(?:st|nd|rd|th)|"
    rf"number (?P<bare>[a-z]+|\d+))\b"
)


def find_number(text: str, moment: Moment, asked: bool) -> Iterator[Mention]:
    numbers = numerals_zh.find(text) if moment.chinese else numerals_en.find(text)
    for number in numbers:
        if asked or not moment.chinese or _counts(text, number):
            yield Mention(
                number.start,
                number.end,
                "number",
                plain_number(number.value),
                bare=asked and len(text) == number.end - number.start,
            )


def _counts(text: str, number: Number) -> bool:
    """Unasked, 一 in 一下 or 一样 is no number."""
    if not number.spoken or _COUNTED.match(text, number.end):
        return True
    return number.value >= 10 and not _MEASURED.match(text, number.end)


def find_ordinal(text: str, moment: Moment, asked: bool) -> Iterator[Mention]:
    found = list(_ordinals_zh(text) if moment.chinese else _ordinals_en(text))
    if not found and asked:
        found = [
            Mention(mention.start, mention.end, "ordinal", mention.value, bare=True)
            for mention in find_number(text, moment, True)
            if mention.value.isdigit() and mention.value != "0"
        ]
    yield from found


def _ordinals_zh(text: str) -> Iterator[Mention]:
    for match in _ORDINAL_ZH.finditer(text):
        value = numerals_zh.value_of(match["number"])
        if value is not None and value >= 1:
            yield Mention(match.start(), match.end(), "ordinal", plain_number(value))


def _ordinals_en(text: str) -> Iterator[Mention]:
    for match in _ORDINAL_EN.finditer(text):
        value = _position(match)
        if value is not None:
            yield Mention(match.start(), match.end(), "ordinal", str(value))


def _position(match: re.Match[str]) -> int | None:
    if match["word"]:
        return ORDINALS[match["word"]]
    if match["figure"]:
        return int(match["figure"])
    numbers = numerals_en.find(match["bare"])
    return int(numbers[0].value) if len(numbers) == 1 and numbers[0].value >= 1 else None
