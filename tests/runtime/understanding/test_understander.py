"""Tests of one utterance understood: intent, details, answer and mood together, on hand-made packages."""

import pytest

from dsl.turn import Expectation

NOTHING = Expectation()


def test_the_bill_that_is_a_hundred_too_high(phone_bill, now):
    understood = phone_bill.understand("我账单上怎么多了一百块", NOTHING, now)
    assert understood.intent == "fee_dispute"
    assert understood.slots == {"amount": "100 CNY"}
    assert understood.runner_up == "check_balance"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("我想查下余额", "check_balance"),
        ("帮我查话费吧", "check_balance"),
        ("这个月话费怎么这么高", "fee_dispute"),
        ("为什么扣我五十块", "fee_dispute"),
        ("我要转人工", "human"),
        ("你这什么破玩意给我转人工", "human"),
        ("谢谢，再见", "goodbye"),
        ("没有了", "refuse"),
    ],
)
def test_intents_from_a_few_phrases(phone_bill, now, text, intent):
    assert phone_bill.understand(text, NOTHING, now).intent == intent


@pytest.mark.parametrize(
    "text", ["今天股票涨了吗", "asdkfj qwe", "我的猫丢了", "怎么办理宽带", "ÿÿÿÿ", "😀😀", "帮我订一张去上海的机票"]
)
def test_what_nobody_wrote_is_unknown(phone_bill, now, text):
    understood = phone_bill.understand(text, NOTHING, now)
    assert understood.intent is None
    assert understood.reason


def test_silence_is_understood_as_nothing(phone_bill, now):
    understood = phone_bill.understand(" 。…", NOTHING, now)
    assert (understood.intent, understood.guess, understood.reason) == (None, None, "nothing-known")


def test_phrases_are_matched_word_for_word_with_any_value_in_the_slot(phone_bill, now):
    understood = phone_bill.understand("为什么多扣了我三块五", NOTHING, now)
    assert (understood.intent, understood.confidence, understood.slots) == ("fee_dispute", 1.0, {"amount": "3.5 CNY"})


def test_knowledge_is_an_answer_and_no_intent(phone_bill, now):
    understood = phone_bill.understand("漫游怎么收费啊", NOTHING, now)
    assert (understood.intent, understood.answer) == (None, "roaming")


def test_an_answer_past_its_date_is_not_given(phone_bill, now):
    assert phone_bill.understand("营业厅几点开门", NOTHING, now).answer is None
    assert phone_bill.understand("营业厅几点开门", NOTHING, now.replace(year=2025)).answer == "opening"


def test_a_secret_is_read_only_when_it_was_asked_for(phone_bill, now):
    assert phone_bill.understand("123456", NOTHING, now).slots == {}
    assert phone_bill.understand("123456", Expectation(slot="pin", secret=True), now).slots == {"pin": "123456"}


def test_the_slot_just_asked_needs_no_other_words(phone_bill, now):
    assert phone_bill.understand("三", Expectation(slot="month"), now).slots == {"month": "2026-03"}
    assert phone_bill.understand("两千三", Expectation(slot="amount"), now).slots == {"amount": "2300 CNY"}


@pytest.mark.parametrize(("text", "month"), [("不对，是二月", "2026-02"), ("不是上个月，是这个月", "2026-03")])
def test_corrections_name_the_value_that_holds(phone_bill, now, text, month):
    understood = phone_bill.understand(text, Expectation(slot="month"), now)
    assert (understood.slots, understood.correcting) == ({"month": month}, True)


def test_the_mood_and_where_it_shows(phone_bill, now):
    text = "  气死我了，你们这破公司"
    felt = phone_bill.understand(text, NOTHING, now)
    assert felt.mood["anger"] >= 0.8 and felt.mood["worry"] == 0.0
    assert [text[start:end] for start, end in felt.mood_at["anger"]] == ["气死", "破公司"]
    calm = phone_bill.understand("我想查一下余额", NOTHING, now)
    assert set(calm.mood.values()) == {0.0} and calm.mood_at == {}
