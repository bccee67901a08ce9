"""Owns dates: what day, month or year is meant, relative to the time of the call, written to the grain of the detail.

`dates_zh` and `dates_en` find the words; `Found` is what they mean before it is known which grain is wanted.
A month without a year is the latest one that has begun when months are wanted (bills look back), and the nearest one
when days are; a weekday is the coming one. Words such as 上, 下, last and next settle it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from runtime.understanding.slots import dates_en, dates_zh
from runtime.understanding.slots.date_parts import Found, Grain, full_year, month_from
from runtime.understanding.slots.mention import Mention, Moment

_FINENESS = {"year": 0, "month": 1, "day": 2}


def find(text: str, grain: Grain, moment: Moment, asked: bool) -> Iterator[Mention]:
    today = moment.now.date()
    found = dates_zh.find(text, today) if moment.chinese else dates_en.find(text, today, moment.language == "en-US", grain)
    for item in found:
        bare = item.number is not None or item.step is not None
        if bare and not asked:
            continue
        value = _canonical(_settle(item, grain, today), grain, today)
        if value is not None:
            yield Mention(item.start, item.end, "date", value, bare=bare)


def _settle(found: Found, grain: Grain, today: date) -> Found:
    """A bare number, or "the last one", is what was asked for."""
    if found.step is not None:
        year, month = month_from(today, found.step)
        return replace(found, year=today.year + found.step) if grain == "year" else replace(found, year=year, month=month)
    if found.number is None:
        return found
    return replace(found, **{grain: full_year(found.number, today) if grain == "year" else found.number})


def _canonical(found: Found, grain: Grain, today: date) -> str | None:
    complete = _complete(found, grain, today)
    if complete is None:
        return None
    year, month, day = complete
    finest = min(_FINENESS[grain], _FINENESS[found.grain])
    return (f"{year:04}", f"{year:04}-{month:02}", f"{year:04}-{month:02}-{day:02}")[finest]


def _complete(found: Found, grain: Grain, today: date) -> tuple[int, int, int] | None:
    """Fills the parts that go without saying; None for a day that no calendar has."""
    if found.year is not None:
        return _checked(found.year, found.month or 1, found.day or 1)
    if found.month is not None:
        return _year_of_month(found.month, found.day, grain, today)
    if found.day is None:
        return None
    return _checked(today.year, today.month, found.day)


def _year_of_month(month: int, day: int | None, grain: Grain, today: date) -> tuple[int, int, int] | None:
    if grain != "day" or day is None:
        year = today.year if grain == "day" or month <= today.month else today.year - 1
        return _checked(year, month, day or 1)
    candidates = [parts for year in (today.year - 1, today.year, today.year + 1) if (parts := _checked(year, month, day))]
    return min(candidates, key=lambda parts: abs((date(*parts) - today).days), default=None)


def _checked(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    if not (1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return year, month, day
