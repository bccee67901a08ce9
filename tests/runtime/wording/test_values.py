"""How typed values are read out in both languages."""

import pytest

from dsl.values import parse_type
from runtime.wording.values import counted, read_aloud

NOW = "2026-11-23T10:00:00+08:00"


@pytest.mark.parametrize(
    ("kind", "text", "zh", "en"),
    [
        ("money", "100 CNY", "一百元", "one hundred yuan"),
        ("money", "2 CNY", "两元", "two yuan"),
        ("money", "12.30 CNY", "十二元三角", "twelve yuan and thirty fen"),
        ("money", "1005.05 CNY", "一千零五元零五分", "one thousand and five yuan and five fen"),
        ("money", "0.50 GBP", "零点五英镑", "fifty pence"),
        ("money", "2 USD", "两美元", "two dollars"),
        ("money", "1 USD", "一美元", "one dollar"),
        ("money", "-3 GBP", "负三英镑", "minus three pounds"),
        ("number", "0", "零", "zero"),
        ("number", "10", "十", "ten"),
        ("number", "110", "一百一十", "one hundred and ten"),
        ("number", "2222", "两千二百二十二", "two thousand two hundred and twenty-two"),
        ("number", "20000", "两万", "twenty thousand"),
        ("number", "10500", "一万零五百", "ten thousand five hundred"),
        ("number", "100000001", "一亿零一", "one hundred million and one"),
        ("number", "3.50", "三点五", "three point five"),
        ("number", "-2", "负二", "minus two"),
        ("ordinal", "21", "第二十一", "twenty-first"),
        ("ordinal", "20", "第二十", "twentieth"),
        ("date", "2026-10", "十月份", "October"),
        ("date", "2026-10-03", "十月三号", "October the third"),
        ("date", "2025-10-03", "去年十月三号", "October the third last year"),
        ("date", "2024", "二零二四年", "twenty twenty-four"),
        ("time", "15:05", "下午三点零五分", "three oh five p.m."),
        ("time", "09:30", "上午九点半", "nine thirty a.m."),
        ("time", "12:00", "中午十二点", "twelve p.m."),
        ("duration", "90 s", "一分钟三十秒", "one minute and thirty seconds"),
        ("phone", "13800001234", "幺三八，零零零零，幺二三四", "one three eight, zero zero zero zero, one two three four"),
        ("digits(4)", "4711", "四 七 一 一", "four seven one one"),
        ("yes/no", "yes", "是", "yes"),
        ("text", "漫游费", "漫游费", "漫游费"),
    ],
)
def test_a_value_is_read_out_as_people_say_it(kind: str, text: str, zh: str, en: str) -> None:
    assert read_aloud(parse_type(kind), text, "zh-CN", NOW) == zh
    assert read_aloud(parse_type(kind), text, "en-GB", NOW) == en


@pytest.mark.parametrize(("kind", "text"), [("money", "lots"), ("date", "soon"), ("number", ""), ("time", "late")])
def test_what_is_no_value_of_its_type_is_read_as_it_stands(kind: str, text: str) -> None:
    assert read_aloud(parse_type(kind), text, "en-US", NOW) == text


@pytest.mark.parametrize("number", range(0, 1_000_000, 9973))
def test_chinese_numbers_never_hold_two_zeros_in_a_row(number: int) -> None:
    words = read_aloud(parse_type("number"), str(number), "zh-CN", NOW)
    assert "零零" not in words
    assert number == 0 or not words.endswith("零")


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("0", "零个包裹", "zero parcels"),
        ("1", "一个包裹", "one parcel"),
        ("2", "两个包裹", "two parcels"),
        ("12", "十二个包裹", "twelve parcels"),
        ("22", "二十二个包裹", "twenty-two parcels"),
        ("2000", "两千个包裹", "two thousand parcels"),
        ("1.5", "一点五个包裹", "one point five parcels"),
        ("-1", "负一个包裹", "minus one parcel"),
        ("many", "many", "many"),
    ],
)
def test_what_is_counted_agrees_with_its_number(text: str, zh: str, en: str) -> None:
    assert counted(text, ("个包裹",), "zh-CN") == zh
    assert counted(text, ("parcel", "parcels"), "en-GB") == en
