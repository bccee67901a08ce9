"""Tests of details read from Chinese: what a caller says, and its canonical text. Today is Monday, 2026-03-16."""

import pytest

from dsl.model import Slot, Words
from runtime.understanding import normalise
from runtime.understanding.slots.mention import Moment
from runtime.understanding.slots.reader import SlotReader


def read(text, type_, now, asked=False, grain="day", lists=None):
    reader = SlotReader({"detail": Slot(type=type_, ask="？", grain=grain)}, Words(lists=lists or {}))
    spoken = normalise.read(text)
    asked_slot = "detail" if asked else None
    claims = reader.find(spoken, asked_slot, Moment("zh-CN", now))
    return reader.assign(claims, spoken, asked_slot, ()).slots.get("detail")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("我账单上怎么多了一百块", "100 CNY"),
        ("一百块零五毛", "100.5 CNY"),
        ("三块五", "3.5 CNY"),
        ("三块五毛二", "3.52 CNY"),
        ("十块零五", "10.05 CNY"),
        ("五毛钱", "0.5 CNY"),
        ("100元", "100 CNY"),
        ("１００元", "100 CNY"),
        ("¥99.5", "99.5 CNY"),
        ("多扣了两百五十块钱", "250 CNY"),
        ("一千二百块", "1200 CNY"),
        ("三万块", "30000 CNY"),
        ("1.5万元", "15000 CNY"),
        ("50美元", "50 USD"),
        ("一百来块", "100 CNY"),
        ("一百块三个月", "100 CNY"),
        ("五分钟", None),
        ("我有三个问题", None),
    ],
)
def test_money(now, text, amount):
    assert read(text, "money", now) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("两千三", "2300 CNY"),
        ("三百五", "350 CNY"),
        ("一百", "100 CNY"),
        ("大概五十吧", "50 CNY"),
        ("一万二", "12000 CNY"),
        ("不知道", None),
    ],
)
def test_a_bare_number_is_money_when_an_amount_was_asked(now, text, amount):
    assert read(text, "money", now, asked=True) == amount


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昨天", "2026-03-15"),
        ("大前天的事", "2026-03-13"),
        ("后天", "2026-03-18"),
        ("五月三号", "2026-05-03"),
        ("去年十二月二十五号", "2025-12-25"),
        ("2026年3月5日", "2026-03-05"),
        ("2026-03-05", "2026-03-05"),
        ("三天后", "2026-03-19"),
        ("两周前", "2026-03-02"),
        ("下周五", "2026-03-27"),
        ("周三", "2026-03-18"),
        ("这个星期天", "2026-03-22"),
        ("上个月五号", "2026-02-05"),
        ("五号", "2026-03-05"),
        ("二月三十号", None),
        ("三十二号楼", None),
    ],
)
def test_dates(now, text, day):
    assert read(text, "date", now) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("上个月的", "2026-02"),
        ("这个月", "2026-03"),
        ("本月账单", "2026-03"),
        ("上上个月", "2026-01"),
        ("三月份", "2026-03"),
        ("六月的账单", "2025-06"),
        ("去年十二月", "2025-12"),
        ("二零二五年三月", "2025-03"),
        ("昨天", "2026-03"),
        ("三个月", None),
    ],
)
def test_months(now, text, month):
    assert read(text, "date", now, grain="month") == month


@pytest.mark.parametrize(
    ("text", "grain", "value"), [("三", "month", "2026-03"), ("十二", "month", "2025-12"), ("十五", "day", "2026-03-15")]
)
def test_a_bare_number_is_the_date_that_was_asked(now, text, grain, value):
    assert read(text, "date", now, asked=True, grain=grain) == value


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("下午三点半", "15:30"),
        ("晚上八点", "20:00"),
        ("十点一刻", "10:15"),
        ("差五分八点", "07:55"),
        ("明天下午5:30", "17:30"),
        ("中午十二点", "12:00"),
        ("凌晨两点", "02:00"),
        ("二十五点", None),
        ("有一点问题", None),
    ],
)
def test_times(now, text, time):
    assert read(text, "time", now) == time


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("半个小时", "1800 s"),
        ("一个半小时", "5400 s"),
        ("两天", "172800 s"),
        ("十分钟", "600 s"),
        ("三个月", "7776000 s"),
        ("三月", None),
    ],
)
def test_durations(now, text, duration):
    assert read(text, "duration", now) == duration


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("幺三八零零零零幺二三四", "phone", "13800001234"),
        ("我的号码是138 0000 1234", "phone", "13800001234"),
        ("一三八，嗯，零零零零，一二三四", "phone", "13800001234"),
        ("一二三四五六", "digits(6)", "123456"),
        ("密码是 12 34 56", "digits(6)", "123456"),
        ("一二三四五", "digits(6)", None),
        ("单号SF一二三四五六", r"code(SF\d{6})", "SF123456"),
        ("wang点li艾特example点com", "email", "wang.li@example.com"),
        ("我的邮箱是li@example.com", "email", "li@example.com"),
        ("我叫王小明", "name", "王小明"),
    ],
)
def test_digits_codes_and_names(now, text, type_, value):
    assert read(text, type_, now, asked=True) == value


@pytest.mark.parametrize(
    ("text", "number"),
    [("三个", "3"), ("二十", "20"), ("一共五件", "5"), ("我想查一下", None), ("都一样", None), ("12", "12"), ("三点五", "3.5")],
)
def test_numbers(now, text, number):
    assert read(text, "number", now) == number


@pytest.mark.parametrize(("text", "ordinal"), [("第三个", "3"), ("第12个", "12"), ("三个", None)])
def test_ordinals(now, text, ordinal):
    assert read(text, "ordinal", now) == ordinal


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("对的", "yes"),
        ("没错", "yes"),
        ("没问题", "yes"),
        ("嗯，可以", "yes"),
        ("不是", "no"),
        ("不用了", "no"),
        ("没有", "no"),
        ("什么意思", None),
    ],
)
def test_yes_and_no_when_asked(now, text, answer):
    assert read(text, "yes/no", now, asked=True) == answer
    assert read(text, "yes/no", now) is None


PLANS = {"plans": {"data": ("流量包", "流量套餐"), "voice": ("语音包", "通话套餐")}}


@pytest.mark.parametrize(
    ("text", "asked", "item"),
    [
        ("我要流量包", False, "data"),
        ("通话套餐吧", False, "voice"),
        ("鱼音包", True, "voice"),  # sounds the same
        ("语音宝", True, "voice"),
        ("鱼音包", False, None),
        ("随便", True, None),
    ],
)
def test_choices(now, text, asked, item):
    assert read(text, "choice(plans)", now, asked=asked, lists=PLANS) == item
