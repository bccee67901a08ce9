"""Conditions: what they give, how their mistakes are named and placed, and what types fit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.condition import Add, Reset, evaluate, holds, infer, names, parse, parse_change, type_errors
from dsl.notation import NotationError
from dsl.values import Duration, Money, ValueType, parse_type

CNY_100 = Money(Decimal(100), "CNY")
SCOPE = {
    "anger": 0.7, "turns": 2, "amount": CNY_100, "dollars": Money(Decimal(100), "USD"), "bill.extra": Money(Decimal(97), "CNY"),
    "plan": "gold", "verified": True, "closed": False, "month": "2026-10", "day": "2026-10-03", "born": "2000-10-04",
    "now": "2026-10-03T09:00:00+08:00", "at": "14:30", "wait": Duration(Decimal(90)), "plate": "AB1234", "open(desk)": True,
    "open(billing)": False, "open(desk, 2026-10-03)": True, "n": Decimal("0.7"), "金额": Decimal(5),
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "anger >= 0.7",
        "anger == n",
        "anger >= 0.9 or (anger >= 0.5 and turns >= 2)",
        "about(bill.extra, amount)",
        "amount == 100 CNY and amount == 100.00CNY",
        "amount > 99 and amount <= 100",
        "amount != dollars",
        "not amount < dollars and not amount >= dollars",
        'plan == "gold" and plan == \'gold\' and plan != "silver"',
        'plan in ["silver", "gold"] and plan not in ["silver"]',
        "verified and not closed and not missing",
        "verified == true and closed != true",
        "has amount and not has missing",
        "month == day",
        'day > "2026-09" and day < "2026-10-04" and at >= "09:00"',
        "age(born) == 25",
        "wait > 1 min and wait <= 90s and about(wait, 89 s)",
        r'plate matches "[A-Z]{2}\d{4}" and not plate matches "\d+"',
        "open(desk) and not open(billing) and open(desk, day) and not open(desk, at)",
        "amount + 20 CNY == 120 CNY and amount - 50 == 50 CNY",
        "amount * 2 == 200 CNY and amount / 4 == 25 CNY and amount / amount == 1",
        "-turns < 0 and 2 + 3 * 4 == 14 and (2 + 3) * 4 == 20 and 10 - 4 - 3 == 3",
        "金额 == 5",
    ],
)  # fmt: skip
def test_what_holds(text: str) -> None:
    assert holds(text, SCOPE.get)


@pytest.mark.parametrize(
    "text",
    [
        "missing == missing", "missing != 1", "missing < 1", "missing >= 1", "missing in [1]", "missing not in [1]",
        'missing matches ".*"', "about(missing, 1)", "age(missing) >= 0", "missing + 1 == 1", "1 / 0 == 1", "1 / missing == 1",
        "missing", "not (not missing)", 'plan == gold', "plan < 3", "plan + 1 == 1", 'amount matches ".*"', "amount == true",
        "turns == true", "wait * wait == 1", "anger", "dollars + amount == 200", 'plan > "a"', 'plan matches "("', "nonsense(1)",
        "open()", "open(1)", "open(desk, missing)", "about(1)", "[1] == [1]", "[1]", "not 1 in [1]",
    ],
)  # fmt: skip
def test_what_does_not_hold_and_never_fails(text: str) -> None:
    assert not holds(text, SCOPE.get)


def test_reckoning_is_bounded() -> None:
    huge = "*".join(["999999999999999"] * 55)
    assert evaluate(parse(huge), SCOPE.get) is None


@pytest.mark.parametrize(
    ("born", "now", "years"),
    [
        ("2000", "2026-10-03T09:00:00+08:00", 26),
        ("2000-11", "2026-10-03", 25),
        ("2000-10-03", "2026-10", 25),
        ("2030", "2026-10-03", None),
        ("soon", "2026-10-03", None),
        ("2000", "soon", None),
        ("2000", None, None),
    ],
)
def test_ages_in_whole_years(born: str, now: str | None, years: int | None) -> None:
    assert evaluate(parse("age(born)"), {"born": born, "now": now}.get) == years


def test_it_gives_values_too() -> None:
    assert evaluate(parse("amount * 2"), SCOPE.get) == Money(Decimal(200), "CNY")
    assert evaluate(parse("caller.number"), {"caller.number": "138"}.get) == "138"


def test_names_have_their_places() -> None:
    text = "has month and about(bill.extra, -amount) or plan in [a, b]"
    found = [(node.name, text[node.start : node.end]) for node in names(parse(text))]
    assert found == [(name, name) for name in ("month", "bill.extra", "amount", "plan", "a", "b")]


def test_changes() -> None:
    assert parse_change(" add 2 ") == Add(2)
    assert parse_change("reset") == Reset()
    assert parse_change("amount + 1") == parse("amount + 1")
    for wrong in ("add", "add x", "add -1", "add 1 2", "add 0"):
        with pytest.raises(NotationError, match="change-add"):
            parse_change(wrong)


@pytest.mark.parametrize(
    ("text", "code", "struck", "replacement"),
    [
        ("", "condition-empty", "", None),
        ("a and", "condition-incomplete", "d", None),
        ("a ==", "condition-incomplete", "=", None),
        ("not", "condition-incomplete", "t", None),
        ("has", "condition-incomplete", "s", None),
        ("a and and b", "operator-doubled", "and", None),
        ("a == == 3", "operator-doubled", "==", None),
        ("a + and b", "operator-doubled", "and", None),
        ("and a", "operand-missing", "and", None),
        ("a and (b or )", "operand-missing", ")", None),
        ("()", "parenthesis-empty", ")", None),
        ("a b", "operator-missing", "b", None),
        ("f(a b)", "operator-missing", "b", None),
        ('a "x"', "operator-missing", '"x"', None),
        ("a not b", "operator-missing", "b", None),
        ("1 < n < 3", "comparison-chained", "<", None),
        ("(a or b", "parenthesis-unclosed", "(", None),
        ("a in [1, 2", "bracket-unclosed", "[", None),
        ("a or b)", "parenthesis-unopened", ")", None),
        ("a]", "bracket-unopened", "]", None),
        ("f(a,)", "comma-empty", ")", None),
        ("a, b", "comma-outside", ",", None),
        ("a matches b", "pattern-not-quoted", "b", None),
        ("has 1", "name-missing", "1", None),
        ('a == "x', "quote-unclosed", '"x', '"x"'),
        ("a = b", "single-equals", "=", "=="),
        ("a && b", "operator-foreign", "&&", "and"),
        ("a || b", "operator-foreign", "||", "or"),
        ("!a", "operator-foreign", "!", "not "),
        ("a => 2", "operator-foreign", "=>", ">="),
        ("a === b", "operator-foreign", "===", "=="),
        ("a AND b", "operator-foreign", "AND", "and"),
        ("100 AND b", "operator-foreign", "AND", "and"),
        ("a ＞ 3", "full-width-sign", "＞", ">"),
        ("（a ＝ “x，y”）", "full-width-sign", "（a ＝ “x，y”）", '(a = "x,y")'),
        ("a ≥ 3", "full-width-sign", "≥", ">="),
        ("a == 3x", "number-bad", "3x", None),
        ("a == .5", "number-bad", ".5", None),
        ("a @ b", "condition-unexpected", "@", None),
        ("a" * 1001, "condition-too-long", "a" * 1001, None),
        ("not " * 70 + "a", "condition-too-deep", "not " * 70 + "a", None),
        ("+".join("a" * 70), "condition-too-deep", "+".join("a" * 70), None),
    ],
)
def test_each_mistake_has_its_code_its_place_and_a_safe_mend(text: str, code: str, struck: str, replacement: str | None) -> None:
    with pytest.raises(NotationError) as caught:
        parse(text)
    error = caught.value
    assert (error.code, text[error.start : error.end], error.replacement) == (code, struck, replacement)


def test_full_width_signs_inside_quotes_are_plain() -> None:
    assert holds('a == "（好）"', {"a": "（好）"}.get)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    _read_or_refuse(text)


PARTS = [
    "a",
    "b.c",
    "1",
    "2 CNY",
    '"x"',
    "and",
    "or",
    "not",
    "in",
    "has",
    "matches",
    "==",
    "<",
    "=",
    "(",
    ")",
    "[",
    "]",
    ",",
    "-",
    "*",
    "！",
]


@given(st.lists(st.sampled_from(PARTS), max_size=14).map(" ".join))
def test_any_mixture_of_parts_is_read_or_refused(text: str) -> None:
    _read_or_refuse(text)


def _read_or_refuse(text: str) -> None:
    try:
        expr = parse(text)
    except NotationError as error:
        assert 0 <= error.start < error.end <= max(1, len(text))
        return
    evaluate(expr, lambda name: None)
    type_errors(expr, lambda name: None, condition=True)


TYPES = {
    "amount": "money", "n": "number", "turns": "count", "plan": "choice(plans)", "month": "date", "at": "time", "ok": "yes/no",
    "verified": "flag", "wait": "duration", "pin": "digits(6)",
}  # fmt: skip


def type_of(name: str) -> ValueType | None:
    return parse_type(TYPES[name]) if name in TYPES else None


@pytest.mark.parametrize(
    "text",
    [
        "amount > 100 CNY and amount > 5",
        "n < turns",
        'plan == "gold" and plan in ["gold"]',
        'month >= "2026-10" and at < "09:00"',
        "ok and verified and not ok",
        "verified == true",
        "wait > 3s",
        'pin == "123456"',
        'pin matches "\\d+"',
        "about(amount, 3)",
        "age(month) > 3",
        "open(desk) and open(desk, month)",
        "unknown > 3 and unknown",
        "unknown",
        "amount / amount > 2",
        "amount * 2 > amount",
        "wait + 3s > wait",
        "-n < 3",
        "has plan",
        "n * wait > 3s",
    ],
)
def test_what_fits(text: str) -> None:
    assert type_errors(parse(text), type_of, condition=True) == []


@pytest.mark.parametrize(
    ("text", "code", "struck"),
    [
        ('amount == "x"', "compare-types", 'amount == "x"'),
        ("plan == 3", "compare-types", "plan == 3"),
        ("pin == 123456", "compare-types", "pin == 123456"),
        ('month == "soon"', "compare-types", 'month == "soon"'),
        ('plan < "gold"', "compare-order", 'plan < "gold"'),
        ("verified > ok", "compare-order", "verified > ok"),
        ("amount", "condition-no-truth", "amount"),
        ("not n", "condition-no-truth", "n"),
        ("ok and plan", "condition-no-truth", "plan"),
        ("plan + 1 == 2", "arithmetic-type", "plan"),
        ("-plan == 2", "arithmetic-type", "plan"),
        ("amount + wait == 2", "arithmetic-types", "amount + wait"),
        ("amount * amount == 2", "arithmetic-types", "amount * amount"),
        ("n / amount == 2", "arithmetic-types", "n / amount"),
        ('amount matches "x"', "matches-needs-text", "amount"),
        ('plan matches "a["', "pattern-bad", "["),
        ("abuot(n, 1)", "function-unknown", "abuot"),
        ("about(n)", "function-arguments", "about(n)"),
        ("about(n, plan)", "compare-types", "about(n, plan)"),
        ("age(n) > 3", "age-needs-date", "n"),
        ("open()", "function-arguments", "open()"),
        ("open(desk, month, at)", "function-arguments", "open(desk, month, at)"),
        ('open("desk")', "open-needs-calendar", '"desk"'),
        ("open(desk, plan)", "open-needs-day", "plan"),
        ("n in 3", "in-needs-list", "3"),
        ('n in [1, "x"]', "compare-types", '"x"'),
        ("n == [1]", "list-outside-in", "[1]"),
    ],
)
def test_what_does_not_fit(text: str, code: str, struck: str) -> None:
    found = type_errors(parse(text), type_of, condition=True)
    assert [(one, text[start:end]) for one, start, end, _ in found] == [(code, struck)]


def test_types_of_what_is_given() -> None:
    for text, wanted in {
        "amount * 2": "money",
        "amount / amount": "number",
        "age(month)": "number",
        "n > 1": "yes/no",
        "plan": "choice(plans)",
    }.items():
        assert str(infer(parse(text), type_of)) == wanted
    assert infer(parse("unknown + 1"), type_of) is None
