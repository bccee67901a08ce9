"""Texts cut into clauses: nothing is lost, nothing unspeakable is left, and digits are read sanely."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.emphasis import CLOSE, OPEN, unstressed
from dsl.sentences import SENTENCE_PAUSE_MS
from runtime.speech.voice.clauses import LONGEST, clauses_of, speakable


def texts(text: str, language: str = "en-US") -> list[str]:
    return [clause.text for clause in clauses_of(text, language)]


def test_sentences_are_clauses_and_short_commas_are_not() -> None:
    assert texts("Hello, sir. How are you?") == ["Hello, sir.", "How are you?"]
    assert texts("您好，先生。请问有什么可以帮您？", "zh-CN") == ["您好，先生。", "请问有什么可以帮您？"]


def test_a_long_sentence_is_cut_where_one_breathes() -> None:
    text = "Your order was shipped yesterday from our warehouse in the north, and it should arrive at your home on Friday."
    assert texts(text) == [
        "Your order was shipped yesterday from our warehouse in the north,",
        "and it should arrive at your home on Friday.",
    ]


def test_short_forms_and_decimals_end_no_sentence() -> None:
    assert texts("Mr. Smith owes 3.50 today.") == ["Mr. Smith owes three point five today."]


def test_a_pause_follows_a_sentence() -> None:
    assert next(clauses_of("One. Two.", "en")).pause_ms == SENTENCE_PAUSE_MS


@pytest.mark.parametrize("text", ["", " ", "\x00\x07", "<<<>>>", "😀😀", "。。。", "...", "\ud800"])
def test_what_cannot_be_said_is_no_clause(text: str) -> None:
    assert texts(text) == []


def test_a_stress_goes_on_over_a_cut() -> None:
    assert texts(f"Say {OPEN}one. Two{CLOSE} now.") == [f"Say {OPEN}one.{CLOSE}", f"{OPEN}Two{CLOSE} now."]
    assert texts(f"Stop.{CLOSE} Go.")[0] == f"Stop.{CLOSE}"


@given(st.text(max_size=2000), st.sampled_from(["zh-CN", "en-US"]))
def test_any_text_gives_bounded_clauses_that_can_be_encoded(text: str, language: str) -> None:
    for clause in clauses_of(text, language):
        assert clause.text.encode() and len(clause.text) <= LONGEST + 40
        assert unstressed(clause.text).isprintable()


@given(st.lists(st.sampled_from(["hello", "world.", "your,", "parcel", "您好，", "好。", "x" * 300]), max_size=60))
def test_no_word_is_lost(words: list[str]) -> None:
    text = " ".join(words)
    assert "".join(texts(text)).replace(" ", "") == text.replace(" ", "")


def test_figures_are_words_before_clauses_are_cut() -> None:
    assert texts("It is $3.50. Code 123456.") == [
        "It is three dollars and fifty cents.",
        "Code one two three four five six.",
    ]
    assert speakable("号码13800138000", "zh-CN") == "号码幺三八，零零幺三，八零零零"
