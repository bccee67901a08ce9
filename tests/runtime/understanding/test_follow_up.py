"""Tests of questions that only go on from the last one."""

import pytest

from dsl.model import Intent, KnowledgeAnswer
from dsl.turn import Expectation
from runtime.understanding import follow_up

EN = {
    "opening": KnowledgeAnswer(questions=("when are you open", "what are your opening hours"), say="…"),
    "sunday": KnowledgeAnswer(questions=("are you open on Sundays",), say="…"),
    "data": KnowledgeAnswer(questions=("how much data do I have each month",), say="…"),
    "abroad": KnowledgeAnswer(questions=("how much data can I use abroad",), say="…"),
    "gone": KnowledgeAnswer(questions=("when are you open at Christmas",), say="…", valid_until="2025-12-31"),
}
ZH = {
    "data": KnowledgeAnswer(questions=("我每个月有多少流量",), say="…"),
    "abroad": KnowledgeAnswer(questions=("国外每个月能用多少流量",), say="…"),
    "opening": KnowledgeAnswer(questions=("营业厅几点开门",), say="…"),
    "weekend": KnowledgeAnswer(questions=("周末几点开门",), say="…"),
}


@pytest.fixture(scope="module", params=["none", ""], ids=["light", "sentence"])
def english(request, bundle_of, prepared):
    with pytest.MonkeyPatch.context() as patch:
        if request.param:
            patch.setenv("CALLWRIGHT_ENCODER", request.param)
        intents = {
            "pay": Intent(phrases=("I want to pay my bill", "take my payment")),
            "move": Intent(phrases=("I am moving house",)),
        }
        yield prepared(bundle_of("en-US", intents, answers=EN))


@pytest.fixture(scope="module")
def chinese(bundle_of, prepared):
    return prepared(bundle_of("zh-CN", {"pay": Intent(phrases=("我要交费", "帮我交话费"))}, answers=ZH))


@pytest.mark.parametrize(
    ("last", "words", "answer"),
    [
        ("opening", "and on Sundays?", "sunday"),
        ("opening", "what about Sunday", "sunday"),
        ("data", "And abroad?", "abroad"),
        ("data", "abroad", "abroad"),
        ("opening", "and in my garden?", None),
        ("opening", "and at Christmas?", None),
        ("data", "and my dog", None),
        ("", "and on holidays", None),
    ],
)
def test_what_is_new_is_looked_for_with_the_last_question(english, now, last, words, answer):
    understood = english.understand(words, Expectation(answered=last), now)
    assert (understood.answer, understood.intent) == (answer, None)


@pytest.mark.parametrize(
    ("last", "words", "answer"),
    [
        ("data", "那国外呢", "abroad"),
        ("data", "国外呢？", "abroad"),
        ("opening", "那周末呢", "weekend"),
        ("opening", "那月亮呢", None),
    ],
)
def test_the_same_in_chinese(chinese, now, last, words, answer):
    assert chinese.understand(words, Expectation(answered=last), now).answer == answer


@pytest.mark.parametrize("words", ["take my payment", "I want a person", "goodbye", "when are you open", "I want to pay my bill"])
def test_what_means_something_by_itself_keeps_its_meaning(english, now, words):
    alone, after = (english.understand(words, Expectation(answered=last), now) for last in ("", "data"))
    assert (alone.intent, alone.answer) == (after.intent, after.answer) != (None, None)


def test_where_no_knowledge_is_given_nothing_goes_on(english, now):
    assert english.understand("and abroad?", Expectation(answered="data", answers=False), now).reason != "follow-up"
    assert english.understand("and abroad?", Expectation(answered="data"), now).reason == "follow-up"


@pytest.mark.parametrize("plain", ["", "and", "那", "呢", "and you", "那你呢", "and " + "far " * 9, "那" + "很" * 30 + "呢"])
def test_nothing_new_is_no_follow_up(plain):
    assert follow_up.read(plain, "zh-CN" if plain and not plain.isascii() else "en-US") is None
