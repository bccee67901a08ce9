"""Pronunciations: where a word of words.yaml stands in a text, and what the voice is given instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.compiler import check
from dsl.pronunciation import Pronunciations, sayable
from tests.dsl.small_package import SMALL, spoil

ENTRIES = {"ISBN": "I S B N", "ISBN-13": "I S B N thirteen", "live": "lyve", "重庆": "虫庆", "行": "航", "C++": "see plus plus"}


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("The ISBN, please.", "The I S B N, please."),
        ("ISBNs and isbn stay.", "ISBNs and isbn stay."),
        ("Your ISBN-13.", "Your I S B N thirteen."),
        ("We live. LIVE! Alive, lively.", "We lyve. lyve! Alive, lively."),
        ("从重庆到重庆行", "从虫庆到虫庆航"),
        ("书的ISBN是", "书的I S B N是"),
        ("C++ and C", "see plus plus and C"),
        ("", ""),
    ],
)
def test_a_word_is_said_as_it_sounds(text: str, spoken: str) -> None:
    assert Pronunciations(ENTRIES).spoken(text) == spoken


def test_entries_that_stand_somewhere_are_found() -> None:
    assert Pronunciations(ENTRIES).found(["Live from ISBN-13", "自行"]) == {"live", "ISBN-13", "行"}
    assert Pronunciations({"s": "ess"}).spoken("ſ S") == "ess ess"  # which are the same letter in another case
    assert Pronunciations({}).found(["a"]) == set() and Pronunciations({}).spoken("a") == "a"


@given(st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=4), st.text(max_size=30))
def test_any_entries_and_any_text(entries: dict[str, str], text: str) -> None:
    known = Pronunciations(entries)
    assert isinstance(known.spoken(text), str)
    assert known.found([text]) <= set(entries)


@pytest.mark.parametrize(
    ("sound", "right"), [("I S B N", True), ("虫庆", True), ("rock 'n' roll", True), ("", False), ("-", False), ("<x>", False)]
)
def test_what_can_be_spoken(sound: str, right: bool) -> None:
    assert sayable(sound) is right


def test_an_entry_for_what_a_look_up_says_is_no_warning() -> None:
    files = spoil(SMALL, "words.yaml", "lists:\n", "pronunciations:\n  Qatar: cutter\nlists:\n")
    assert [one.code for one in check(files).findings] == ["unused"]
    spoken = spoil(files, "flow.yaml", "say: It is <price_list.amount>.", "say: It is <price_list.note>.")
    assert [one.code for one in check(spoken).findings] == []
