"""Owns the form of a calendar: opening hours by weekday, holidays, and days with hours of their own."""

from __future__ import annotations

from designer.forms.edits import Edit, Put
from designer.forms.fields import Entered
from designer.forms.form import Form
from designer.forms.inputs import Text
from designer.forms.rows import Column, DaysColumn, Rows, WeekdaysColumn

FILE = "calendars.yaml"
FORM = Form(
    place="calendars",
    file=FILE,
    order=("title", "zone", "open", "holidays", "special"),
    parts=(
        Text(key="title", word="name"),
        Text(key="zone", suggest="zones"),
        Rows(key="open", left=WeekdaysColumn("weekdays"), right=Column("hours"), many=True),
        Rows(key="holidays", left=DaysColumn("days"), right=Column("holiday")),
        Rows(key="special", left=DaysColumn("days"), right=Column("hours"), many=True),
    ),
)
ZONES = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Singapore", "Europe/London", "Europe/Berlin", "America/New_York",
         "America/Chicago", "America/Denver", "America/Los_Angeles", "UTC")  # fmt: skip
"""Those that are offered; any other may be written."""


def new(name: str, entered: Entered) -> list[Edit]:
    title = entered.text("title") or name
    return [Put((name,), {"title": title, "zone": ZONES[0], "open": {"monday-friday": ["9:00-18:00"]}})]
