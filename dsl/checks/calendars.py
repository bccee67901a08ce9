"""Owns the checks of calendars: nothing written twice, no hours that overlap, and open at some time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from dsl.calendars import DAY, WEEK, parse_days, parse_hours, parse_weekdays
from dsl.diagnostics import Findings
from dsl.model import Calendar, Package
from dsl.reading import Place, Reading
from dsl.source.files import PathKey

Path: TypeAlias = tuple[PathKey, ...]
Span: TypeAlias = tuple[int, int, Path]
"""From and until which minute, and where it is written."""


def check_calendars(reading: Reading, package: Package, findings: Findings) -> None:
    for name, calendar in package.calendars.items():
        own = reading.place("calendar", name)
        for path, text, other in [*_weekdays_twice(name, calendar), *_days_twice(name, calendar)]:
            findings.report("day-twice", reading.key_span(own.file, *path), text=text, other=other)
        spans = [_of_a_week(name, calendar), *_of_special_days(name, calendar)]
        for path, earlier in (pair for each in spans for pair in _overlapping(each)):
            written = calendar.open if path[1] == "open" else calendar.special
            at = reading.value_or_key_span(Place(own.file, path))
            findings.report("hours-overlap", at, text=_text(written, path), other=_text(written, earlier))
        if not any(spans) and not reading.broken:
            findings.report("calendar-never-open", reading.key_span(own.file, name), severity="warning", name=name)


def _text(written: dict[str, tuple[str, ...]], path: Path) -> str:
    return written[str(path[2])][int(path[3])]


def _weekdays_twice(name: str, calendar: Calendar) -> Iterator[tuple[Path, str, str]]:
    owners: dict[int, str] = {}
    for key in calendar.open:
        for day in parse_weekdays(key):
            other = owners.setdefault(day, key)
            if other != key:
                yield (name, "open", key), key, other
                break


def _days_twice(name: str, calendar: Calendar) -> Iterator[tuple[Path, str, str]]:
    for part, written in (("holidays", calendar.holidays), ("special", calendar.special)):
        last = ""
        for key in sorted(written, key=lambda key: parse_days(key).first):
            if last and parse_days(key).first <= parse_days(last).last:
                yield (name, part, key), key, last
            if not last or parse_days(key).last > parse_days(last).last:
                last = key


def _of_a_week(name: str, calendar: Calendar) -> list[Span]:
    """Every span of the week, in minutes from Monday's midnight; those that begin it once more at its end."""
    spans = [
        (day * DAY + hours.start, day * DAY + hours.end, (name, "open", key, index))
        for key, texts in calendar.open.items()
        for day in parse_weekdays(key)
        for index, hours in enumerate(map(parse_hours, texts))
    ]
    return [*spans, *((start + WEEK, end + WEEK, path) for start, end, path in spans if start < DAY)]


def _of_special_days(name: str, calendar: Calendar) -> Iterator[list[Span]]:
    """Those of one day; special days beside each other are not compared."""
    for key, texts in calendar.special.items():
        parsed = enumerate(map(parse_hours, texts))
        yield [(hours.start, hours.end, (name, "special", key, index)) for index, hours in parsed]


def _overlapping(spans: list[Span]) -> list[tuple[Path, Path]]:
    """Each span that begins before another one has ended, with that one."""
    found: dict[Path, Path] = {}
    until, owner = -1, ()  # type: tuple[int, Path]
    for start, end, path in sorted(spans, key=lambda span: span[:2]):
        if start < until and path != owner:
            found.setdefault(path, owner)
        if end > until:
            until, owner = end, path
    return list(found.items())
