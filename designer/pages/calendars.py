"""Owns how a calendar is told in one line, and the rows of a form that hours are entered in."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from designer import words
from designer.forms.fields import Entered as Form
from designer.forms.form import Cell
from designer.forms.rows import Column, Row, Rows, WeekdaysColumn
from designer.forms.sheet import Problem
from designer.publishing.hours import Entered, Span, entered_of
from dsl.calendars import WEEKDAYS, parse_weekdays
from dsl.model import Calendar

SPANS = Rows(key="spans", left=WeekdaysColumn("weekdays"), right=Column("times"))
OFFICE_HOURS = (Span("monday", "friday", "9:00-18:00"),)
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


def entered(calendar: Calendar | None, otherwise: tuple[Span, ...] = ()) -> Entered:
    """What a form is filled in with; `otherwise`: the days that it begins with where there is no calendar yet."""
    return entered_of(calendar) if calendar is not None else Entered(spans=otherwise, zone=usual_zone())


def sent(form: Form) -> Entered:
    """What came back in those fields."""
    spans = tuple(Span(*row.key, *row.value) for row in SPANS.entered(form))
    return Entered(spans=spans, zone=form.text("zone"), closed=form.text("closed"))


def rows(hours: Entered, problems: Sequence[Problem] = ()) -> dict[str, Any]:
    """What `hours.html` needs to show the days of a form."""
    shown = [Row("", (span.first, span.last), (span.times,)) for span in hours.spans]
    return {"spans": Cell(SPANS, shown, list(problems)), "place": "people", "can_edit": True}


def _days(days: list[int]) -> str:
    first, last = (words.t(f"people.{WEEKDAYS[day]}") for day in (days[0], days[-1]))
    return first if len(days) == 1 else f"{first}–{last}"
