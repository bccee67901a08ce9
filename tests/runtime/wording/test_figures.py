"""Figures in plain text become words in both languages; whatever is written, nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.wording.figures import spelled_out


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("账单¥12.50，2026年10月3日前", "账单十二元五角，二零二六年十月三日前"),
        ("共1,234.56元，费用10000元", "共一千二百三十四元五角六分，费用一万元"),
        ("5美元，100 USD，$2", "五美元，一百美元，两美元"),
        ("拨打10086或400-810-8888", "拨打幺零零八六或四零零，八幺零，八八八八"),
        ("号码13800138000，编号123456", "号码幺三八，零零幺三，八零零零，编号一二三四五六"),
        ("9:00-18:30，下午3:05，15:05", "上午九点到晚上六点半，下午三点零五分，下午三点零五分"),
        ("2个包裹，12个月，3-5天，第3步", "两个包裹，十二个月，三到五天，第三步"),
        ("优惠50%，2.5折，1/3，-5度", "优惠百分之五十，二点五折，三分之一，负五度"),
        ("版本1.2.3，房间007，3G，20GB", "版本一点二点三，房间零零七，三G，二十GB"),
        ("２个，2026-02-31", "两个，两千零二十六-零二-三十一"),
    ],
)
def test_chinese(written: str, said: str) -> None:
    assert spelled_out(written, "zh-CN") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "$12.50, £5, $5 million, 100 GBP",
            "twelve dollars and fifty cents, five pounds, five million dollars, one hundred pounds",
        ),
        ("2026-10-03, October 3, 2026", "October the third, twenty twenty-six, October the third, twenty twenty-six"),
        ("3rd October at 10:30", "October the third at ten thirty"),
        ("at 9 am, 9:05 p.m., 15:05, 10:00", "at nine a.m., nine oh five p.m., three oh five p.m., ten o'clock"),
        ("(415) 555-0134", "four one five, five five five, zero one three four"),
        (
            "50% off 1,234 items, 3.5 hours",
            "fifty percent off one thousand two hundred and thirty-four items, three point five hours",
        ),
        ("No. 5, 21st street, 5-7 days", "number five, twenty-first street, five to seven days"),
        ("in 2026 for 100", "in twenty twenty-six for one hundred"),
    ],
)
def test_english(written: str, said: str) -> None:
    assert " ".join(spelled_out(written, "en-US").split()) == said


def test_ids_are_spelled() -> None:
    assert spelled_out("订单AB1234已发出", "zh-CN").split() == "订单 A B 一 二 三 四 已发出".split()
    assert spelled_out("order AB1234, agent 007, code 123456", "en-US").split() == (
        "order A B one two three four , agent zero zero seven , code one two three four five six".split()
    )


def test_a_day_before_its_month_where_that_is_how_it_is_written() -> None:
    assert spelled_out("3/10/2026", "en-GB") == spelled_out("10/3/2026", "en-US") == "October the third, twenty twenty-six"


@given(
    st.text(st.sampled_from("0123456789.,:/-+%$¥ apmNo年月日元点AB一"), max_size=200),
    st.sampled_from(["zh-CN", "en-US", "en-GB"]),
)
def test_whatever_is_written_is_read_somehow(text: str, language: str) -> None:
    spelled_out(text, language)


@pytest.mark.parametrize("figures", ["9" * 10_000, "1," + "000," * 3000 + "000", "1.2" * 3000, "9-" * 5000, "0:" * 4000])
@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_endless_figures_break_nothing(figures: str, language: str) -> None:
    spelled_out(figures, language)
