"""Owns hours as a form gives them: days, times, a time zone and days off make a calendar."""

import re

from msgspec import Struct

from designer.refusal import Refused
from dsl.calendars import WEEKDAYS, parse_days, parse_hours, parse_zone
from dsl.model import Calendar
from dsl.notation import NotationError

_SEPARATORS = re.compile(r"[,，;；]\s*")


class Entered(Struct, frozen=True, kw_only=True):
    """The hours as a form gives them: without days and hours, always."""

    days: tuple[str, ...] = ()
    hours: str = ""
    zone: str = ""
    closed: str = ""  # days off, one a line: `2026-10-01..2026-10-07 National Day`


def read_hours(entered: Entered) -> Calendar | None:
    days = [day for day in WEEKDAYS if day in entered.days]
    spans = [span for span in _SEPARATORS.split(entered.hours.strip()) if span]
    if not days and not spans and not entered.closed.strip():
        return None
    days, spans = days or list(WEEKDAYS), spans or ["0:00-24:00"]
    holidays = {}
    try:
        zone = parse_zone(entered.zone.strip())
        for span in spans:
            parse_hours(span)
        for line in filter(None, map(str.strip, entered.closed.splitlines())):
            written, _, title = line.partition(" ")
            parse_days(written)
            holidays[written] = title.strip() or written
    except NotationError as problem:
        raise Refused("refusals.hours_of_people", text=str(problem.arguments.get("text", ""))[:80]) from None
    return Calendar(zone=zone, open={day: tuple(spans) for day in days}, holidays=holidays)
