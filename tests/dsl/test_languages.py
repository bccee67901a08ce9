"""A flow that speaks several languages: what its texts are in each, and that one which speaks one is as it always was."""

from __future__ import annotations

from pathlib import Path

from msgspec import UNSET

from dsl.bundle import decode, encode
from dsl.commands.package_files import read_with_libraries
from dsl.compiler import check, compile_package
from dsl.model import Ask, HandOff, HangUp, Say
from tests.dsl.small_package import SMALL, lines, spoil

FLOWS = Path(__file__).parents[2] / "flows"
FLOW, INTENTS, WORDS = "flow.yaml", "intents.yaml", "words.yaml"
BOTH = spoil(SMALL, FLOW, "language: en-GB", "language: en-GB\nlanguages: [en-GB, zh-CN]")


def test_every_text_is_what_it_is_in_the_language() -> None:
    files = spoil(BOTH, FLOW, "say: Hello.", "say: {en-GB: Hello., zh-CN: 您好。}")
    files = spoil(files, FLOW, "    - Sorry?\n", "    - zh-CN: 什么？\n      en-GB: Sorry?\n")
    files = spoil(files, FLOW, "hang_up: Goodbye.", "hang_up:\n      zh-CN: 再见。\n      en-GB: Goodbye.")
    files = spoil(files, INTENTS, "  phrases:\n", "  phrases:\n    zh-CN:\n    - 多少钱\n    en-GB:\n")
    files = spoil(files, WORDS, "small: [little]", "small: {en-GB: [little], zh-CN: [小号]}")
    compiled = compile_package(files)
    own = compiled.bundle
    assert own is not None and own.translations and not compiled.findings.fatal
    chinese = own.spoken_in("zh-CN")
    assert own.languages == ("en-GB", "zh-CN") and own.spoken_in("en-US") is own
    assert (chinese.language, chinese.home_language, chinese.translations) == ("zh-CN", "en-GB", UNSET)
    for bundle, hello, sorry, bye, phrases, names in (
        (own, "Hello.", "Sorry?", "Goodbye.", ("what does it cost", "(how much|what) is <size=the big one>"), ("little",)),
        (chinese, "您好。", "什么？", "再见。", ("多少钱",), ("小号",)),
    ):
        greet, listen, end = (bundle.steps[name] for name in ("greet", "listen", "bye"))
        assert isinstance(greet, Say) and greet.say == hello
        assert isinstance(listen, Ask) and listen.no_match is not None and listen.no_match.says == (sorry,)
        assert isinstance(end, HangUp) and end.hang_up == bye
        assert bundle.intents["ask_price"].phrases == phrases
        assert bundle.words.lists["sizes"]["small"] == names
        assert isinstance(bundle.steps["agent"], HandOff)
    assert own.built_in["silent"] != chinese.built_in["silent"] and "转人工" in chinese.manners["human"].phrases
    assert decode(compiled.data) == own and encode(decode(compiled.data)) == compiled.data


def test_a_flow_with_one_language_says_nothing_of_others() -> None:
    compiled = compile_package(SMALL)
    assert compiled.bundle is not None and compiled.bundle.languages == ("en-GB",)
    assert b"translations" not in compiled.data and b'"home"' not in compiled.data
    alone = compile_package(spoil(SMALL, FLOW, "language: en-GB", "language: en-GB\nlanguages: [en-GB]"))
    assert alone.data == compiled.data


def test_what_is_not_translated_is_a_warning_and_the_same_in_both() -> None:
    found = [one for one in check(BOTH).findings if one.code == "not-translated"]
    assert {one.severity for one in found} == {"warning"} and len(found) > 10
    bundle = compile_package(BOTH).bundle
    assert bundle is not None
    greet = bundle.spoken_in("zh-CN").steps["greet"]
    assert isinstance(greet, Say) and greet.say == "Hello."


def test_notes_for_people_and_values_alone_need_no_translation() -> None:
    files = spoil(BOTH, FLOW, "say: It is <price_list.amount>.", "say: <price_list.amount>")
    marked = {one.span.line for one in check(files).findings if one.code == "not-translated" and one.span.file == FLOW}
    written = files[FLOW].splitlines()
    assert not any("note:" in written[line - 1] or "<price_list" in written[line - 1] for line in marked)


def test_phrases_are_compared_within_a_language() -> None:
    other = "other:\n  phrases:\n    zh-CN:\n      - {}\n    en-GB:\n      - it is too dear\nask_price:\n"
    files = spoil(BOTH, FLOW, "  ask_price: price\n", "  ask_price: price\n  other: agent\n")
    files = spoil(files, INTENTS, "  phrases:\n", "  phrases:\n    zh-CN:\n    - 多少钱\n    en-GB:\n")
    apart = spoil(files, INTENTS, "ask_price:\n", other.format("太贵了"))
    assert [one for one in check(apart).findings if one.severity == "error"] == []
    clashing = spoil(files, INTENTS, "ask_price:\n", other.format("多少钱？"))
    (clash,) = [one for one in check(clashing).findings if one.severity == "error"]
    assert clash.code == "phrase-in-two-intents" and clash.span.line == 11
    (plain,) = [
        one
        for one in check(spoil(files, INTENTS, "ask_price:\n", "other:\n  phrases:\n    - 多少钱\nask_price:\n")).findings
        if one.severity == "error"
    ]
    assert plain.code == "phrase-in-two-intents"


def test_an_intent_without_phrases_in_one_language_is_said() -> None:
    files = spoil(BOTH, INTENTS, "  phrases:\n", "  phrases:\n    zh-CN: []\n    en-GB:\n")
    assert [one.span.line for one in check(files).findings if one.code == "intent-without-phrases"] == [1]


def test_a_text_that_is_a_map_for_another_reason_is_still_a_slip() -> None:
    (found,) = check(spoil(SMALL, FLOW, "say: Hello.", "say: Note: press one")).findings
    assert found.code == "colon-in-text"


def test_the_front_desk_is_right() -> None:
    checked = check(read_with_libraries(FLOWS / "front_desk"))
    assert lines(list(checked.findings)) == []
    assert list(checked.reading.translations) == ["en-US"]


def test_what_is_wrong_in_every_language_is_said_once() -> None:
    files = spoil(BOTH, INTENTS, "    - what does it cost\n", "    - what does it cost\n    - What does it cost?\n")
    files = spoil(files, INTENTS, "    - what is this", "    - what does it cost")
    codes = [one.code for one in check(files).findings if one.code in ("phrase-twice", "not-equals-phrase")]
    assert codes == ["phrase-twice", "not-equals-phrase"]
