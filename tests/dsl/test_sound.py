"""What sounds alike on a telephone, in Chinese and in English, and where a choice hangs on it."""

import pytest

from dsl import sound
from dsl.compiler import check
from tests.dsl.small_package import SMALL, spoil

INTENTS, WORDS, FLOW = "intents.yaml", "words.yaml", "flow.yaml"
ALIKE = (
    "四/十 一/七 六/九 湖南/河南 山西/陕西 查话费/查花费 一号线/七号线 10号/4号 南京/兰京 退订/推定 报修/保修 男/蓝 套餐B/套餐D "
    "fifteen/fifty thirteen/thirty 15/50 B/D m/n plan_b/plan_d bill/pill ship/sheep desk/disk four/for form/farm price/prize "
    "phone/fone seventeen/seventy nine/five know/no large/larch"
).split()
APART = (
    "二/八 十一月/十二月 蓝色/绿色 上海/广州 是/不是 电费/电话费 国内/国外 移动/联通 大/小 套餐A/套餐B 好的/不用 四/四十 四/four "
    "a/b big/small yes/no main/moon sales/support large/little Monday/Sunday Tuesday/Thursday single/double first/third "
    "order/other 13/50 red_car/blue_bus"
).split()


def two(pair: str) -> list[str]:
    return [words.replace("_", " ") for words in pair.split("/")]


@pytest.mark.parametrize("pair", ALIKE)
def test_what_can_be_taken_for_the_other(pair: str) -> None:
    one, other = two(pair)
    assert sound.alike(one, other) and sound.alike(other, one)
    assert list(sound.pairs_alike([(one, 1), ("x y z", 2), (other, 3)])) == [((one, 1), (other, 3))]


@pytest.mark.parametrize("pair", APART)
def test_what_cannot(pair: str) -> None:
    one, other = two(pair)
    assert not sound.alike(one, other) and not sound.alike(other, one)


def codes(files: dict[str, str]) -> list[str]:
    return [one.code for one in check(files).findings]


def test_words_of_one_entry_may_sound_alike() -> None:
    assert codes(spoil(SMALL, WORDS, "[large, huge]", "[large, larch]")) == []


def test_a_chinese_list() -> None:
    files = spoil(SMALL, WORDS, "big: [large, huge]\n    small: [little]", "big: [四号]\n    small: [大的, '十号']")
    (one,) = check(files).findings
    assert (one.code, one.span.line, one.span.column) == ("words-sound-alike", 4, 18)
    assert one.arguments == {"word": "十号", "other_word": "四号", "other": "big"}


def test_a_short_phrase_and_a_built_in_one() -> None:
    files = spoil(SMALL, INTENTS, "ask_price:\n", "know:\n  phrases:\n    - know\n    - I know that one\nask_price:\n")
    heard = spoil(files, FLOW, "{agree: listen, refuse: bye}", "{agree: listen, refuse: bye, know: bye}")
    found = [one for one in check(heard).findings if one.code == "phrases-sound-alike"]
    assert [(one.arguments["phrase"], one.arguments["other_phrase"], one.arguments["other"]) for one in found] == [
        ("know", "no", "refuse")
    ]
    alone = spoil(files, FLOW, "  ask_price: price\n", "  ask_price: price\n  know: bye\n")
    assert "phrases-sound-alike" not in codes(alone)
