"""Tests of mood in words: what is said at the service counts, what names a trouble calmly, or asks, does not."""

from pathlib import Path

import pytest
import yaml

from dsl import manners, utterance
from runtime.understanding import mood, normalise
from tests.bench.bench_mood import moods_of, read_set


def level(text, name="anger"):
    return mood.measure(normalise.read(text).folded).levels[name]


@pytest.mark.parametrize("tongue", ["zh", "en"])
@pytest.mark.parametrize("part", ["tuning", "second", "third", "fourth"])
def test_every_saying_shows_the_moods_that_are_in_it(tongue, part):
    sayings = read_set(tongue, part)
    assert len(sayings) >= 30
    assert {text: moods_of(text) for text, moods in sayings.items() if moods_of(text) != moods} == {}


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_what_callers_do_shows_their_mood_and_the_calm_stay_calm(tongue):
    path = Path(__file__).parents[2] / "bench" / "mood_acts.yaml"
    kinds = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)[tongue]
    sayings = {text: mood_of for kind in kinds.values() for text, mood_of in kind.items()}
    assert [text for text, mood_of in sayings.items() if mood_of == "none" and moods_of(text)] == []
    moved = [mood_of in moods_of(text) for text, mood_of in sayings.items() if mood_of != "none"]
    assert sum(moved) >= 0.9 * len(moved)


@pytest.mark.parametrize(
    "text",
    [
        "气死我了",
        "你们这是什么破公司",
        "我要投诉你们",
        "太过分了，我要去12315投诉",
        "垃圾服务，你们就是骗子",
        "说了多少遍了还听不懂人话",
        "this is unacceptable",
        "this is ridiculous, I want to speak to your manager",
        "you people are useless",
        "I'm furious about this bill",
        "what the hell is this",
        "fuck off",
    ],
)
def test_the_furious_are_heard(text):
    assert level(text) >= 0.7


@pytest.mark.parametrize(
    "text",
    [
        "我账单上怎么多了一百块",
        "为什么扣费不对",
        "手机坏了怎么办",
        "怎么投诉快递员",
        "请问投诉电话是多少",
        "我没有生气",
        "我收到一条垃圾短信",
        "这个十块钱是什么服务",
        "这个是什么水平的套餐",
        "我不着急",
        "I want to cancel my order",
        "there is something wrong with my bill",
        "how do I make a complaint",
        "I'm not angry",
        "no problem at all",
        "can you kill the alarm",
        "nothing urgent",
        "don't worry about it",
        "what if I pay later",
    ],
)
@pytest.mark.parametrize("name", mood.MOODS)
def test_the_calm_are_not_flagged(text, name):
    assert level(text, name) < 0.5


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("我要投诉", "怎么投诉"),
        ("我要投诉你们", "我要投诉的话找谁"),
        ("I want to file a complaint", "how do I file a complaint"),
        ("这已经是第三次了", "第三次还款是什么时候"),
        ("this is the third time I call", "my third payment is due"),
    ],
)
def test_a_threat_is_no_question(said, asked):
    assert level(said) >= 0.5 > level(asked)


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_what_callers_may_always_say_is_no_fury(language):
    """Or it would go to an escalation rule instead of where it leads. Threats and exasperation stay what they are."""
    phrases = {**manners.phrases(language), **{name: intent.phrases for name, intent in manners.intents(language).items()}}
    said = {sample for some in phrases.values() for phrase in some for sample in utterance.parse(phrase).samples(40)}
    assert [text for text in sorted(said) if level(text) >= 0.7 and "投诉" not in text and "烦死" not in text] == []


def test_more_of_it_is_more_and_never_past_one():
    once, twice = level("太慢了"), level("太慢了，你们什么态度")
    assert 0 < once < twice
    assert level("他妈的垃圾公司气死我了滚蛋骗子" * 10) <= 1.0
    assert level("我担心", "worry") < level("我非常担心", "worry")


def test_thanks_of_the_furious_are_no_satisfaction():
    assert level("太好了谢谢", "satisfaction") >= 0.5
    assert level("太好了谢谢，气死我了你们这帮骗子", "satisfaction") == 0.0


def test_the_words_that_made_it_are_known():
    folded = normalise.read("你们太过分了，我好担心").folded
    signs = mood.measure(folded).signs
    assert [folded[sign.start : sign.end] for sign in signs["anger"]] == ["太过分"]
    assert [folded[sign.start : sign.end] for sign in signs["worry"]] == ["担心"]


def test_a_long_text_takes_no_long_time():
    assert level("你们" * 300) == 0.0
    assert level("if this is not done " * 30) < 0.5
