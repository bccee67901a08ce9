"""Rules of a bundle: which are active when, and what changes them."""

from __future__ import annotations

from msgspec.structs import replace

from dsl.model import Intent, Slot, Words
from dsl.turn import Expectation
from runtime.speech.backchannels import is_backchannel
from runtime.speech.hearing.rules import Active, RuleBook
from tests.bench.hearing_sets import ASKING, BUNDLE, CONFIRMING, TOPICS, asking_for


def weights(expectation: Expectation) -> dict[str, float]:
    return {active.rule: active.weight for active in RuleBook(BUNDLE).moment(expectation)}


def test_the_steps_own_weigh_most_then_topics_then_what_is_always_heard() -> None:
    moment = weights(CONFIRMING)
    assert moment["intent:agree"] > moment["intent:where"] > moment["always"]
    assert weights(ASKING)["intent:where"] == moment["intent:agree"], "a topic that the step itself listens for counts as its own"


def test_the_slot_asked_has_a_rule_and_a_secret_one_no_topics() -> None:
    assert weights(asking_for("price"))["slot:price"] == 1.0
    assert set(weights(Expectation(slot="number", answers=False, secret=True))) == {"slot:number", "always", "listening"}


def test_a_free_slot_has_no_rule() -> None:
    bundle = replace(BUNDLE, slots={"who": Slot(type="name", ask="Your name?")})
    book = RuleBook(bundle)
    assert all(active.rule != "slot:who" for active in book.moment(Expectation(slot="who")))
    assert book.ways.is_open("who")


def test_an_intent_without_phrases_has_no_rule() -> None:
    """An empty rule would kill the decoder."""
    bundle = replace(BUNDLE, intents={**BUNDLE.intents, "where": Intent()})
    assert RuleBook(bundle).expression("intent:where") == ""
    assert all(active.rule != "intent:where" for active in RuleBook(bundle).active())


def test_each_weight_of_a_rule_is_a_rule_for_the_decoder_once() -> None:
    active = RuleBook(BUNDLE).active()
    assert len(active) == len(set(active))
    assert {each.rule for each in active} >= {f"intent:{topic}" for topic in TOPICS}
    assert active == tuple(sorted(active))
    assert Active("always", 0.15) in active


def test_a_listeners_sounds_are_heard_at_every_moment_and_least_likely_of_all() -> None:
    for moment in (weights(ASKING), weights(CONFIRMING), weights(asking_for("number"))):
        assert moment["listening"] == min(moment.values())
    book = RuleBook(BUNDLE)
    ways = book.ways_of("listening")
    assert {("uh", "huh"), ("mm",), ("okay",), ("okay", "okay")} <= set(ways)
    assert all(is_backchannel(" ".join(way), "en") for way in ways)
    assert book.samples("listening") == []
    chinese = RuleBook(replace(BUNDLE, language="zh-CN"))
    assert chinese.expression("listening").startswith("(嗯_n [嗯_n]")


def test_sound_alikes_of_chinese_words_change_their_syllables() -> None:
    bundle = replace(
        BUNDLE, language="zh-CN", intents={"go": Intent(phrases=("我要去重庆",))}, words=Words(pronunciations={"重庆": "虫庆"})
    )
    assert "重_chong 庆_qing" in RuleBook(bundle).expression("intent:go")
    odd = replace(bundle, words=Words(pronunciations={"重庆": "中请"}))
    assert "重_zhong 庆_qing" in RuleBook(odd).expression("intent:go")
