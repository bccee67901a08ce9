"""Phrases: what they stand for, how many, and how their mistakes are named and placed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.notation import NotationError
from dsl.utterance import LONGEST, SlotReference, Words, parse, quote


@pytest.mark.parametrize(
    ("text", "samples"),
    [
        ("我想查话费", ["我想查话费"]),
        ("我账单上怎么多了<amount=一百块>", ["我账单上怎么多了一百块"]),
        ("查<month>的账单", ["查month的账单"]),
        ("(话费|账单)不对", ["话费不对", "账单不对"]),
        ("(怎么)?不对", ["怎么不对", "不对"]),
        ("pay (my )?bill (now)?", ["pay my bill now", "pay my bill", "pay bill now", "pay bill"]),
        ("call (me)? back", ["call me back", "call back"]),
        ("(a|b(c|d)?)e", ["ae", "bce", "bde", "be"]),
        (r"a \(b\|c\) \<d\> \\", ["a (b|c) <d> \\"]),
        ("<amount=a\\>b>", ["a>b"]),
        ("where is (my|the) order?", ["where is my order?", "where is the order?"]),
        ("(好|行)？", ["好？", "行？"]),
    ],
)  # fmt: skip
def test_what_it_stands_for(text: str, samples: list[str]) -> None:
    pattern = parse(text)
    assert pattern.samples(100) == samples
    assert pattern.size() == len(samples)


def test_pieces_and_slots_know_their_places() -> None:
    text = "多了<amount=一百块>(<month>)?吗"
    pattern = parse(text)
    assert [(slot.slot, slot.sample, text[slot.start : slot.end]) for slot in pattern.slots()] == [
        ("amount", "一百块", "<amount=一百块>"),
        ("month", "", "<month>"),
    ]
    first = next(pattern.expand(1))
    assert [type(piece) for piece in first] == [Words, SlotReference, SlotReference, Words] or len(first) == 3


def test_a_great_phrase_is_counted_and_spread_but_never_enumerated() -> None:
    pattern = parse("(a|b|c|d|e|f|g|h|i|j)" * 11)
    assert pattern.size() == 10**11
    samples = pattern.samples(100)
    assert len(set(samples)) == 100
    assert samples == pattern.samples(100)
    for place in range(11):  # every option of every group has its turn
        assert {sample[place] for sample in samples} == set("abcdefghij")


@pytest.mark.parametrize(
    ("text", "code", "struck", "replacement"),
    [
        (" ", "phrase-empty", " ", None),
        ("(请)?(问)?", "phrase-may-be-empty", "(请)?(问)?", None),
        ("多了<amount", "slot-unclosed", "<amount", "<amount>"),
        ("多了<amount 块(钱)", "slot-unclosed", "<amount", None),
        ("a < 3", "slot-unclosed", "<", "\\<"),
        ("a > 3", "slot-unopened", ">", "\\>"),
        ("<1>", "slot-name-bad", "<1>", None),
        ("< amount >", "slot-name-bad", "< amount >", "<amount>"),
        ("<a b>", "slot-name-bad", "<a b>", None),
        ("<a=>", "slot-sample-empty", "<a=>", "<a>"),
        ("a(b", "group-unclosed", "(", None),
        ("a)b", "group-unopened", ")", "\\)"),
        ("(a|)b", "empty-choice", "(a|)", "(a)?"),
        ("(a||b)", "empty-choice", "(a||", None),
        ("a()", "empty-choice", "()", ""),
        ("a|b", "choice-outside-group", "|", "\\|"),
        ("（a｜b）", "full-width-sign", "（a｜b）", "(a|b)"),
        ("＜amount＞块", "full-width-sign", "＜amount＞", "<amount>"),
        ("(怎么)？不对", "full-width-sign", "？", "?"),
        ("a\\", "escape-nothing", "\\", "\\\\"),
        ("((((((((((((a", "phrase-too-deep", "(", None),
        ("x" * 501, "phrase-too-long", "x" * 501, None),
        ("(a|b)" * 50, "phrase-too-many", "(a|b)" * 50, None),
    ],
)
def test_each_mistake_has_its_code_its_place_and_a_safe_mend(text: str, code: str, struck: str, replacement: str | None) -> None:
    with pytest.raises(NotationError) as caught:
        parse(text)
    error = caught.value
    assert (error.code, text[error.start : error.end], error.replacement) == (code, struck, replacement)
    if replacement and code != "slot-unclosed":
        parse(text[: error.start] + replacement + text[error.end :] + "x")  # the mend mends


@given(st.text(max_size=80))
def test_whatever_a_caller_says_can_be_quoted(text: str) -> None:
    quoted = quote(text)
    if not quoted:
        return
    pattern = parse(quoted)
    assert pattern.size() == 1 and pattern.slots() == []
    said = pattern.samples(1)[0]
    assert quote(said) == quoted
    if text.isprintable():
        assert said == " ".join(text.split())


@given(st.text("()|<>\\（）x ", min_size=1, max_size=700))
def test_a_long_quote_is_cut_where_it_stays_valid(text: str) -> None:
    quoted = quote(text)
    assert len(quoted) <= LONGEST
    if quoted:
        parse(quoted)


@given(st.text("()|<>=\\?（｜）？ab ", max_size=20))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        pattern = parse(text)
    except NotationError as error:
        assert 0 <= error.start < error.end <= max(1, len(text))
        return
    samples = pattern.samples(50)
    assert len(samples) == min(50, pattern.size()) and all(samples)
