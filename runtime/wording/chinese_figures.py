"""Owns how figures in Chinese text are read."""

from __future__ import annotations

import re
from decimal import Decimal

from runtime.wording.rules import AMOUNT, CURRENCY, DAY, SIGNS, SPELLED_FROM, currency_of, day_of, decimal, rules
from runtime.wording.values import spell, zh_money, zh_number, zh_time

_MOBILE = 11  # digits of a mobile number
_COUNTED = "点个位张件份台块次天年条笔户部周本只把套家名人间斤倍项种"  # 两 stands before these
_MEASURES = _COUNTED + "分小元角毛折楼层号月日岁公米度万亿兆千百"
_BEFORE_NOON = re.compile(r"(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里)\s?$")
_CALLED = re.compile(r"(拨打?|致电|电话|热线|客服|号码)[^\d，。；！？]{0,4}$")
_ONE = str.maketrans("一", "幺")


def _digits(digits: str) -> str:
    return spell(digits, True).replace(" ", "")


def _called(groups: str) -> str:
    """A telephone number in the groups in which it is written."""
    return "，".join(_digits(group).translate(_ONE) for group in re.findall(r"\d+", groups))


def _date(found: re.Match[str], _: str) -> str | None:
    day = day_of(found)
    if day is None:
        return None
    return f"{_digits(str(day.year))}年{zh_number(Decimal(day.month))}月{zh_number(Decimal(day.day))}日"


def _clock(found: re.Match[str], _: str) -> str | None:
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour > 24 or minute > 59:
        return None
    words = zh_time(hour % 24, minute)
    return words[2:] if _BEFORE_NOON.search(found.string[: found.start()]) else words


def _long(found: re.Match[str], _: str) -> str:
    digits = found[0]
    if len(digits) == _MOBILE and digits[0] == "1":
        return _called(f"{digits[:3]} {digits[3:7]} {digits[7:]}")
    return _called(digits) if _CALLED.search(found.string[: found.start()]) else _digits(digits)


def _fraction(found: re.Match[str], _: str) -> str | None:
    part, whole = decimal(found[1]), decimal(found[2])
    return f"{zh_number(whole)}分之{zh_number(part)}" if 0 < part < whole else None


def _number(found: re.Match[str], _: str) -> str:
    number = decimal(found[0])
    after = found.string[found.end() : found.end() + 1]
    return "两" if number == 2 and after and after in _COUNTED else zh_number(number)


CHINESE = rules(
    (rf"(?<![\d.]){DAY}(?!\d)", _date),
    (r"(?<!\d)(\d{4})年", lambda found, _: _digits(found[1]) + "年"),
    (rf"(?P<sign>[$£€¥￥])\s?(?P<amount>{AMOUNT})元?",
     lambda found, _: zh_money(decimal(found["amount"]), SIGNS[found["sign"]])),
    (rf"(?<![\d.,])({AMOUNT})\s?({CURRENCY})\b", lambda found, _: zh_money(decimal(found[1]), currency_of(found[2]))),
    (rf"(?<![\d.])({AMOUNT})\s?元", lambda found, _: zh_money(decimal(found[1]), "CNY")),
    (r"(?<=\d)\s?[-–~～]\s?(?=\d{1,2}[:：]\d{2})", lambda found, _: "到"),
    (r"(?<![\d:])(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?::\d{2})?(?![\d:])", _clock),
    (r"(?<![\d.])(\d+(?:\.\d+)?)\s?[%％]", lambda found, _: "百分之" + zh_number(decimal(found[1]))),
    (r"(?<![\w-])\+?\d{2,4}(?:[- ]\d{3,4}){1,3}(?![\w-])|(?<![\w-])0\d{2,3}[- ]\d{7,8}(?![\w-])",
     lambda found, _: _called(found[0])),
    (r"(?<![A-Za-z0-9])(?=[A-Z0-9]*\d)(?:[A-Z][A-Z0-9]*|\d+[A-Z]+\d[A-Z0-9]*)(?![A-Za-z0-9])",
     lambda found, _: f" {spell(found[0], True)} "),
    (rf"(?<=\d)\s?[-–~～]\s?(?=\d+[%{_MEASURES}])", lambda found, _: "到"),
    (r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])", _fraction),
    (r"(?<![\d.])\d+(?:\.\d+){2,}", lambda found, _: "点".join(map(_digits, found[0].split(".")))),
    (rf"(?<![\d.,])(?:0\d+|\d{{{SPELLED_FROM},}})(?![\d{_MEASURES}]|[.,]\d)", _long),
    (r"(?<![\w零一二三四五六七八九十-])-(?=\d)", lambda found, _: "负"),
    (rf"(?<![A-Za-zü])(?:{AMOUNT})", _number),  # a digit behind letters is the tone of pinyin
)  # fmt: skip
