"""Calendars: weekdays, hours over midnight, holidays, days that are worked all the same, and the zone that all of it is in."""

import pytest

from dsl.calendars import OpeningHours, parse_days, parse_hours, parse_weekdays
from dsl.compiler import compile_package
from dsl.model import Calendar
from tests.dsl.small_package import SMALL

COUNTER = OpeningHours(
    Calendar(
        zone="Asia/Shanghai",
        open={"monday-friday": ("9:00-12:00", "13:30-18:00"), "saturday": ("22:00-2:00",)},
        holidays={"2026-10-01..2026-10-07": "国庆节"},
        special={"2026-10-10": ("9:00-18:00",), "2026-10-02": ("10:00-11:00",), "2026-10-12": ()},
    )
)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-03-16T09:00:00+08:00", True),  # a Monday, as it opens
        ("2026-03-16T01:00:00.000Z", True),  # the same moment
        ("2026-03-16T08:59:59+08:00", False),
        ("2026-03-16T12:00:00+08:00", False),  # closed for lunch
        ("2026-03-16T18:00:00+08:00", False),
        ("2026-03-16T23:59:00-08:00", True),  # Tuesday afternoon in Shanghai
        ("2026-03-21T23:00:00+08:00", True),  # Saturday night
        ("2026-03-22T01:59:00+08:00", True),  # and on into Sunday
        ("2026-03-22T02:00:00+08:00", False),
        ("2026-10-01T10:00:00+08:00", False),  # a holiday
        ("2026-10-02T10:30:00+08:00", True),  # a holiday that is worked for an hour
        ("2026-10-08T10:00:00+08:00", True),
        ("2026-10-10T10:00:00+08:00", True),  # a Saturday that is worked
        ("2026-10-10T23:00:00+08:00", False),  # and so has no night
        ("2026-10-12T10:00:00+08:00", False),  # a Monday on which it is closed
        ("2026-10-10T10:00:00", False),  # no moment without an offset
        ("soon", False),
    ],
)
def test_open_at_a_moment(moment: str, is_open: bool) -> None:
    assert COUNTER.is_open(moment) is is_open


def test_open_on_a_day_and_at_a_time() -> None:
    days = ("2026-10-01", "2026-10-02", "2026-10-09", "2026-10-10", "2026-10-11", "2026-10", "soon")
    assert [day for day in days if COUNTER.is_open_on(day)] == ["2026-10-02", "2026-10-09", "2026-10-10"]
    monday = "2026-03-16T20:00:00+08:00"
    times = ("08:00", "09:30", "12:30", "25:00")
    assert [clock for clock in times if COUNTER.is_open_today_at(monday, clock)] == ["09:30"]


def test_summer_time_is_the_zone_s() -> None:
    london = OpeningHours(Calendar(zone="Europe/London", open={"monday-sunday": ("9:00-10:00",)}))
    assert london.is_open("2026-01-15T09:30:00Z") and not london.is_open("2026-07-15T09:30:00Z")
    assert london.is_open("2026-07-15T08:30:00Z")


def test_what_the_notations_stand_for() -> None:
    assert (parse_hours("0:00-24:00").start, parse_hours("0:00-24:00").end) == (0, 1440)
    assert parse_hours("22:00-6:00").end == 30 * 60
    assert parse_weekdays("saturday-monday") == (5, 6, 0)
    assert parse_days("2026-02-27..2026-03-01").last.isoformat() == "2026-03-01"


def test_a_bundle_has_its_calendars() -> None:
    bundle = compile_package(SMALL).bundle
    assert bundle is not None and OpeningHours(bundle.calendars["desk"]).is_open("2026-03-16T09:00:00Z")
