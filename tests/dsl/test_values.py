"""Typed values: their types, their canonical texts, and what stays outside."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.notation import NotationError
from dsl.values import (
    ARGUMENTS,
    TYPES,
    Duration,
    Money,
    Value,
    ValueType,
    describe,
    digit_lengths,
    from_text,
    parse_duration,
    parse_percent,
    parse_type,
    to_text,
)  # fmt: skip


@pytest.mark.parametrize(
    ("type_text", "text", "value", "canonical"),
    [
        ("number", "3.50", Decimal("3.5"), "3.5"),
        ("number", "-0.0", Decimal("0"), "0"),
        ("number", "1000", Decimal(1000), "1000"),
        ("ordinal", "2", 2, "2"),
        ("money", "100 CNY", Money(Decimal(100), "CNY"), "100 CNY"),
        ("money", "100.00CNY", Money(Decimal(100), "CNY"), "100 CNY"),
        ("date", "2026-10-03", "2026-10-03", "2026-10-03"),
        ("date", "2026-10", "2026-10", "2026-10"),
        ("time", "14:30", "14:30", "14:30"),
        ("duration", "2 min", Duration(Decimal(120)), "120 s"),
        ("phone", "13800001234", "13800001234", "13800001234"),
        ("digits(6)", "012345", "012345", "012345"),
        ("digits(4-6)", "0123", "0123", "0123"),
        (r"code([A-Z]{2}\d{2})", "AB12", "AB12", "AB12"),
        ("choice(sizes)", "large", "large", "large"),
        ("yes/no", "yes", True, "yes"),
        ("flag", "false", False, "false"),
        ("count", "0", 0, "0"),
        ("name", "王小明", "王小明", "王小明"),
        ("address", "中山路 1 号", "中山路 1 号", "中山路 1 号"),
        ("email", "ann@example.com", "ann@example.com", "ann@example.com"),
        ("text", " 漫游费 ", "漫游费", "漫游费"),
    ],
)
def test_canonical_texts(type_text: str, text: str, value: Value, canonical: str) -> None:
    value_type = parse_type(type_text)
    read = from_text(value_type, text)
    assert read == value and type(read) is type(value)
    assert to_text(value_type, value) == canonical
    assert from_text(value_type, canonical) == value


def test_every_type_has_a_text_above_and_a_description() -> None:
    for name in TYPES:
        value_type = ValueType(name, "x" if ARGUMENTS[name] == "always" else "")
        assert describe(value_type, "zh-CN") != describe(value_type, "en-US")


@pytest.mark.parametrize(
    ("type_text", "text"),
    [
        ("number", "1e99"), ("number", "NaN"), ("number", "１２"), ("number", ""), ("number", "9" * 30),
        ("money", "100"), ("money", "100 cny"), ("money", "CNY 100"),
        ("date", "2026-02-30"), ("date", "2026-13"), ("date", "26-1-1"),
        ("time", "24:00"), ("time", "9:00"), ("duration", "3"), ("duration", "-3 s"),
        ("phone", "12"), ("phone", "1380000123x"), ("digits(6)", "12345"), ("digits(6)", "１２３４５６"),
        (r"code(\d)", "a"), ("email", "ann@"), ("email", "a b@c.d"), ("yes/no", "true"), ("flag", "yes"),
        ("count", "-1"), ("ordinal", "0"), ("text", "x" * 1001), ("text", "  "),
    ],
)  # fmt: skip
def test_what_is_no_value_of_its_type(type_text: str, text: str) -> None:
    assert from_text(parse_type(type_text), text) is None


@pytest.mark.parametrize(
    ("text", "code", "arguments"),
    [
        ("mony", "type-unknown", {"type": "mony", "nearest": "money"}),
        ("zzzzzz", "type-unknown", {"type": "zzzzzz", "nearest": ""}),
        ("", "type-unknown", {"type": "", "nearest": ""}),
        ("money(2)", "type-argument", {"type": "money", "wanted": "never"}),
        ("choice", "type-argument", {"type": "choice", "wanted": "always"}),
        ("digits()", "type-argument", {"type": "digits", "wanted": "perhaps"}),
        ("digits(x)", "type-digits-length", {"length": "x"}),
        ("digits(6-4)", "type-digits-length", {"length": "6-4"}),
        ("code([a)", "pattern-bad", {"reason": "class-unclosed"}),
    ],
)
def test_what_is_no_type(text: str, code: str, arguments: dict[str, str]) -> None:
    with pytest.raises(NotationError) as caught:
        parse_type(text)
    assert (caught.value.code, caught.value.arguments) == (code, arguments)
    assert 0 <= caught.value.start < caught.value.end


def test_a_wrong_pattern_is_located_inside_the_type() -> None:
    with pytest.raises(NotationError) as caught:
        parse_type("code(a[b)")
    assert (caught.value.start, caught.value.end) == (6, 8)


def test_digit_lengths() -> None:
    assert digit_lengths(parse_type("digits(4-6)")) == (4, 6)
    assert digit_lengths(parse_type("digits")) == (1, 40)


@pytest.mark.parametrize(
    ("text", "milliseconds"), [("3s", 3000), ("400ms", 400), ("2 min", 120_000), ("1.5 s", 1500), ("1h", 3_600_000)]
)
def test_durations_of_a_file(text: str, milliseconds: int) -> None:
    assert parse_duration(text) == milliseconds


@pytest.mark.parametrize("text", ["3", "s", "3 sec", "-3s", "", "１s", "3s 4ms"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(NotationError, match="duration-bad"):
        parse_duration(text)


def test_percents() -> None:
    assert parse_percent("20%") == 20.0 and parse_percent("12.5 %") == 12.5
    for text in ("20", "101%", "%", "-1%"):
        with pytest.raises(NotationError, match="percent-bad"):
            parse_percent(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_numbers_come_back(number: Decimal) -> None:
    for value_type, value in ((ValueType("number"), number), (ValueType("money"), Money(number, "CNY"))):
        text = to_text(value_type, value)
        assert from_text(value_type, text) == value
        assert "E" not in text.removesuffix("CNY")


@given(st.text(max_size=40), st.sampled_from(TYPES))
def test_no_text_whatever_makes_it_fail(text: str, name: str) -> None:
    value_type = ValueType(name, {"code": "a", "choice": "x"}.get(name, ""))
    value = from_text(value_type, text)
    assert value is None or from_text(value_type, to_text(value_type, value)) == value
