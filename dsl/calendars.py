"""Owns calendars: how weekdays, days, hours and time zones are written, and whether a calendar is open at a moment.

A special day comes before a holiday, and a holiday before the weekday. Hours that end no later than they begin end on the
day after, which a holiday that begins then does not shorten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from msgspec import Struct

from dsl.model import Calendar
from dsl.naming import nearest
from dsl.notation import NotationError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = 24 * 60
WEEK = 7 * DAY

_HOURS = re.compile(r"(\d{1,2}):(\d{2}) ?- ?(\d{1,2}):(\d{2})", re.ASCII)
_SIGNS = str.maketrans("：－–—～~至", ":------")
_LONGEST_RANGE = 366


class Hours(Struct, frozen=True):
    """From and until which minute after the midnight that a day begins with; `end` may lie on the day after."""

    start: int
    end: int


class Days(Struct, frozen=True):
    """A day, or all from the first to the last one."""

    first: date
    last: date


# ---- the notations -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def parse_hours(text: str) -> Hours:
    """`9:00-18:00`, `22:00-6:00` (over midnight), `0:00-24:00`. Raises NotationError."""
    found = _HOURS.fullmatch(text)
    if found is None:
        meant = text.translate(_SIGNS).strip()
        known = _HOURS.fullmatch(meant) is not None and meant != text
        raise NotationError("hours-bad", 0, len(text), replacement=meant if known else None, text=text)
    from_hour, from_minute, to_hour, to_minute = (int(part) for part in found.groups())
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if max(from_minute, to_minute) > 59 or start >= DAY or end > DAY or start == end:
        raise NotationError("hours-bad", 0, len(text), text=text)
    return Hours(start, end if end > start else end + DAY)


@lru_cache(maxsize=4096)
def parse_weekdays(text: str) -> tuple[int, ...]:
    """`monday`, or `monday-friday`: Monday is 0. Raises NotationError."""
    first, dash, last = text.partition("-")
    begin = _weekday(first, 0)
    if not dash:
        return (begin,)
    end = _weekday(last, len(first) + 1)
    return tuple((begin + step) % 7 for step in range((end - begin) % 7 + 1))


def _weekday(word: str, start: int) -> int:
    if word not in WEEKDAYS:
        raise NotationError("weekday-unknown", start, start + len(word), text=word, nearest=nearest(word, WEEKDAYS))
    return WEEKDAYS.index(word)


@lru_cache(maxsize=4096)
def parse_days(text: str) -> Days:
    """`2026-10-01`, or `2026-10-01..2026-10-07`. Raises NotationError."""
    first, dots, last = text.partition("..")
    begin = _day(first)
    end = _day(last) if dots else begin
    if begin is None or end is None:
        raise NotationError("days-bad", 0, len(text), text=text)
    if end < begin or end - begin > timedelta(days=_LONGEST_RANGE):
        raise NotationError("days-crossed", 0, len(text), text=text)
    return Days(begin, end)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def parse_zone(text: str) -> str:
    """The name of a time zone: `Asia/Shanghai`. Raises NotationError."""
    if text not in _zone_names():
        raise NotationError("zone-unknown", 0, len(text), text=text, nearest=nearest(text, _zone_names()))
    return text


@cache
def _zone_names() -> frozenset[str]:
    """Those of the pinned package, so that a check says the same on every machine."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@cache
def _zone(name: str) -> ZoneInfo:
    with resources.files("tzdata").joinpath("zoneinfo", *parse_zone(name).split("/")).open("rb") as stream:
        return ZoneInfo.from_file(stream, name)


# ---- whether it is open ------------------------------------------------------------------------------------------


class OpeningHours:
    """A calendar, made ready to be asked."""

    def __init__(self, calendar: Calendar) -> None:
        self._zone = calendar.zone
        self._weekdays = {
            day: tuple(map(parse_hours, hours)) for days, hours in calendar.open.items() for day in parse_weekdays(days)
        }
        self._special = {
            day: tuple(map(parse_hours, hours)) for days, hours in calendar.special.items() for day in _each(parse_days(days))
        }
        self._holidays = {day for days in calendar.holidays for day in _each(parse_days(days))}

    def is_open(self, moment: str) -> bool:
        """At this moment (ISO text with its offset); a moment that is none is never open."""
        local = self._local(moment)
        return local is not None and self._is_open_at(local.date(), local.hour * 60 + local.minute)

    def is_open_on(self, day: str) -> bool:
        """At any time of a day (`2026-10-03`)."""
        found = _day(day)
        return found is not None and bool(self._hours_of(found))

    def is_open_today_at(self, moment: str, clock: str) -> bool:
        """At a time (`14:30`) of the day on which the moment falls."""
        local = self._local(moment)
        try:
            wanted = time.fromisoformat(clock)
        except ValueError:
            return False
        return local is not None and self._is_open_at(local.date(), wanted.hour * 60 + wanted.minute)

    def _local(self, moment: str) -> datetime | None:
        try:
            found = datetime.fromisoformat(moment)
        except ValueError:
            return None
        return found.astimezone(_zone(self._zone)) if found.tzinfo is not None else None

    def _is_open_at(self, day: date, minute: int) -> bool:
        if any(hours.start <= minute < hours.end for hours in self._hours_of(day)):
            return True
        return any(minute + DAY < hours.end for hours in self._hours_of(day - timedelta(days=1)))

    def _hours_of(self, day: date) -> tuple[Hours, ...]:
        if day in self._special:
            return self._special[day]
        return () if day in self._holidays else self._weekdays.get(day.weekday(), ())


def _each(days: Days) -> Iterator[date]:
    return (days.first + timedelta(days=number) for number in range((days.last - days.first).days + 1))
