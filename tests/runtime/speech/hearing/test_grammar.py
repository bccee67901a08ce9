"""Grammars of a moment: what is in them, what is not, and that they are the same for the same moment."""

from __future__ import annotations

import re

from msgspec.structs import replace

from dsl.model import Intent, Slot, Words
from dsl.turn import Expectation
from runtime.speech.hearing.english import spoken_words
from runtime.speech.hearing.grammar import Grammar, GrammarBook
from tests.bench.hearing_sets import ASKING, BUNDLE, CONFIRMING, TOPICS, asking_for


def moment(expectation: Expectation) -> Grammar:
    return GrammarBook(BUNDLE).moment(expectation)


def public(grammar: Grammar) -> str:
    return next(line for line in grammar.jsgf.splitlines() if line.startswith("public"))


def test_phrases_share_their_beginnings() -> None:
    assert "where is (my (parcel | package) | parcel <slot_number>)" in public(moment(ASKING))


def test_agree_is_heard_only_where_it_is_expected() -> None:
    assert "yep" in moment(CONFIRMING).words
    assert "yep" not in moment(ASKING).words


def test_the_slot_asked_comes_first_and_others_only_with_their_phrases() -> None:
    asked = public(moment(asking_for("price")))
    assert asked.index("<slot_price>") < asked.index("where")
    assert "<slot_price>" not in moment(ASKING).jsgf


def test_topics_and_answers_are_left_out_where_they_are_not_allowed() -> None:
    secret = moment(Expectation(slot="number", answers=False, secret=True))
    assert "parcel" not in secret.words
    assert "hours" not in secret.words
    assert "operator" in secret.words, "a person may be asked for at any time"


def test_what_is_expected_weighs_more_than_a_topic() -> None:
    assert re.search(r"/1\.0/ \(.*yes \[please\].*/0\.3/ \(.*where is", public(moment(CONFIRMING)))


def test_a_phrase_in_two_places_is_there_once() -> None:
    assert public(moment(Expectation(intents=TOPICS, topics=TOPICS))).count("send it to another address") == 1


def test_the_same_moment_has_the_same_name_in_every_book() -> None:
    assert moment(ASKING) == moment(ASKING)
    assert moment(ASKING).name != moment(CONFIRMING).name


def test_choices_are_heard_by_all_their_names() -> None:
    bundle = replace(
        BUNDLE,
        slots={"size": Slot(type="choice(sizes)", ask="Which size?")},
        words=Words(lists={"sizes": {"small": ("little", "S"), "large": ("big", "2 XL")}}),
    )
    grammar = GrammarBook(bundle).moment(Expectation(slot="size"))
    rule = next(line for line in grammar.jsgf.splitlines() if line.startswith("<slot_size>"))
    assert rule == "<slot_size> = (big) | (large) | (little) | (s) | (small) | (two xl);"


def test_free_slots_are_open_to_dictation() -> None:
    bundle = replace(BUNDLE, slots={"who": Slot(type="name", ask="Your name?")})
    grammar = GrammarBook(bundle).moment(Expectation(slot="who"))
    assert grammar.open
    assert "<slot_who>" not in grammar.jsgf


def test_digits_are_as_many_as_the_slot_has_or_fewer() -> None:
    assert "/0.98/ (<digit> <digit> <digit> <digit>) | /0.02/ (<digit> [<digit> [<digit> ]])" in moment(asking_for("number")).jsgf
    bundle = replace(BUNDLE, slots={"pin": Slot(type="digits(2-3)", ask="Which?"), "any": Slot(type="digits", ask="Which?")})
    book = GrammarBook(bundle)
    assert "<slot_pin> = /0.98/ (<digit> <digit> [<digit>]) | /0.02/ (<digit> );" in book.moment(Expectation(slot="pin")).jsgf
    assert "<slot_any> = <digits>;" in book.moment(Expectation(slot="any")).jsgf


def test_pronunciations_of_the_package_go_with_the_words_they_are_for() -> None:
    bundle = replace(
        BUNDLE,
        intents={**BUNDLE.intents, "where": Intent(phrases=("where is my qrx",))},
        words=Words(pronunciations={"QRX": "cue are ex", "unused": "nothing"}),
    )
    assert GrammarBook(bundle).moment(ASKING).sounds_like == {"qrx": "cue are ex"}


def test_a_package_without_phrases_has_a_grammar() -> None:
    bundle = replace(BUNDLE, intents={}, manners={}, answers={}, slots={}, topics={})
    assert GrammarBook(bundle).moment(Expectation()).words == ()


def test_written_words_become_spoken_ones() -> None:
    assert spoken_words("Where’s my 24h parcel?") == ["where's", "my", "twenty", "four", "h", "parcel"]
    assert spoken_words("50% off & more, café 2026") == "fifty percent off and more cafe two thousand twenty six".split()
    assert spoken_words("call 911000 or 007") == "call nine one one zero zero zero or zero zero seven".split()
    assert spoken_words("您好") == []
