"""Owns how moments, lengths and numbers are written: as the language of this request writes them, on the clock of this place."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from designer.words import language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def when(at: datetime) -> str:
    """A moment that has passed: the clock for today, with the day before that."""
    here, today = at.astimezone(), datetime.now().astimezone()
    return f"{here:%H:%M:%S}" if here.date() == today.date() else f"{_day_near(here, today)} {here:%H:%M}"


def until(at: datetime) -> str:
    """A moment to come, to the minute."""
    here, today = at.astimezone(), datetime.now().astimezone()
    return f"{here:%H:%M}" if here.date() == today.date() else f"{_day_near(here, today)} {here:%H:%M}"


def moment(text: str) -> str:
    """A moment as a conversation or a record has it (ISO 8601), on the clock that it names; any other text as it is."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{day(at)} {at:%H:%M}"


def day(at: date) -> str:
    """A day with its year."""
    return f"{at.year}年{at.month}月{at.day}日" if language() == "zh" else f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def lasted(length: timedelta) -> str:
    """Minutes and seconds, with hours where there are any."""
    minutes, seconds = divmod(max(0, int(length.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def number(count: int) -> str:
    """Chinese and English both set thousands off by a comma."""
    return f"{count:,}"


def percent(share: float) -> str:
    """A share of one, and how sure something is: whole percents, which both languages write alike."""
    return f"{round(100 * share)}%"


def _day_near(at: datetime, today: datetime) -> str:
    """A day without its year while that is this one."""
    if at.year != today.year:
        return day(at)
    return f"{at.month}月{at.day}日" if language() == "zh" else f"{at.day} {_MONTHS[at.month - 1]}"
