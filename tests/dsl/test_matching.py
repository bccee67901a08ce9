"""Patterns: the same answers as the regular expressions they are a subset of, in bounded time."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.matching import LONGEST_TEXT, compile_pattern
from dsl.notation import NotationError

ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", "c"])


def _repeat(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = inner.map(lambda text: f"({text})")
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + "|".join(parts) + ")"),
        st.tuples(group, st.sampled_from(["?", "*", "+", "{2}", "{1,2}", "{0,2}", "{1,}", "{0}"])).map("".join),
    )


@given(pattern=st.recursive(ATOMS, _repeat, max_leaves=6), text=st.text("abc1", max_size=7))
def test_it_answers_as_re_does(pattern: str, text: str) -> None:
    try:
        compiled = compile_pattern(pattern)
    except NotationError as error:
        assert error.code == "pattern-too-long" or error.arguments["reason"] in ("large", "deep")
        return
    assert compiled.matches(text) == (re.fullmatch(pattern, text, re.DOTALL) is not None)


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        (r"[A-Z]{2}\d{4}", "AB1234", "A1234"),
        (r"1[3-9]\d{9}", "13800001234", "23800001234"),
        (r"京[A-Z][A-Z0-9]{5,6}", "京A12345", "沪A12345"),
        (r"a\.b\\", "a.b\\", "axb\\"),
        (r"[\d-]+", "12-34", "12_34"),
        ("", "", "a"),
    ],
)
def test_patterns_people_write(pattern: str, inside: str, outside: str) -> None:
    assert compile_pattern(pattern).matches(inside)
    assert not compile_pattern(pattern).matches(outside)


@pytest.mark.parametrize(
    ("pattern", "reason", "start"),
    [
        ("(a", "group-unclosed", 0),
        ("a)", "unopened", 1),
        ("[a", "class-unclosed", 0),
        ("[]", "class-empty", 0),
        ("[b-a]", "range", 1),
        ("*a", "repeat-nothing", 0),
        ("a**", "repeat-doubled", 2),
        ("a{x}", "repeat", 1),
        ("a{3,2}", "repeat", 1),
        ("a{99}", "repeat", 1),
        ("a{2", "repeat", 1),
        (r"\q", "escape", 0),
        ("\\", "escape", 0),
        ("(((a{9}){9}){9})", "large", 0),
        ("(" * 30, "deep", 20),
    ],
)
def test_what_is_no_pattern_is_told_with_its_place(pattern: str, reason: str, start: int) -> None:
    with pytest.raises(NotationError) as caught:
        compile_pattern(pattern)
    assert (caught.value.code, caught.value.arguments["reason"], caught.value.start) == ("pattern-bad", reason, start)


def test_a_pattern_that_makes_others_hang_is_answered_at_once() -> None:
    evil = compile_pattern("((a*)*)*((a|a)*)*b")
    begun = time.process_time()
    assert not evil.matches("a" * LONGEST_TEXT)
    assert time.process_time() - begun < 1
    assert not evil.matches("a" * LONGEST_TEXT + "b")  # too long to look at


def test_empty_groups_cannot_be_repeated_into_endless_reading() -> None:
    begun = time.process_time()
    pattern = "()"
    for _ in range(15):
        pattern = f"({pattern}){{50}}"
    assert compile_pattern(pattern).matches("")
    assert time.process_time() - begun < 1


def test_a_pattern_past_the_limit() -> None:
    with pytest.raises(NotationError) as caught:
        compile_pattern("a" * 201)
    assert caught.value.code == "pattern-too-long"
