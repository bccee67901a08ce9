"""Owns hours as a form gives them: which days from when until when, a time zone and days off make a calendar, and back."""

import re
from itertools import groupby

from msgspec import Struct

from designer.refusal import Refused
from designer.words import t
from dsl.calendars import WEEKDAYS, parse_days, parse_hours, parse_weekdays, parse_zone
from dsl.model import Calendar
from dsl.notation import NotationError

_SEPARATORS = re.compile(r"\s*[,，、;；]\s*")
WHOLE_DAY = "0:00-24:00"


class Span(Struct, frozen=True):
    """Days that are alike: from the first to the last (empty: that day alone), and their times; empty: the whole day."""

    first: str
    last: str = ""
    times: str = ""

    @property
    def days(self) -> str:
        return self.first if self.last in ("", self.first) else f"{self.first}-{self.last}"


class Entered(Struct, frozen=True, kw_only=True):
    """The hours as a form gives them: without any days, always."""

    spans: tuple[Span, ...] = ()
    zone: str = ""
    closed: str = ""  # days off, one a line: `2026-10-01..2026-10-07 National Day`


def read_hours(entered: Entered) -> Calendar | None:
    if not entered.spans and not entered.closed.strip():
        return None
    spans = entered.spans or (Span(WEEKDAYS[0], WEEKDAYS[-1]),)
    try:
        zone = parse_zone(entered.zone.strip())
        opened = {span.days: _times(span) for span in spans}
        days = [day for span in spans for day in parse_weekdays(span.days)]
        holidays = dict(_day_off(line) for line in filter(None, map(str.strip, entered.closed.splitlines())))
    except NotationError as problem:
        raise Refused("refusals.hours_of_people", text=str(problem.arguments.get("text", ""))[:80]) from None
    if twice := [day for day in days if days.count(day) > 1]:
        raise Refused("refusals.day_twice", day=t(f"people.{WEEKDAYS[twice[0]]}"))
    return Calendar(zone=zone, open=opened, holidays=holidays)


def entered_of(calendar: Calendar) -> Entered:
    """What a form would have been filled in with to give this calendar: days in a row that are alike stand together."""
    times = {day: spans for days, spans in calendar.open.items() for day in parse_weekdays(days)}
    spans = []
    for alike, run in groupby(range(len(WEEKDAYS)), lambda day: times.get(day, ())):
        days = [WEEKDAYS[day] for day in run]
        if alike:
            spans.append(Span(days[0], days[-1] if len(days) > 1 else "", ", ".join(alike)))
    closed = "\n".join(days if title == days else f"{days} {title}" for days, title in calendar.holidays.items())
    return Entered(spans=tuple(spans), zone=calendar.zone, closed=closed)


def _times(span: Span) -> tuple[str, ...]:
    times = tuple(filter(None, _SEPARATORS.split(span.times.strip()))) or (WHOLE_DAY,)
    for one in times:
        parse_hours(one)
    return times


def _day_off(line: str) -> tuple[str, str]:
    written, _, title = line.partition(" ")
    parse_days(written)
    return written, title.strip() or written
