"""Tests of numbers dictated in pieces: what each piece adds, and when the number is whole."""

import pytest

from dsl.model import Slot, Words
from dsl.turn import Expectation
from runtime.understanding import normalise
from runtime.understanding.slots.mention import Moment
from runtime.understanding.slots.reader import SlotReader


def hear(now, type_: str, language: str, *says: str) -> list[str]:
    """After each piece what is known; a whole number ends with a full stop."""
    reader = SlotReader({"detail": Slot(type=type_, ask="?")}, Words())
    moment, heard, known = Moment(language, now), "", []
    for text in says:
        spoken = normalise.read(text)
        claims = reader.find(spoken, "detail", moment, heard)
        value = reader.assign(claims, spoken, "detail", ()).slots.get("detail")
        heard = reader.piece(spoken, Expectation(slot="detail", dictated=heard), moment) if value is None else ""
        known.append(f"{value}." if value else heard)
    return known


@pytest.mark.parametrize(
    ("type_", "language", "says", "known"),
    [
        ("phone", "zh-CN", ("幺三八", "零零幺三", "八零零零"), ["138", "1380013", "13800138000."]),
        ("phone", "zh-CN", ("我的手机号是一三九", "嗯五六七八", "九零幺二"), ["139", "1395678", "13956789012."]),
        ("phone", "en-US", ("it's four one five", "five five five", "double two one two"), ["415", "415555", "4155552212."]),
        ("phone", "zh-CN", ("幺三八", "幺三八零零幺三八零零零"), ["138", "13800138000."]),
        ("digits(6)", "zh-CN", ("一二三", "四五", "六"), ["123", "12345", "123456."]),
        ("digits(6)", "zh-CN", ("一二三", "不对，一二四", "五六七"), ["123", "124", "124567."]),
        ("digits(6)", "en-US", ("one two three four", "one two three", "four five six"), ["1234", "123", "123456."]),
        ("digits(6)", "en-US", ("one two three, sorry, no", "it is one two four five six seven"), ["123", "124567."]),
        ("digits(6)", "zh-CN", ("我有两个问题", "三号楼"), ["", ""]),
        ("digits", "zh-CN", ("一二三",), ["123."]),
        ("number", "zh-CN", ("一二三",), ["123."]),
    ],
)
def test_pieces(now, type_: str, language: str, says: tuple[str, ...], known: list[str]) -> None:
    assert hear(now, type_, language, *says) == known


def test_a_value_being_read_back_is_not_dictated(now) -> None:
    reader = SlotReader({"detail": Slot(type="digits(6)", ask="?")}, Words())
    expectation = Expectation(slot="detail", confirming=True)
    assert reader.piece(normalise.read("一二三"), expectation, Moment("zh-CN", now)) == ""
