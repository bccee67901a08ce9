"""Replies: their parts, their words, and how their mistakes are named and placed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.notation import NotationError
from dsl.reply import Pause, Styled, ValueReference, Words, may_be_silent, names, parse, plain, quote, wordings, write

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


def said(text: str) -> list[str]:
    """Every wording of a reply, as plain words."""
    return [plain(wording) for wording in wordings(parse(text))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("(好的|没问题)，请稍等。", ["好的，请稍等。", "没问题，请稍等。"]),
        ("(Okay, |)one moment.", ["Okay, one moment.", "one moment."]),
        ("a(b|c(d|<calm>e</calm>))", ["ab", "acd", "ace"]),
        ("<calm>(a|b)</calm> (<x>|<y>)", ["a <x>", "a <y>", "b <x>", "b <y>"]),
        (r"(a\|b)", ["(a|b)"]),
        (r"\(a|b)c", None),
    ],
)
def test_a_choice_says_one_of_its_wordings(text: str, wanted: list[str] | None) -> None:
    if wanted is None:
        with pytest.raises(NotationError):
            parse(text)
    else:
        assert said(text) == wanted
        assert may_be_silent(parse(text)) == ("" in wanted)


@pytest.mark.parametrize(
    "text",
    [
        "Press 1 (or say yes).",
        "1) Yes",
        "（请按一）您好",
        "(yes or no)? Please.",
        "(含税)？",
        "<calm>(a</calm>)",
        "((a)",
        "|",
        "a |",
        "(a) (b",
    ],
)
def test_a_parenthesis_that_chooses_nothing_is_plain(text: str) -> None:
    assert said(text) == [text.replace("<calm>", "").replace("</calm>", "")]


def test_what_is_counted() -> None:
    (one,) = names(parse("You have <parcels parcel|parcels>."))
    assert (one.name, one.forms) == ("parcels", ("parcel", "parcels"))
    assert names(parse("有<bill.lines 条 明细>"))[0].forms == ("条 明细",)
    assert plain(parse("<parcels parcel|parcels>")) == "<parcels> parcel"


def test_styles_nest() -> None:
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
        ("<calm 4>a</calm>", "strength-bad", "<calm 4>", "<calm>"),
        ("<neutral 2>a</neutral>", "strength-bad", "<neutral 2>", "<neutral>"),
        ("<emphasis 2>a</emphasis>", "strength-bad", "<emphasis 2>", "<emphasis>"),
        ("<emphasi>a</emphasis>", "style-unknown", "<emphasi>", "<emphasis>"),
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
        ("(a|b)" * 7, "reply-too-many", "(a|b)" * 7, None),
        ("(a|" * 9 + ")" * 9, "reply-too-deep", "(a|" * 9 + ")" * 9, None),
        ("a|b", "choice-outside-group", "|", "\\|"),
        ("a (b|c", "group-unclosed", "(", None),
        ("<calm>(a|b</calm>)", "group-unclosed", "(", None),
        ("(<calm>a|b</calm>)", "tags-crossing", "|", None),
        ("(a|<calm>b)</calm>", "tags-crossing", ")", None),
        ("余额(大约)?是<x>", "perhaps-in-reply", "(大约)?", "\\(大约\\)?"),
        ("（好的｜没问题），请稍等（一下）", "full-width-sign", "（好的｜没问题）", "(好的|没问题)"),
        ("<parcels a|b|c>", "counted-forms", "<parcels a|b|c>", None),
        ("<parcels a|>", "counted-forms", "<parcels a|>", "<parcels a>"),
        ("<parcels 3a>", "tag-bad", "<parcels 3a>", None),
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
    st.lists(
        st.sampled_from(
            ["<", ">", "</", "calm", "pause", "3s", " ", "a.b", "\\", "＜", "好", "\n", "(", "|", ")", "?", "（", "｜"]
        ),
        max_size=12,
    ).map("".join)
)
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        plain(parse(text))
    except NotationError as error:
        assert 0 <= error.start < error.end <= max(1, len(text))


@pytest.mark.parametrize(
    "text", ["<calm 1>a</calm>", "<urgent 3>go <emphasis>now</emphasis></urgent>", "<emphasis><n></emphasis>"]
)
def test_strength_and_emphasis_are_written_as_they_were_read(text: str) -> None:
    assert write(parse(text)) == text


def test_a_style_is_bare_at_its_usual_strength() -> None:
    assert write(parse("<calm 2>a</calm>")) == "<calm>a</calm>"
    assert [part.tag for part in parse("<calm 3>a</calm><calm>b</calm>").parts if isinstance(part, Styled)] == ["calm 3", "calm"]
