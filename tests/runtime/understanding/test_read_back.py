"""What the line reads out, the line understands: any value in the words of `wording.values` is read back to the same value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.model import Slot, Words
from dsl.values import parse_type, plain_number
from runtime.understanding import normalise
from runtime.understanding.slots.mention import Moment
from runtime.understanding.slots.reader import SlotReader
from runtime.wording.values import read_aloud
from tests.runtime.understanding.conftest import NOW

LANGUAGES = ("zh-CN", "en-US", "en-GB")
CURRENCIES = {"zh-CN": ("CNY", "USD", "GBP", "EUR", "HKD"), "en-US": ("USD", "EUR"), "en-GB": ("GBP", "EUR")}

languages = st.sampled_from(LANGUAGES)
days = st.dates(date(1930, 1, 1), date(2035, 12, 31))


def read_back(type_: str, value: str, language: str, grain: str = "day") -> str | None:
    spoken = normalise.read(read_aloud(parse_type(type_), value, language, NOW.isoformat()))
    reader = SlotReader({"detail": Slot(type=type_, ask="?", grain=grain)}, Words())
    claims = reader.find(spoken, "detail", Moment(language, NOW))
    return reader.assign(claims, spoken, "detail", ()).slots.get("detail")


@settings(max_examples=120)
@given(languages, st.decimals(-99_999_999, 99_999_999, places=2))
def test_numbers(language: str, number: Decimal) -> None:
    value = plain_number(number)
    assert read_back("number", value, language) == value


@settings(max_examples=120)
@given(languages, st.integers(1, 9999))
def test_whole_numbers_and_positions(language: str, number: int) -> None:
    assert read_back("number", str(number), language) == str(number)
    if number < 1000:
        assert read_back("ordinal", str(number), language) == str(number)


@settings(max_examples=120)
@given(languages, st.data(), st.one_of(st.integers(0, 99_999_999), st.integers(0, 20_000)))
def test_money(language: str, data: st.DataObject, cents: int) -> None:
    if 0 < cents < 100 and language != "zh-CN":
        cents += 100  # "fifty cents" are those of the country
    currency = data.draw(st.sampled_from(CURRENCIES[language]))
    value = f"{plain_number(Decimal(cents) / 100)} {currency}"
    assert read_back("money", value, language) == value


@settings(max_examples=120)
@given(languages, days)
def test_days(language: str, day: date) -> None:
    assert read_back("date", day.isoformat(), language) == day.isoformat()


@settings(max_examples=120)
@given(languages, days)
def test_months_and_years(language: str, day: date) -> None:
    month = day.isoformat()[:7]
    assert read_back("date", month, language, "month") == month
    assert read_back("date", month[:4], language, "year") == month[:4]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_minute_of_the_day(language: str) -> None:
    times = [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in range(24 * 60)]
    assert [(time, read) for time in times if (read := read_back("time", time, language)) != time] == []


@settings(max_examples=120)
@given(languages, st.integers(1, 99 * 3600))
def test_durations(language: str, seconds: int) -> None:
    assert read_back("duration", f"{seconds} s", language) == f"{seconds} s"


@settings(max_examples=120)
@given(st.from_regex(r"(?:1[3-9][0-9]{9}|0[2-9][0-9]{8,9}|400[0-9]{7})", fullmatch=True))
def test_chinese_telephone_numbers(number: str) -> None:
    assert read_back("phone", number, "zh-CN") == number


@settings(max_examples=120)
@given(st.sampled_from(("en-US", "en-GB")), st.from_regex(r"(?:[2-9][0-9]{9}|1[2-9][0-9]{9}|0[0-9]{10})", fullmatch=True))
def test_english_telephone_numbers(language: str, number: str) -> None:
    assert read_back("phone", number, language) == number


@settings(max_examples=120)
@given(languages, st.text("0123456789", min_size=4, max_size=18))
def test_digits(language: str, digits: str) -> None:
    assert read_back(f"digits({len(digits)})", digits, language) == digits


@settings(max_examples=120)
@given(languages, st.from_regex(r"[A-Z]{2}[0-9]{4}", fullmatch=True))
def test_codes(language: str, code: str) -> None:
    assert read_back(r"code([A-Z]{2}\d{4})", code, language) == code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_yes_and_no(language: str, answer: str) -> None:
    assert read_back("yes/no", answer, language) == answer
