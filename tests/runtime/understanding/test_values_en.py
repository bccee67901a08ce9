"""Tests of details read from English: what a caller says, and its canonical text. Today is Monday, 2026-03-16."""

import pytest

from dsl.model import Slot, Words
from runtime.understanding import normalise
from runtime.understanding.slots.mention import Moment
from runtime.understanding.slots.reader import SlotReader


def read(text, type_, now, asked=False, grain="day", lists=None, language="en-US"):
    reader = SlotReader({"detail": Slot(type=type_, ask="?", grain=grain)}, Words(lists=lists or {}))
    spoken = normalise.read(text)
    asked_slot = "detail" if asked else None
    claims = reader.find(spoken, asked_slot, Moment(language, now))
    return reader.assign(claims, spoken, asked_slot, ()).slots.get("detail")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("why was I charged fifty dollars", "50 USD"),
        ("a hundred and twenty bucks", "120 USD"),
        ("50 bucks", "50 USD"),
        ("$9.99", "9.99 USD"),
        ("$1,200.50", "1200.5 USD"),
        ("twelve dollars fifty", "12.5 USD"),
        ("twelve dollars and fifty cents", "12.5 USD"),
        ("fifty cents", "0.5 USD"),
        ("a hundred quid", "100 GBP"),
        ("fifty euros", "50 EUR"),
        ("two hundred fifty dollars", "250 USD"),
        ("twenty dollars and two months", "20 USD"),
        ("for two months", None),
    ],
)
def test_money(now, text, amount):
    assert read(text, "money", now) == amount


@pytest.mark.parametrize(
    ("text", "language", "amount"),
    [
        ("fifty", "en-US", "50 USD"),
        ("twelve fifty", "en-US", "12.5 USD"),
        ("one ninety nine", "en-US", "1.99 USD"),
        ("fifty", "en-GB", "50 GBP"),
        ("two grand", "en-GB", "2000 GBP"),
        ("about a hundred and ten", "en-US", "110 USD"),
        ("no idea", "en-US", None),
    ],
)
def test_a_bare_number_is_money_when_an_amount_was_asked(now, text, language, amount):
    assert read(text, "money", now, asked=True, language=language) == amount


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yesterday", "2026-03-15"),
        ("the day before yesterday", "2026-03-14"),
        ("the day after tomorrow", "2026-03-18"),
        ("the third of May", "2026-05-03"),
        ("May 3rd", "2026-05-03"),
        ("March fifth", "2026-03-05"),
        ("on the 5th of March 2025", "2025-03-05"),
        ("next Friday", "2026-03-27"),
        ("this Friday", "2026-03-20"),
        ("on Tuesday", "2026-03-17"),
        ("last Monday", "2026-03-09"),
        ("two days ago", "2026-03-14"),
        ("in three weeks", "2026-04-06"),
        ("2026-03-05", "2026-03-05"),
        ("the twenty first of June", "2026-06-21"),
        ("may I ask something", None),
        ("the thirtieth of February", None),
    ],
)
def test_dates(now, text, day):
    assert read(text, "date", now) == day


def test_which_comes_first_in_figures_depends_on_the_country(now):
    assert read("3/5/2026", "date", now, language="en-US") == "2026-03-05"
    assert read("3/5/2026", "date", now, language="en-GB") == "2026-05-03"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("last month", "2026-02"),
        ("this month's bill", "2026-03"),
        ("the month before last", "2026-01"),
        ("in March", "2026-03"),
        ("December", "2025-12"),
        ("December last year", "2025-12"),
        ("last December", "2025-12"),
        ("May", "2025-05"),
        ("June twenty twenty five", "2025-06"),
        ("sorry, I meant April", "2025-04"),
    ],
)
def test_months(now, text, month):
    assert read(text, "date", now, grain="month", asked=True) == month


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("half past nine", "09:30"),
        ("quarter to five pm", "16:45"),
        ("3 pm", "15:00"),
        ("three thirty pm", "15:30"),
        ("15:30", "15:30"),
        ("nine o'clock in the evening", "21:00"),
        ("noon", "12:00"),
        ("at five", "05:00"),
        ("ten minutes past six", "06:10"),
        ("I have two questions", None),
    ],
)
def test_times(now, text, time):
    assert read(text, "time", now) == time


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("half an hour", "1800 s"),
        ("an hour and a half", "5400 s"),
        ("two and a half hours", "9000 s"),
        ("90 minutes", "5400 s"),
        ("two days", "172800 s"),
        ("two days ago", None),
    ],
)
def test_durations(now, text, duration):
    assert read(text, "duration", now) == duration


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("it's five five five, oh one oh, double nine one two", "phone", "5550109912"),
        ("+44 7700 900123", "phone", "+447700900123"),
        ("double five one two three four", "digits(6)", "551234"),
        ("one two, um, three four", "digits(4)", "1234"),
        ("twelve thirty four", "digits(4)", "1234"),
        ("my order is a b one two three four", r"code([A-Z]{2}\d{4})", "AB1234"),
        ("PX-12345", r"code([A-Z]{2}-\d{5})", "PX-12345"),
        ("john dot smith at example dot com", "email", "john.smith@example.com"),
        ("my name is john smith", "name", "John Smith"),
        ("It’s Mary", "name", "Mary"),
    ],
)
def test_digits_codes_and_names(now, text, type_, value):
    assert read(text, type_, now, asked=True) == value


@pytest.mark.parametrize(
    ("text", "number"), [("three", "3"), ("a dozen", "12"), ("twenty-five", "25"), ("two point five", "2.5"), ("oh no", None)]
)
def test_numbers(now, text, number):
    assert read(text, "number", now) == number


@pytest.mark.parametrize(("text", "ordinal"), [("the second one", "2"), ("the 3rd", "3"), ("number four", "4"), ("two", None)])
def test_ordinals(now, text, ordinal):
    assert read(text, "ordinal", now) == ordinal


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yeah sure", "yes"),
        ("that's right", "yes"),
        ("no problem", "yes"),
        ("nope", "no"),
        ("no, thanks", "no"),
        ("what do you mean", None),
    ],
)
def test_yes_and_no_when_asked(now, text, answer):
    assert read(text, "yes/no", now, asked=True) == answer


PLANS = {"plans": {"express": ("express", "next day"), "standard": ("standard", "regular")}}


@pytest.mark.parametrize(
    ("text", "asked", "item"),
    [
        ("the next-day one", False, "express"),
        ("Regular, please", False, "standard"),
        ("expres please", True, "express"),
        ("standart", True, "standard"),
        ("irregular", False, None),
        ("whatever", True, None),
    ],
)
def test_choices(now, text, asked, item):
    assert read(text, "choice(plans)", now, asked=asked, lists=PLANS) == item
