"""Tests of what decides between rivals: near misses, what the step waits for, manners inside longer speech, `if_unsure`."""

import msgspec
import pytest

from dsl.model import Intent, KnowledgeAnswer, Slot
from dsl.turn import Expectation

NOTHING = Expectation()


@pytest.fixture(scope="module")
def shop(bundle_of, prepared):
    intents = {
        "pay": Intent(phrases=("how do I pay", "I want to pay my bill", "make a payment", "pay by card")),
        "lost": Intent(phrases=("I lost my card", "my card was stolen", "replace my card"), not_=("I found my card",)),
    }
    return prepared(bundle_of("en-US", intents, {"amount": Slot(type="money", ask="?")}))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("can I talk to a real person please", "human"),
        ("this robot is useless, operator", "human"),
        ("uh could you say that again please", "repeat"),
        ("okay thanks bye", "goodbye"),
        ("yes please", "agree"),
        ("no thank you", "refuse"),
        ("I'd like to pay my bill please", "pay"),
    ],
)
def test_manners_stand_in_longer_speech(shop, now, text, intent):
    assert shop.understand(text, NOTHING, now).intent == intent


@pytest.mark.parametrize("text", ["I don't want a real person", "no, not the operator"])
def test_a_person_who_is_not_wanted_is_not_called(shop, now, text):
    assert shop.understand(text, NOTHING, now).intent != "human"


def test_a_near_miss_is_not_the_intent(shop, now):
    understood = shop.understand("I found my card", NOTHING, now)
    assert understood.intent is None
    assert understood.reason == "near-miss"
    assert shop.understand("I lost my card", NOTHING, now).intent == "lost"


def test_a_close_rival_yields_to_what_the_step_hears(bundle_of, prepared, now):
    intents = {
        "parcel_status": Intent(phrases=("check the parcel status", "parcel status")),
        "invoice_status": Intent(phrases=("check the invoice status", "invoice status")),
    }
    understander = prepared(bundle_of("en-US", intents))
    for wanted in intents:
        assert understander.understand("check the status", Expectation(intents=(wanted,)), now).intent == wanted


def test_agreeing_is_heard_more_easily_while_a_value_is_read_back(shop, now):
    text = "that is quite right thanks"
    confirming = shop.understand(text, Expectation(confirming=True), now)
    assert confirming.intent == "agree"


def test_unsure_is_what_the_operator_says_it_is(prepared, phone_bill_bundle, now):
    phrases = ["话费", "余额", "账单", "多扣", "这个月"]
    texts = [phrase + "甲乙丙丁戊己庚辛壬癸子丑"[:length] for phrase in phrases for length in range(13)]

    def known(if_unsure):
        understander = prepared(msgspec.structs.replace(phone_bill_bundle, if_unsure=if_unsure))
        return sum(understander.understand(text, NOTHING, now).intent in ("fee_dispute", "check_balance") for text in texts)

    assert known("cautious") < known("balanced") < known("eager")


def test_the_package_comes_before_a_manner_that_sounds_the_same(bundle_of, prepared, now):
    intents = {
        "say_goodbye_card": Intent(phrases=("goodbye card", "send a goodbye card")),
        "pay": Intent(phrases=("pay my bill",)),
    }
    understander = prepared(bundle_of("en-US", intents))
    assert understander.understand("send a goodbye card", NOTHING, now).intent == "say_goodbye_card"
    assert understander.understand("goodbye card please", NOTHING, now).intent == "say_goodbye_card"
    assert understander.understand("goodbye", NOTHING, now).intent == "goodbye"


def test_what_the_operator_wrote_outweighs_a_person_named_in_it(bundle_of, prepared, now):
    intents = {"feedback": Intent(phrases=("I want to rate your customer service", "rate the customer service"))}
    understander = prepared(bundle_of("en-US", {**intents, "pay": Intent(phrases=("pay my bill",))}))
    assert understander.understand("I want to rate the customer service", NOTHING, now).intent == "feedback"
    assert understander.understand("give me customer service", NOTHING, now).intent == "human"


def test_sounds_decide_where_characters_differ(phone_bill, now):
    assert phone_bill.understand("我想差一下鱼鹅", NOTHING, now).guess == "check_balance"


def test_an_answer_is_found_by_other_words_and_not_by_any_words(bundle_of, prepared, now):
    answers = {
        "opening_hours": KnowledgeAnswer(questions=("when are you open", "what are your opening hours"), say="…"),
        "customs": KnowledgeAnswer(questions=("do I have to pay customs", "why do I have to pay import tax"), say="…"),
    }
    understander = prepared(
        bundle_of("en-US", {"track": Intent(phrases=("where is my parcel", "track my parcel"))}, answers=answers)
    )
    assert understander.understand("what opening hours do you have", NOTHING, now).answer == "opening_hours"
    assert understander.understand("do i pay any import tax on this", NOTHING, now).answer == "customs"
    assert understander.understand("who won the match last night", NOTHING, now).answer is None
    assert understander.understand("where is my parcel", NOTHING, now).answer is None


def test_confidence_leads_the_ranking(shop, now):
    understood = shop.understand("I want to pay", NOTHING, now)
    chances = [candidate.confidence for candidate in understood.ranked]
    assert understood.ranked[0].intent == understood.guess
    assert chances == sorted(chances, reverse=True)
    assert sum(chances[:2]) <= 1.01


@pytest.mark.parametrize(
    ("words", "not_taken_for"),
    [
        ("no, that is not correct", "agree"),
        ("I want to hear that again", "stop_calling"),
    ],
)
def test_one_word_turns_a_built_in_phrase_round(bundle_of, prepared, now, words, not_taken_for):
    understander = prepared(bundle_of("en-US", {"mail": Intent(phrases=("send an email", "write an email to somebody"))}))
    assert understander.understand(words, Expectation(), now).intent != not_taken_for


def test_what_stops_calls_and_who_wants_a_person_is_heard_as_ever(bundle_of, prepared, now):
    understander = prepared(bundle_of("en-US", {"mail": Intent(phrases=("send an email", "write an email to somebody"))}))
    wanted = {"please don't call me again": "stop_calling", "let me talk to your supervisor": "human", "that is correct": "agree"}
    assert {words: understander.understand(words, Expectation(), now).intent for words in wanted} == wanted


def test_what_a_person_is_told_of_is_no_wish_for_one(bundle_of, prepared, now):
    posts = (
        "tweet the shop about it",
        "tweet them that the service is great",
        "post a complaint about the shop",
        "tweet how bad it was",
    )
    understander = prepared(bundle_of("en-US", {"post": Intent(phrases=posts), "mail": Intent(phrases=("send an email",))}))
    assert understander.understand("tweet them that their customer service is great", NOTHING, now).intent == "post"
    assert understander.understand("this is no good, customer service", NOTHING, now).intent == "human"


def test_an_intent_that_means_a_manner_in_other_words_comes_first(bundle_of, prepared, now):
    affirm = (
        "yes that is so",
        "sure that is fine with me",
        "okay do go ahead",
        "yes certainly it is right",
        "absolutely correct yes",
    )
    intents = {"affirm": Intent(phrases=affirm), "mail": Intent(phrases=("send an email", "write an email to somebody"))}
    understander = prepared(bundle_of("en-US", intents))
    assert understander.understand("yes that's quite right", NOTHING, now).intent == "affirm"
    assert understander.understand("yes that's quite right", Expectation(confirming=True), now).intent == "agree"
    assert understander.understand("yes that's right", NOTHING, now).intent == "agree"
    assert understander.understand("talk to a human", NOTHING, now).intent == "human"


def test_what_is_unknown_is_guessed_among_the_intents_of_the_package(shop, now):
    understood = shop.understand("is rice okay after three days in the fridge", NOTHING, now)
    assert understood.intent is None
    assert understood.guess in ("pay", "lost")
