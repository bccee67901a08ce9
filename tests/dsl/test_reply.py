"""Replies: their parts, their words, and how their mistakes are named and placed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.notation import NotationError
from dsl.reply import Pause, Styled, ValueReference, Words, names, parse, plain, quote

EXAMPLE = "<apologetic>抱歉让您<pause 400ms>担心了。</apologetic>多出的<bill.extra>是<bill.item>。"


def test_parts() -> None:
    styled, words, extra, *_ = parse(EXAMPLE).parts
    assert isinstance(styled, Styled) and styled.style == "apologetic"
    assert [type(part) for part in styled.parts] == [Words, Pause, Words]
    assert isinstance(words, Words) and words.text == "多出的"
    assert isinstance(extra, ValueReference) and EXAMPLE[extra.start : extra.end] == "<bill.extra>"


def test_names_and_plain_words() -> None:
    reply = parse(EXAMPLE)
    assert [value.name for value in names(reply)] == ["bill.extra", "bill.item"]
    assert plain(reply) == "抱歉让您担心了。多出的<bill.extra>是<bill.item>。"
    assert plain(reply, {"bill.extra": "97元", "bill.item": "漫游费"}.__getitem__) == "抱歉让您担心了。多出的97元是漫游费。"


def test_parentheses_are_plain_and_styles_nest() -> None:
    assert plain(parse("请按 1 (或 2|3)?")) == "请按 1 (或 2|3)?"
    outer = parse("<calm>a<urgent>b</urgent></calm>").parts[0]
    assert isinstance(outer, Styled) and isinstance(outer.parts[1], Styled)
    assert parse("").parts == ()


@pytest.mark.parametrize(
    ("text", "code", "struck", "replacement"),
    [
        ("余额<balance", "tag-unclosed", "<balance", None),
        ("<calm>好的", "tag-unclosed", "<calm>", None),
        ("<calm", "tag-unclosed", "<calm", None),
        ("3 < 4", "tag-unclosed", "<", "\\<"),
        ("4 > 3", "tag-unopened", ">", "\\>"),
        ("好</calm>", "tag-never-opened", "</calm>", None),
        ("<calm>a<urgent>b</calm></urgent>", "tags-crossing", "</calm>", None),
        ("<apologetc>a</apologetic>", "style-unknown", "<apologetc>", "<apologetic>"),
        ("<calm>a</clam>", "style-unknown", "</clam>", "</calm>"),
        ("<calm>a</zzzzzz>", "style-unknown", "</zzzzzz>", None),
        ("<pause 400>", "pause-bad", "<pause 400>", "<pause 400ms>"),
        ("<pause>", "pause-bad", "<pause>", None),
        ("<pause long>", "pause-bad", "<pause long>", None),
        ("<pause 1h>", "pause-too-long", "<pause 1h>", None),
        ("＜calm＞a＜/calm＞", "full-width-sign", "＜calm＞a＜/calm＞", "<calm>a</calm>"),
        ("< amount >", "tag-bad", "< amount >", "<amount>"),
        ("<bill.>", "tag-bad", "<bill.>", None),
        ("<>", "tag-bad", "<>", None),
        ("a\\", "escape-nothing", "\\", "\\\\"),
        ("<calm>" * 9, "reply-too-deep", "<calm>", None),
        ("x" * 2001, "reply-too-long", "x" * 2001, None),
    ],
)
def test_each_mistake_has_its_code_its_place_and_a_safe_mend(text: str, code: str, struck: str, replacement: str | None) -> None:
    with pytest.raises(NotationError) as caught:
        parse(text)
    error = caught.value
    assert (error.code, text[error.start : error.end], error.replacement) == (code, struck, replacement)


@given(st.text(max_size=80))
def test_any_text_can_be_quoted(text: str) -> None:
    assert plain(parse(quote(text))) == text


@given(
    st.lists(st.sampled_from(["<", ">", "</", "calm", "pause", "3s", " ", "a.b", "\\", "＜", "好", "\n"]), max_size=12).map(
        "".join
    )
)
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        plain(parse(text))
    except NotationError as error:
        assert 0 <= error.start < error.end <= max(1, len(text))
