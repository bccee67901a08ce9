"""Tests of anger in words: what is said at the service counts, what names a trouble calmly does not."""

import pytest

from runtime.understanding import mood, normalise


def anger(text):
    return mood.anger(normalise.read(text).folded)


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
def test_the_angry_are_heard(text):
    assert anger(text) >= 0.7


@pytest.mark.parametrize(
    "text",
    [
        "我账单上怎么多了一百块",
        "我想查一下余额",
        "为什么扣费不对",
        "手机坏了怎么办",
        "怎么投诉快递员",
        "请问投诉电话是多少",
        "我没有生气",
        "我收到一条垃圾短信",
        "I want to cancel my order",
        "my parcel is missing",
        "there is something wrong with my bill",
        "how do I make a complaint",
        "I'm not angry",
        "no problem at all",
        "can you kill the alarm",
    ],
)
def test_the_calm_are_not_flagged(text):
    assert anger(text) < 0.5


def test_more_of_it_is_angrier_and_never_past_one():
    once, twice = anger("太慢了"), anger("太慢了，你们什么态度")
    assert 0 < once < twice
    assert anger("他妈的垃圾公司气死我了滚蛋骗子" * 10) <= 1.0


def test_the_words_that_made_it_are_known():
    folded = normalise.read("你们太过分了").folded
    assert [folded[word.start : word.end] for word in mood.angry_words(folded)] == ["太过分"]
