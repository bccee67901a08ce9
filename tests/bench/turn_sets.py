"""Owns what turn-taking is measured with: what listeners murmur, what breaks in, sentences, numbers and sentences with pauses."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from dsl.bundle import Bundle
from dsl.commands.package_files import compile_path
from dsl.model import Slot
from dsl.turn import Answer, Expectation
from tests.bench.hearing_sets import ASKING, BUNDLE, CONFIRMING, MEASURED, asking_for

FLOWS = Path(__file__).parents[2] / "flows"
EVERY = 2  # of the sentences of `hearing_sets`


class TurnSet(Struct, frozen=True, kw_only=True):
    """Of one language. Words are given with the moment at which they are said; parts are said with a pause between them."""

    bundle: Bundle
    asking: Expectation
    number: Expectation
    backchannels: tuple[str, ...]
    interruptions: tuple[str, ...]
    sentences: tuple[tuple[str, Expectation], ...]  # that the step listens for
    others: tuple[tuple[str, Expectation], ...]  # that nobody wrote
    numbers: tuple[tuple[str, ...], ...]  # of exactly four digits, which end with the fourth
    long_number: Expectation  # of four to eight, which may end with any of them
    long_numbers: tuple[tuple[str, ...], ...]
    hesitations: tuple[tuple[str, ...], ...]


def of(language: str) -> TurnSet:
    return mandarin() if language == "zh" else english()


def _number(bundle: Bundle) -> Bundle:
    """With a number to be asked for, of four digits, and one of four to eight."""
    long = {"long_number": Slot(type="digits(4-8)", ask="?"), "number": Slot(type="digits(4)", ask="?")}
    return replace(bundle, slots=bundle.slots | long)


def _asked(step: str, slot: str, language: str, lengths: tuple[int, int], topics: tuple[str, ...]) -> Expectation:
    return Expectation(
        step=step, slot=slot, topics=topics, answer="digits", lengths=lengths, digits=lengths[1], language=language
    )


# ---- English -------------------------------------------------------------------------------------------------------


def _answer(moment: Expectation) -> Answer:
    if moment.slot == "number":
        return "digits"
    return "yes_no" if moment == CONFIRMING else "choice" if moment.slot else "request"


def _moment(moment: Expectation) -> Expectation:
    lengths = (4, 4) if moment.slot == "number" else None
    return replace(moment, answer=_answer(moment), lengths=lengths, language="en-US")


@cache
def english() -> TurnSet:
    said = tuple((one.words, _moment(one.moment), bool(one.meaning)) for one in MEASURED)
    return TurnSet(
        bundle=_number(BUNDLE),
        asking=_moment(ASKING),
        number=_moment(asking_for("number")),
        backchannels=("uh huh", "okay", "right", "yeah", "I see", "got it", "all right", "sure"),
        interruptions=(
            "where is my parcel", "track my package", "talk to an agent", "I moved house", "wait a minute", "operator",
            "I want to speak to someone", "my parcel is damaged", "can you repeat that", "hold on",
        ),
        sentences=tuple((words, moment) for words, moment, meant in said if meant)[::EVERY],
        others=tuple((words, moment) for words, moment, meant in said if not meant),
        numbers=(("four seven", "one one"), ("four", "seven", "one", "one"), ("nine two", "eight", "three")),
        long_number=_asked("listen", "long_number", "en-US", (4, 8), ASKING.topics),
        long_numbers=(
            ("four seven", "one one", "nine two", "eight three"), ("four seven one", "one nine two"),
            ("five", "five", "zero", "six", "two"), ("nine oh eight two", "three four one seven"),
        ),
        hesitations=(
            ("where is", "my parcel"), ("I want to change", "the delivery address"), ("I am still waiting", "for my delivery"),
            ("track", "my package"), ("can I", "speak to a human"), ("when will", "my parcel arrive"),
            ("send it", "to another address"),
            ("my parcel", "is damaged"), ("what are your", "opening hours"), ("I want to", "speak to someone"),
        ),
    )  # fmt: skip


# ---- Mandarin ------------------------------------------------------------------------------------------------------


@cache
def mandarin() -> TurnSet:
    compiled = compile_path(FLOWS / "phone_bill").bundle
    assert compiled is not None
    topics = tuple(compiled.topics)
    asking = Expectation(step="listen", intents=topics, topics=topics, answer="request", language="zh-CN")
    more = Expectation(step="anything_else", intents=("agree", "refuse"), topics=topics, answer="yes_no", language="zh-CN")
    number = _asked("listen", "number", "zh-CN", (4, 4), topics)
    return TurnSet(
        bundle=_number(compiled),
        asking=asking,
        number=number,
        backchannels=("嗯", "好", "对", "哦", "是的", "好的", "知道了", "明白"),
        interruptions=(
            "查话费", "转人工", "我要人工", "账单有问题", "余额是多少", "我要投诉扣费", "请再说一遍", "费用怎么这么高", "等一下",
            "话费还剩多少",
        ),
        sentences=(
            *((words, asking) for words in (
                "查话费", "我想查一下余额", "这个月的账单不对", "我的话费扣多了", "有一笔费用我不认识", "我还有多少话费",
                "转人工",
                "账单上多出一笔钱", "看看我账户还有多少钱", "我要找真人", "请再说一遍", "慢一点",
            )),
            *((words, more) for words in ("是的", "好的", "不用了谢谢", "没有了", "对", "不要")),
            *((words, number) for words in ("四七一一", "九零八二", "五五零六", "一三五八")),
        ),
        others=tuple((words, asking) for words in (
            "今天晚上我们一起去看电影", "这条河里有很多小鱼", "北京的冬天非常寒冷", "孩子们在操场上踢足球", "她把雨伞忘在了车站",
            "图书馆周末也开放",
        )),
        numbers=(("四七", "一一"), ("四", "七", "一", "一"), ("九二", "八", "三")),
        long_number=_asked("listen", "long_number", "zh-CN", (4, 8), topics),
        long_numbers=(("四七", "一一", "九二", "八三"), ("四七一", "一九二"), ("五", "五", "零", "六", "二"),
            ("九零八二", "三四一七")),
        hesitations=(
            ("我想查一下", "余额"), ("我还有", "多少话费"), ("这个月的", "账单不对"), ("有一笔费用", "我不认识"),
            ("我要", "投诉扣费"), ("账单上", "多出一笔钱"), ("看看我账户", "还有多少钱"), ("我要找", "真人"),
        ),
    )  # fmt: skip
