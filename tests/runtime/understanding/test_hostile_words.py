"""Whatever somebody says again and again, reading it ends: what hangs is stopped by the runner."""

import pytest

from dsl.model import Slot, Words
from dsl.turn import Expectation
from runtime.understanding import mood, normalise
from runtime.understanding.slots.mention import Moment
from runtime.understanding.slots.reader import SlotReader

TYPES = (
    "money", "number", "ordinal", "date", "time", "duration", "phone", "digits(6)", r"code([A-Z]{2}\d{4})", "choice(plans)",
    "name", "address",
    "email", "yes/no", "text",
)  # fmt: skip
UNITS = (
    ".", " .", "。。", "，", "-", "+", "@", "“", "嗯", "啊", "呃", "um ", "uh, ", "oh ", "yeah ", "sorry ", "it's ", "the ",
    "a", "a b ", "a.", "1",
    "1 ", "一", "两三", "百", "点", "万", "的", "吧", "那个", "第一", "at ", "j dot ", "one hundred ", "double five ",
    "twenty ", "号码", "不", "没",
    "不对", "是", "half ", "may ", "last ", "the first ", "半", "三月", "差一刻", "三点", "小时", "one hour ", "and ",
    "not ", "what ", "if this ", "you ",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_the_same_words_over_and_over_are_read_to_their_end(now, unit):
    words = Words(lists={"plans": {"basic": ("基础套餐", "basic plan")}})
    readers = [SlotReader({"detail": Slot(type=type_, ask="?")}, words) for type_ in TYPES]
    for tail in ("x", "龘"):
        spoken = normalise.read((unit * 160)[:160] + tail)
        moment = Moment("zh-CN" if tail == "龘" else "en-GB", now)
        for reader in readers:
            claims = reader.find(spoken, "detail", moment, "12")
            reader.assign(claims, spoken, "detail", ())
            reader.piece(spoken, Expectation(slot="detail", dictated="12"), moment)
        assert all(0 <= level <= 1 for level in mood.measure(spoken.folded).levels.values())
