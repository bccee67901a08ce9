"""Conditions, phrases and replies written anew are read as the same again; and conditions give what a naive witness says."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import condition, reply, utterance
from dsl.condition import parse_change, write, write_change
from dsl.condition.tree import Matching, Node
from dsl.notation import NotationError
from dsl.values import Duration, Money
from tests.dsl.fuzzing import PACKAGES, condition_text, phrase_text, reply_text
from tests.dsl.naive_conditions import SCOPE, compared, random_condition

TIMES = 600


def bare(tree: Any) -> Any:
    """A tree without the places where it was read."""
    if isinstance(tree, tuple):
        return tuple(bare(one) for one in _joined(tree))
    if isinstance(tree, Node | msgspec.Struct) and not isinstance(tree, Money | Duration):
        skipped = ("start", "end", "pattern_places")
        fields = {name: bare(getattr(tree, name)) for name in tree.__struct_fields__ if name not in skipped}
        return type(tree).__name__, fields
    return tree


def _joined(parts: tuple[Any, ...]) -> list[Any]:
    """Neighbouring words of a reply as one: a parenthesis that is plain may stand by itself."""
    found: list[Any] = []
    for part in parts:
        if found and isinstance(part, reply.Words) and isinstance(found[-1], reply.Words):
            found[-1] = reply.Words(found[-1].text + part.text)
        else:
            found.append(part)
    return found


@pytest.mark.parametrize("number", range(0, TIMES, 50))
def test_a_condition_gives_what_the_naive_witness_says(number: int) -> None:
    for one in range(number, number + 50):
        text = random_condition(random.Random(one))
        ours, naive = compared(text)
        assert ours == naive, text


def test_the_witness_is_no_copy_and_can_disagree() -> None:
    ours, _ = compared("amount > 100 CNY")
    _, naive = compared("amount >= 100 CNY")
    assert (ours, naive) == (False, True) and SCOPE["amount"] == ("CNY", 100)


def test_written_conditions_are_read_as_they_were() -> None:
    read = 0
    for number in range(TIMES):
        chance = random.Random(number)
        for text in (random_condition(chance), condition_text(chance)):
            try:
                tree = condition.parse(text)
            except NotationError:
                continue
            again = write(tree)
            assert bare(condition.parse(again)) == bare(tree), (text, again)
            assert write(condition.parse(again)) == again
            read += 1
    assert read > TIMES


@pytest.mark.parametrize(
    "text",
    [
        "not (a and b) or c", "(a or b) and c", "a - (b - c) * -d", "(a < b) == c", "-(a + b) / 2", 'a matches "\\\\d\\"x"',
        "a not in [1, 2 CNY]", "has a and not not b", "0.001 h < a", "999999999 h > 0.001 ms", 'open(b, "2026-10-03")',
        "a and (b and c)",
    ],
)  # fmt: skip
def test_only_parentheses_that_are_needed(text: str) -> None:
    tree = condition.parse(text)
    assert bare(condition.parse(write(tree))) == bare(tree)
    assert write(tree).count("(") == text.count("(")


def test_a_pattern_keeps_its_signs() -> None:
    tree = condition.parse(r'''a matches "\d\"\\[x]"''')
    assert isinstance(tree, Matching) and tree.pattern == r"""\d"\[x]"""
    assert bare(condition.parse(write(tree))) == bare(tree)


@pytest.mark.parametrize("text", ["add 2", "reset", "a + 1"])
def test_written_changes(text: str) -> None:
    assert write_change(parse_change(text)) == text


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9))
def test_written_phrases_and_replies_are_read_as_they_were(number: int) -> None:
    chance = random.Random(number)
    written = ((utterance, phrase_text(chance), utterance.LONGEST), (reply, reply_text(chance), reply.LONGEST))
    for notation, text, longest in written:
        try:
            tree = notation.parse(text)
        except NotationError:
            continue
        again = notation.write(tree)
        if len(again) <= longest:  # what is told to be plain by a backslash is longer
            assert bare(notation.parse(again)) == bare(tree), (text, again)
            assert notation.write(notation.parse(again)) == again


def test_what_the_shipped_packages_say_is_written_as_it_stands() -> None:
    from dsl.compiler import check

    for files in PACKAGES:
        for text in check(files).reading.texts:
            if text.notation == "phrase":
                assert utterance.write(text.tree) == text.node.text  # type: ignore[arg-type]
            elif text.notation == "reply":
                assert reply.write(text.tree) == text.node.text  # type: ignore[arg-type]
