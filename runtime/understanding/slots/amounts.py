"""Owns plain numbers and positions: 三个, 12, twenty, 第三个, the second one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from dsl.values import plain_number
from runtime.understanding.slots import numerals_en, numerals_zh
from runtime.understanding.slots.dates_en import ORDINALS
from runtime.understanding.slots.mention import Mention, Moment, Number

_COUNTED = re.compile(r"\s*(?:个|张|件|台|次|人|位|份|条|只|套|斤|公斤|箱|包|封|单|本|辆|间|瓶|杯|名|户|部|根|双|袋|盒|兆|g)")
_AND_A_HALF = re.compile(r"[个天年]半(?!小时|钟头|月)")
_BELOW_ZERO = re.compile(r"(?:负|零下|\bminus\s|\bnegative\s|(?<![\w\d])-)\s*$")
_MEASURED = re.compile(r"\s*(?:月|日|号|点|时|分|秒|年|周|星期|天|块|元|毛|角)")
_WORDS_WITH_ONE = re.compile(
    r"一(?:下|些|样|直|起|定|切|般|旦|共|边|会|点(?![\d零一二三四五六七八九两])|向|律|致|再)|万一|统一|唯一|第一"
)
_ORDINAL_ZH = re.compile(rf"第(?P<number>{numerals_zh.NUMERAL})|(?P<first>头一(?:个|次|回|项|条|位))")
_ORDINAL_ENDS = {
    **ORDINALS,
    **{f"{word[:-1]}ieth": value for word, value in numerals_en.TENS.items()},
    "hundredth": 100,
    "thousandth": 1000,
}
_ORDINAL_EN = re.compile(
    rf"\b(?:(?P<word>{'|'.join(sorted(_ORDINAL_ENDS, key=len, reverse=True))})|(?P<figure>\d{{1,3}})(?:st|nd|rd|th)|"
    rf"(?:number|option|choice) (?P<bare>[a-z]+|\d+))\b"
)


def find_number(text: str, moment: Moment, asked: bool) -> Iterator[Mention]:
    for number in plain_numbers(text, moment):
        if asked or not moment.chinese or _counts(text, number):
            bare = asked and number.end - number.start == len(text)
            yield _number(text, number, bare)


def _number(text: str, number: Number, bare: bool) -> Mention:
    """With what makes it half more (一个半), or less than nothing (minus five)."""
    value, start, end = number.value, number.start, number.end
    if half := _AND_A_HALF.match(text, end):
        value, end = value + Decimal("0.5"), half.end()
    if below := _BELOW_ZERO.search(text[:start]):
        value, start = -value, below.start()
    return Mention(start, end, "number", plain_number(value), bare=bare)


def plain_numbers(text: str, moment: Moment) -> list[Number]:
    """Numbers that are no parts of other words: 一下 and 万一 have none."""
    if not moment.chinese:
        return numerals_en.find(text)
    words = [match.span() for match in _WORDS_WITH_ONE.finditer(text)]
    return [number for number in numerals_zh.find(text) if not any(start <= number.start < end for start, end in words)]


def _counts(text: str, number: Number) -> bool:
    """Unasked, 一 in 一下 or 一样 is no number."""
    if not number.spoken or _COUNTED.match(text, number.end):
        return True
    fraction = number.value != number.value.to_integral_value()
    return fraction or (number.value >= 10 and not _MEASURED.match(text, number.end))


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
        value = Decimal(1) if match["first"] else numerals_zh.value_of(match["number"])
        if value is not None and value >= 1:
            yield Mention(match.start(), match.end(), "ordinal", plain_number(value))


def _ordinals_en(text: str) -> Iterator[Mention]:
    for match in _ORDINAL_EN.finditer(text):
        value, start = _long_position(text, match) if match["word"] else (_position(match), match.start())
        if value is not None:
            yield Mention(start, match.end(), "ordinal", str(value))


def _long_position(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The position with what stands before its last word: one hundred and first, forty-second."""
    value = _ORDINAL_ENDS[match["word"]]
    before = numerals_en.find(text[: match.start()])
    if not before or before[-1].value != before[-1].value.to_integral_value():
        return value, match.start()
    head, between = before[-1], text[before[-1].end : match.start()]
    if value >= 100 and between == " " and head.value < 100:
        return int(head.value) * value, head.start
    room = next((scale for scale in (100, 10) if head.value % scale == 0), 1)
    if value < room and re.fullmatch(r" (?:and )?|-", between):
        return int(head.value) + value, head.start
    return value, match.start()


def _position(match: re.Match[str]) -> int | None:
    if match["figure"]:
        return int(match["figure"])
    numbers = numerals_en.find(match["bare"])
    return int(numbers[0].value) if len(numbers) == 1 and numbers[0].value >= 1 else None
