"""Moments, lengths and numbers as each language writes them, on the clock of this place."""

from datetime import datetime, timedelta

import pytest

from designer import formats
from designer.words import speaking


@pytest.mark.parametrize(
    ("language", "days", "written"),
    [("zh", 0, ""), ("en", 0, ""), ("zh", -40, "年"), ("en", -40, " ")],
)
def test_a_day_of_another_year_has_its_year(language, days, written):
    at = datetime.now().astimezone() + timedelta(days=days * 10)
    with speaking(language):
        shown = formats.when(at)
    assert (str(at.year) in shown) is bool(days) and written in shown
    assert shown.endswith(f"{at:%H:%M:%S}" if not days else f"{at:%H:%M}")


def test_a_day_is_written_as_its_language_writes_it():
    at = datetime(2026, 3, 5, 14, 7).astimezone()
    with speaking("zh"):
        assert formats.day(at) == "2026年3月5日" and formats.moment("2026-03-05T14:07:00+08:00") == "2026年3月5日 14:07"
    with speaking("en"):
        assert formats.day(at) == "5 Mar 2026" and formats.moment("2026-03-05T14:07:00+08:00") == "5 Mar 2026 14:07"
    assert formats.moment("some day") == "some day"


def test_lengths_and_numbers():
    assert [formats.lasted(timedelta(seconds=seconds)) for seconds in (-3, 65, 3_725)] == ["0:00", "1:05", "1:02:05"]
    assert (formats.number(12_345), formats.percent(0.915)) == ("12,345", "92%")


def test_no_page_writes_a_moment_by_itself():
    """A date that a template or a page writes with its own pattern is written alike in both languages."""
    from designer.templating import FOLDER

    own = [
        path.name
        for path in (*FOLDER.rglob("*.html"), *(FOLDER.parent / "pages").glob("*.py"))
        if any(sign in path.read_text("utf-8") for sign in ("strftime", "%H:%M", "%Y-", "%m-%d", "%.2f"))
    ]
    assert own == []
