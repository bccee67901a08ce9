"""Caller words that are kept: personal values go, the rest stays, and what comes out is always a phrase."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import utterance
from dsl.learned import SAMPLES, blank_personal, slot_types, to_phrase
from dsl.values import TYPES

SLOTS = {"amount": "money", "pin": "digits(6)", "day": "date", "mobile": "phone", "who": "name", "order": r"code([A-Z]{2}\d{5})"}


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("我账单上怎么多了一百块", "我账单上怎么多了<amount>"),
        ("花了三千五百多块", "花了<amount>"),
        ("扣了35块5", "扣了<amount>"),
        ("扣了￥35.50", "扣了<amount>"),
        ("我的手机号是13800001234", "我的手机号是<mobile>"),
        ("我的手机号是138 0000 1234", "我的手机号是<mobile>"),
        ("幺三八零零零零幺二三四是我的号码", "<mobile>是我的号码"),
        ("１３８００００１２３４", "<mobile>"),
        ("密码是一 二 三 四 五 六", "密码是<pin>"),
        ("尾号1234的卡", "尾号123456的卡"),
        ("身份证11010119900307123X丢了", "身份证123456丢了"),
        ("订单号AB12345", "订单号<order>"),
        ("我叫王小明我要投诉", "我叫<who>我要投诉"),
        ("我是王芳，想查话费", "我是<who>，想查话费"),
        ("我姓欧阳", "我姓<who>"),
        ("我叫John", "我叫<who>"),
        ("我家住在北京市朝阳区建国路88号，快点", "我家住在人民路1号，快点"),
        ("中山路12号3栋没有网", "人民路1号没有网"),
        ("邮箱是wang@qq.com", "邮箱是name@example.com"),
        ("三月五号扣的", "<day>扣的"),
        ("2026年3月5日扣的", "<day>扣的"),
        ("我在2026-03-05被扣了12 usd吧", "我在<day>被扣了<amount>吧"),
        ("二〇二六年上个月的账单", "二〇二六年上个月的账单"),
        ("我是来办业务的", "我是来办业务的"),
        ("我是高级客户", "我是高级客户"),
        ("我想办5G套餐", "我想办5G套餐"),
        ("等一下，我要(人工)|<b>\\", "等一下，我要\\(人工\\)\\|\\<b\\>\\\\"),
    ],
)
def test_what_chinese_callers_say(said: str, phrase: str) -> None:
    assert to_phrase(said, SLOTS, "zh-CN") == phrase


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("my name is john smith and I want a refund", "my name is <who> and I want a refund"),
        ("This is John Smith speaking", "This is <who> speaking"),
        ("Mr Brown said so", "Mr <who> said so"),
        ("My number is 555-123-4567", "My number is <mobile>"),
        ("call +44 20 7946 0958", "call <mobile>"),
        ("it is one two three four five six", "it is 123456"),
        ("charge of $12.50 on March 3rd", "charge of <amount> on <day>"),
        ("I paid twenty five dollars on the 5th of may 2024", "I paid <amount> on <day>"),
        ("send it to 12 Baker Street", "send it to 1 Main Street"),
        ("12 Baker Street", "1 Main Street"),
        ("email me at ann at gmail dot com", "email me at name@example.com"),
        ("order AB12345 is late", "order <order> is late"),
        ("my pin is 1234", "my pin is 123456"),
        ("I am calling about my bill", "I am calling about my bill"),
        ("may I speak to someone about one more thing", "may I speak to someone about one more thing"),
        ("call me back", "call me back"),
        ("what (really)?", "what \\(really\\)?"),
    ],
)
def test_what_english_callers_say(said: str, phrase: str) -> None:
    assert to_phrase(said, SLOTS, "en-GB") == phrase


def test_without_slots_neutral_samples_stand_in() -> None:
    assert to_phrase("我叫王小明，多扣了99块", {}, "zh-CN") == "我叫张三，多扣了一百块"
    assert blank_personal("my name is ann lee, 99 dollars", "en-US") == "my name is Alex Smith, twenty dollars"


def test_slots_that_cannot_stand_in_a_phrase_are_left_out() -> None:
    assert to_phrase("99块", {"a-b": "money", "x": "nonsense(", "slots.yaml": "y:\n  type: money\n"}, "zh-CN") == "一百块"


def test_slots_of_a_package() -> None:
    files = {"slots.yaml": "amount:\n  type: money\n  ask: 多少？\nbroken: 3\nempty:\n  ask: x\n"}
    assert slot_types(files) == {"amount": "money"}
    assert slot_types({}) == slot_types({"slots.yaml": "["}) == slot_types({"slots.yaml": "- a\n"}) == {}


def test_samples_are_blanked_into_themselves_and_are_of_known_types() -> None:
    assert set(SAMPLES) <= set(TYPES)
    for kind, samples in SAMPLES.items():
        for sample, language in zip(samples, ("en-US", "zh-CN"), strict=True):
            if kind not in ("name", "address") or language == "zh-CN":
                lead = "我叫" if kind == "name" else ""
                assert blank_personal(lead + sample, language) == lead + sample


@given(st.text(max_size=80), st.sampled_from(["zh-CN", "en-US"]))
def test_whatever_is_said_the_phrase_is_valid(said: str, language: str) -> None:
    phrase = to_phrase(said, SLOTS, language)
    if phrase:
        pattern = utterance.parse(phrase)
        assert pattern.size() == 1
        assert {slot.slot for slot in pattern.slots()} <= set(SLOTS)


@given(
    st.lists(
        st.sampled_from(["我叫", "王", "五", "3", "月", "号", "块", "<", "(", "a@b.c", "\\", "my name is", " ", "1", "）", "|"]),
        max_size=30,
    )
)
def test_any_mixture_gives_a_valid_phrase(parts: list[str]) -> None:
    phrase = to_phrase("".join(parts), SLOTS, "zh-CN")
    if phrase:
        assert utterance.parse(phrase).size() == 1


@given(st.text("的，我 abc(<", max_size=10), st.from_regex(r"\A[0-9]{4,19}\Z"), st.text("的，我 abc>|", max_size=10))
def test_no_long_number_gets_through(before: str, number: str, after: str) -> None:
    kept = blank_personal(before + number + after, "zh-CN")
    for sample, _ in [pair[::-1] for pair in SAMPLES.values()]:
        kept = kept.replace(sample, "")
    assert not re.search(r"\d{4}", kept)


def test_hostile_words_take_no_time() -> None:
    begun = time.process_time()
    for hostile in (
        "一" * 400,
        "a." * 200 + "@",
        "the " * 100,
        "1-" * 200,
        "北京市" * 130,
        "one " * 100,
        "我叫" * 200,
        "a1" * 200,
        "王" * 400,
    ):
        to_phrase(hostile, SLOTS, "zh-CN")
    assert time.process_time() - begun < 2
