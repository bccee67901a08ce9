"""Owns how a calendar is told in one line: the days with their hours, the time zone, how many days are different."""

from itertools import groupby

from designer import words
from designer.publishing.hours import Entered
from dsl.calendars import WEEKDAYS, parse_weekdays
from dsl.model import Calendar

_USUAL_ZONE = {"zh": "Asia/Shanghai", "en": "Europe/London"}


def told(calendar: Calendar) -> str:
    """Days that follow each other with the same hours are told together."""
    spans = {day: hours for days, hours in calendar.open.items() for day in parse_weekdays(days)}
    runs = [(hours, list(days)) for hours, days in groupby(range(7), lambda day: spans.get(day, ()))]
    joined, between = ("、", "；") if words.language() == "zh" else (", ", "; ")
    by_hours: dict[tuple[str, ...], list[str]] = {}
    for hours, days in runs:
        if hours:
            by_hours.setdefault(hours, []).append(_days(days))
    times = between.join(f"{joined.join(days)} {joined.join(hours)}" for hours, days in by_hours.items())
    differ = len(calendar.holidays) + len(calendar.special)
    off = words.t("numbers.other_days" if calendar.special else "people.days_off", count=differ) if differ else ""
    return " · ".join(part for part in (times or words.t("numbers.never_open"), calendar.zone, off) if part)


def usual_zone() -> str:
    return _USUAL_ZONE[words.language()]


def entered(calendar: Calendar | None) -> Entered:
    """What a form would have been filled in with to give this calendar, all of whose days have the same hours."""
    if calendar is None:
        return Entered(zone=usual_zone())
    days = tuple(day for day in WEEKDAYS if day in calendar.open)
    closed = "\n".join(days if title == days else f"{days} {title}" for days, title in calendar.holidays.items())
    return Entered(days=days, hours=", ".join(next(iter(calendar.open.values()), ())), zone=calendar.zone, closed=closed)


def _days(days: list[int]) -> str:
    first, last = (words.t(f"people.{WEEKDAYS[day]}") for day in (days[0], days[-1]))
    return first if len(days) == 1 else f"{first}–{last}"
