"""Owns Chinese numbers: 两千三, 三百五, 一万零二十, 三点五, 一三八, 3万, and where they stand."""

from __future__ import annotations

import re
from decimal import Decimal

from runtime.understanding.slots.mention import Number

DIGITS = {
    "零": 0, "〇": 0, "一": 1, "壹": 1, "幺": 1, "二": 2, "两": 2, "贰": 2, "俩": 2, "三": 3, "叁": 3, "仨": 3, "四": 4, "肆": 4,
    "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GREAT = {"万": 10_000, "亿": 100_000_000}

DIGIT_CLASS = "".join(DIGITS)
NUMERAL_CLASS = DIGIT_CLASS + "".join(_UNITS) + "".join(_GREAT)
NUMERAL = rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?[十百千万亿]*|[{NUMERAL_CLASS}]+(?:点[{DIGIT_CLASS}]+)?)"
"""The text of one number, for the grammars of values that contain numbers."""

_NUMERAL = re.compile(NUMERAL)


def find(text: str) -> list[Number]:
    """Every number in the text, in order."""
    return [number for match in _NUMERAL.finditer(text) if (number := _number(match.group(), match.start())) is not None]


def value_of(text: str) -> Decimal | None:
    """What a text that is one number is worth; None when it makes no sense as a number."""
    if text and text[0].isdigit() and text[0].isascii():
        return _figures(text)
    whole, point, decimals = text.partition("点")
    value = _whole(whole)
    if value is None or not point:
        return value
    fraction = "".join(str(DIGITS[character]) for character in decimals)
    return value + Decimal(f"0.{fraction}")


def _number(text: str, start: int) -> Number | None:
    value = value_of(text)
    if value is None:
        return None
    spoken = not text[0].isascii()
    if spoken and all(character in DIGITS for character in text):
        groups = tuple(str(DIGITS[character]) for character in text)
    else:
        groups = (format(value, "f").replace(".", ""),) if spoken or not text.isdigit() else (text,)
    return Number(start, start + len(text), value, groups, spoken)


def _figures(text: str) -> Decimal:
    figures = text.rstrip("十百千万亿")
    value = Decimal(figures.replace(",", ""))
    for unit in text[len(figures) :]:
        value *= _UNITS.get(unit) or _GREAT[unit]
    return value


def _whole(text: str) -> Decimal | None:
    if not text or not (text[0] in DIGITS or text[0] in "十拾"):
        return None  # 百 and 万 alone are parts of other words
    if all(character in DIGITS for character in text):
        return Decimal("".join(str(DIGITS[character]) for character in text))
    total, part, digit, unit = 0, 0, None, 1
    after_zero = False
    for character in text:
        if character in DIGITS:
            if digit is not None and not after_zero:
                return None  # two digits in a row inside a number with units: 一二百
            digit = DIGITS[character]
            after_zero = digit == 0
        elif character in _UNITS:
            unit = _UNITS[character]
            part += (1 if digit is None or after_zero else digit) * unit
            digit, after_zero = None, False
        else:
            unit = _GREAT[character]
            section = part + (digit or 0)
            total = (total + (section or 1)) * unit if unit > total > 0 and section == 0 else total + (section or 1) * unit
            part, digit, after_zero = 0, None, False
    if digit is not None:
        shortened = unit >= 100 and text[-2] not in "零〇"  # 两千三 is 2300, 两千零三 is 2003
        part += digit * unit // 10 if shortened else digit
    return Decimal(total + part)
