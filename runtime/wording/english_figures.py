"""Owns how figures in English text are read."""

from __future__ import annotations

import re
from datetime import date

from runtime.wording.rules import AMOUNT, CURRENCY, DAY, SIGNS, SPELLED_FROM, currency_of, day_of, decimal, rules
from runtime.wording.values import EN_MONTHS, en_money, en_number, en_ordinal, en_time, en_year, spell

_ALONE = r"(?<![\w.,])"
_MONTH = "|".join(EN_MONTHS)
_HALF = r"(?P<half>(?i:[ap]\.?m\b\.?))"
_NOON = 12
_LAST_ORDINAL = 999_999
_SCALES = {"k": "thousand", "m": "million"}
_LARGE = {"USD": "dollars", "GBP": "pounds", "EUR": "euros", "CNY": "yuan"}


def _money(found: re.Match[str], _: str) -> str:
    amount, currency, scale = decimal(found["amount"]), SIGNS[found["sign"]], (found["scale"] or "").strip().lower()
    if scale:
        return f"{en_number(amount)} {_SCALES.get(scale, scale)} {_LARGE[currency]}"
    return en_money(amount, currency)


def _day_of_year(month: int, day: int, year: int) -> str:
    return f"{EN_MONTHS[month - 1]} the {en_ordinal(day)}, {en_year(year)}"


def _date(found: re.Match[str], _: str) -> str | None:
    day = day_of(found)
    return None if day is None else _day_of_year(day.month, day.day, day.year)


def _slashed(found: re.Match[str], language: str) -> str | None:
    """`10/3/2026`: the day first in Britain, the month first in America."""
    first, second, year = (int(part) for part in found.groups())
    month, day = (second, first) if language.lower().endswith("gb") else (first, second)
    try:
        date(year, month, day)
    except ValueError:
        return None
    return _day_of_year(month, day, year)


def _month_day(found: re.Match[str], _: str) -> str | None:
    day = int(found["day"])
    if not 0 < day <= 31:
        return None
    return f"{found['month']} the {en_ordinal(day)}" + (f", {en_year(int(found['year']))}" if found["year"] else "")


def _clock(found: re.Match[str], _: str) -> str | None:
    """`15:05` is three oh five p.m.; `10:30`, which may be either half of the day, is ten thirty."""
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()
    if hour > 23 or minute > 59 or (half and not 0 < hour <= _NOON):
        return None
    if half:
        return en_time(hour % _NOON + (_NOON if half.startswith("p") else 0), minute)
    words = en_time(hour, minute)
    return words if hour > _NOON or not hour else words.rpartition(" ")[0] + ("" if minute else " o'clock")


def _called(found: re.Match[str], _: str) -> str:
    groups = ", ".join(spell(group, False) for group in re.findall(r"\d+", found[0]))
    return f"plus {groups}" if "+" in found[0] else groups


def _ordinal(found: re.Match[str], _: str) -> str | None:
    number = int(found[1])
    return en_ordinal(number) if number <= _LAST_ORDINAL else None


def _spelled(found: re.Match[str], _: str) -> str:
    return f" {spell(found[0], False)} "


ENGLISH = rules(
    (rf"{_ALONE}{DAY}(?!\d)", _date),
    (rf"{_ALONE}(\d{{1,2}})/(\d{{1,2}})/(\d{{4}})(?!\d)", _slashed),
    (rf"(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?(?!\w)", _month_day),
    (rf"{_ALONE}(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})(?:,? (?P<year>\d{{4}}))?(?!\w)", _month_day),
    (rf"(?P<sign>[$£€¥￥])\s?(?P<amount>{AMOUNT})(?P<scale> ?(?:thousand|million|billion|[kKmM])\b)?", _money),
    (rf"{_ALONE}({AMOUNT})\s?({CURRENCY})\b", lambda found, _: en_money(decimal(found[1]), currency_of(found[2]))),
    (r"(?<=\d)\s?[-–]\s?(?=\d{1,2}:\d{2})", lambda found, _: " to "),
    (rf"(?<![\w:])(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?(?:\s?{_HALF})?(?![\d:])", _clock),
    (rf"{_ALONE}(?P<hour>\d{{1,2}})(?P<minute>)\s?{_HALF}", _clock),
    (r"(?<![\d.])(\d+(?:\.\d+)?)\s?%", lambda found, _: en_number(decimal(found[1])) + " percent"),
    (r"(?<![\w-])(?:\+\d{1,3}[ -]?)?(?:\(\d{3,4}\) ?)?\d{1,4}(?:[ -]\d{3,4}){1,3}(?![\w-])", _called),
    (r"(?<=\d)\s?[-–]\s?(?=\d+ [a-z])", lambda found, _: " to "),
    (r"(?<![\d.])\d+(?:\.\d+){2,}", lambda found, _: " point ".join(spell(part, False) for part in found[0].split("."))),
    (r"\bNo\. ?(?=\d)", lambda found, _: "number "),
    (rf"{_ALONE}(\d+)(?:st|nd|rd|th)\b", _ordinal),
    (r"(?<![A-Za-z0-9])(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*\d)[A-Z0-9]+(?![A-Za-z0-9])", _spelled),
    (r"(?<=\bin )((?:19|20)\d{2})(?![\d.,]*\d)", lambda found, _: en_year(int(found[1]))),
    (rf"(?<![\d.,])(?:0\d+|\d{{{SPELLED_FROM},}})(?!\d|[.,]\d)", _spelled),
    (r"(?<![\w-])-(?=\d)", lambda found, _: "minus "),
    (rf"{_ALONE}(?:{AMOUNT})(?![\w]|[.,:/-]?\d)", lambda found, _: en_number(decimal(found[0]))),
)
