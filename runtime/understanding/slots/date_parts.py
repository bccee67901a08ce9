"""Owns what the words of dates mean before a grain is wanted, and the arithmetic of days that both languages need."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Grain = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of words that means a date. Parts that were not said are None; the finest part said is its grain."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    number: int | None = None  # a number alone: a month, a day or a year, as was asked
    step: int | None = None  # "the last one": so many months or years from now, as was asked

    @property
    def grain(self) -> Grain:
        return "day" if self.day is not None else "month" if self.month is not None else "year"


def day(start: int, end: int, when: date) -> Found:
    return Found(start, end, when.year, when.month, when.day)


def month_from(today: date, months: int) -> tuple[int, int]:
    """Year and month, so many months from now."""
    number = today.year * 12 + today.month - 1 + months
    return number // 12, number % 12 + 1


def same_day_in_month(today: date, months: int) -> date:
    year, month = month_from(today, months)
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def weekday_of_week(today: date, weekday: int, weeks: int) -> date:
    """A weekday (Monday is 0) of the week so many weeks from this one, which begins on Monday."""
    return today + timedelta(days=weekday - today.weekday() + 7 * weeks)


def end_of_month(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def full_year(number: int, today: date) -> int:
    """A year said with two digits: 25 is 2025, 85 is 1985."""
    if number >= 100:
        return number
    century = today.year // 100 * 100
    return century + number if number <= today.year % 100 + 10 else century - 100 + number


def coming_weekday(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)
