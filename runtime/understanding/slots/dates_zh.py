"""Owns the Chinese words of dates: 上个月, 三月份, 去年十二月, 五月三号, 下周五, 大前天, 三天后, 2026年3月5日."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from runtime.understanding.slots import fillers, numerals_zh
from runtime.understanding.slots.date_parts import (
    Found,
    coming_weekday,
    day,
    end_of_month,
    full_year,
    month_from,
    same_day_in_month,
    weekday_of_week,
)

_N = numerals_zh.NUMERAL
_DAYS = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "今早": 0,
    "明天": 1,
    "明日": 1,
    "明早": 1,
    "明晚": 1,
    "后天": 2,
    "大后天": 3,
    "前儿": -2,
    "昨儿": -1,
    "今儿": 0,
    "明儿": 1,
    "后儿": 2,
}
_YEARS = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上一年": -1,
    "今年": 0,
    "本年": 0,
    "这一年": 0,
    "明年": 1,
    "下一年": 1,
    "后年": 2,
    "大后年": 3,
}
_WEEKDAYS = {
    "一": 0,
    "二": 1,
    "三": 2,
    "四": 3,
    "五": 4,
    "六": 5,
    "日": 6,
    "天": 6,
    "末": 5,
    **{str(number): number - 1 for number in range(1, 8)},
}
_HOLIDAYS = {
    "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "植树节": (3, 12), "劳动节": (5, 1), "五一": (5, 1), "青年节": (5, 4),
    "儿童节": (6, 1), "六一": (6, 1),
    "建军节": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "十一国庆": (10, 1), "双十一": (11, 11),
    "双十二": (12, 12), "平安夜": (12, 24), "圣诞": (12, 25),
}  # fmt: skip
"""Holidays of the solar calendar; those of the lunar one need a calendar of their own."""
_UNITS = {"天": "days", "日": "days", "周": "weeks", "星期": "weeks", "礼拜": "weeks", "月": "months", "年": "years"}

_YEAR = rf"(?:(?P<year>\d{{4}}|\d{{2}}|[{numerals_zh.DIGIT_CLASS}]{{2,4}})年|(?P<named_year>{'|'.join(_YEARS)})的?)"
_EDGES = {"初": 1, "底": -1, "末": -1}
_GRAMMAR = re.compile(
    r"(?P<iso>(?P<iso_year>\d{4})[-/.](?P<iso_month>\d{1,2})(?:[-/.](?P<iso_day>\d{1,2}))?(?!\d))"
    rf"|(?:{_YEAR.replace('year>', 'holiday_year>').replace('named_holiday_year', 'named_holiday')})?"
    rf"(?P<holiday>(?<![\d一二三四五六七八九十百千])(?:{'|'.join(sorted(_HOLIDAYS, key=len, reverse=True))}))"
    rf"(?:节|假期|那天|当天|劳动节|儿童节)*"
    rf"(?![\d一二三四五六七八九十百千万块元个点号])"
    rf"|(?P<edge_month>(?:{_N}|(?:上+|这|本|当|下+)(?:一)?个?)?)月份?的?(?P<edge>[底初末])(?![\d一二三四五六七八九十])"
    rf"|(?:(?P<edge_year>{'|'.join(_YEARS)})的?)?(?:(?<=年)|年)(?P<year_edge>[底初末])"
    rf"|{_YEAR}?(?P<month>{_N})月(?:份|(?P<month_day>{_N})[日号]?)?(?!前|后|内|之)"
    rf"|(?P<relative_month>(?:上+|前|这|本|当|下+)(?:一)?个?月)(?:份|的?(?P<relative_day>{_N})[日号])?"
    rf"|(?P<week>上+|这|本|下+)?(?:一)?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末1-7])(?![天个周年月])"
    rf"|(?P<count>{_N}|半)个?(?P<unit>天|日|周|星期|礼拜|月|年)(?:之|以)?(?P<side>前|后)"
    rf"|(?P<named_day>{'|'.join(sorted(_DAYS, key=len, reverse=True))})"
    rf"|{_YEAR.replace('year>', 'only_year>').replace('named_only_year', 'only_named_year')}"
    rf"|(?P<slash>(?<![\d/])(?P<slash_month>\d{{1,2}})[/-](?P<slash_day>\d{{1,2}})(?![\d/]))"
    rf"|(?P<day_only>{_N})(?:号|日)(?!线|楼|店|门|码|房|子|常)"
)
_BARE = re.compile(rf"(?P<number>{_N})(?:月份?|[号日]|年)?")
_WHICH = re.compile(r"(?P<side>上|前|这|本|当|下)一?(?:个|次|期|笔|张|份)?(?:账单)?")


def find(text: str, today: date) -> Iterator[Found]:
    anything = False
    for match in _GRAMMAR.finditer(text):
        for name, read in _READERS.items():
            if match[name]:
                found = read(match, today)
                if found is not None:
                    anything = True
                    yield found
                break
    if not anything:
        yield from _alone(text)


def _alone(text: str) -> Iterator[Found]:
    """三 or 上一个 to the question which month, which day or which year."""
    start, end = fillers.core(text)
    number = _number(bare["number"]) if (bare := _BARE.fullmatch(text, start, end)) else None
    if number is not None and number > 0:
        yield Found(start, end, number=number)
    elif which := _WHICH.fullmatch(text, start, end):
        yield Found(start, end, step={"上": -1, "前": -1, "下": 1}.get(which["side"], 0))


def _number(text: str | None) -> int | None:
    value = numerals_zh.value_of(text) if text else None
    return int(value) if value is not None and value == value.to_integral_value() else None


def _year(text: str | None, named: str | None, today: date) -> int | None:
    if named:
        return today.year + _YEARS[named]
    number = _number(text)
    return None if number is None else full_year(number, today)


def _iso(match: re.Match[str], _: date) -> Found:
    return Found(
        match.start(),
        match.end(),
        int(match["iso_year"]),
        int(match["iso_month"]),
        int(match["iso_day"]) if match["iso_day"] else None,
    )


def _holiday(match: re.Match[str], today: date) -> Found:
    month, month_day = _HOLIDAYS[match["holiday"]]
    return Found(match.start(), match.end(), _year(match["holiday_year"], match["named_holiday"], today), month, month_day)


def _edge(match: re.Match[str], today: date) -> Found | None:
    """月底, 下月初, 五月底: the last or the first day of a month."""
    words = match["edge_month"]
    named = _number(words) if words and words[0] not in "上这本当下" else None
    if named is not None and not 1 <= named <= 12:
        return None
    year, month = month_from(today, words.count("下") - words.count("上"))
    if named is not None:
        year, month = today.year, named
    first = _EDGES[match["edge"]] == 1
    return Found(match.start(), match.end(), year, month, 1 if first else end_of_month(year, month))


def _year_edge(match: re.Match[str], today: date) -> Found:
    year = today.year + _YEARS.get(match["edge_year"] or "", 0)
    return Found(match.start(), match.end(), year, *((1, 1) if _EDGES[match["year_edge"]] == 1 else (12, 31)))


def _month(match: re.Match[str], today: date) -> Found | None:
    month, month_day = _number(match["month"]), _number(match["month_day"])
    if month is None or not 1 <= month <= 12:
        return None
    return Found(match.start(), match.end(), _year(match["year"], match["named_year"], today), month, month_day)


def _relative_month(match: re.Match[str], today: date) -> Found:
    words = match["relative_month"]
    months = words.count("下") - words.count("上") - words.count("前") * 2
    year, month = month_from(today, months)
    return Found(match.start(), match.end(), year, month, _number(match["relative_day"]))


def _weekday(match: re.Match[str], today: date) -> Found:
    weekday = _WEEKDAYS[match["weekday"]]
    week = match["week"]
    when = (
        coming_weekday(today, weekday) if week is None else weekday_of_week(today, weekday, week.count("下") - week.count("上"))
    )
    return day(match.start(), match.end(), when)


def _counted(match: re.Match[str], today: date) -> Found | None:
    unit, sign = _UNITS[match["unit"]], 1 if match["side"] == "后" else -1
    number = _number(match["count"])
    if match["count"] == "半":
        unit, number = ("months", 6) if unit == "years" else ("days", 15)
    if number is None or number > 1000:
        return None
    if unit == "months":
        return day(match.start(), match.end(), same_day_in_month(today, sign * number))
    if unit == "years":
        return Found(match.start(), match.end(), today.year + sign * number)
    return day(match.start(), match.end(), today + timedelta(days=sign * number * (7 if unit == "weeks" else 1)))


def _named_day(match: re.Match[str], today: date) -> Found:
    return day(match.start(), match.end(), today + timedelta(days=_DAYS[match["named_day"]]))


def _only_year(match: re.Match[str], today: date) -> Found | None:
    year = _year(match["only_year"], match["only_named_year"], today)
    return None if year is None else Found(match.start(), match.end(), year)


def _slash(match: re.Match[str], _: date) -> Found:
    return Found(match.start(), match.end(), None, int(match["slash_month"]), int(match["slash_day"]))


def _day_only(match: re.Match[str], _: date) -> Found | None:
    number = _number(match["day_only"])
    return None if number is None or not 1 <= number <= 31 else Found(match.start(), match.end(), None, None, number)


_READERS: dict[str, Callable[[re.Match[str], date], Found | None]] = {
    "iso": _iso, "month": _month, "relative_month": _relative_month, "weekday": _weekday, "count": _counted,
    "named_day": _named_day, "only_year": _only_year, "only_named_year": _only_year,
    "slash": _slash, "day_only": _day_only, "holiday": _holiday, "edge": _edge, "year_edge": _year_edge,
}  # fmt: skip
