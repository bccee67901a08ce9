"""Conversations: each thing that may happen in one, what it may expect, and what is said when that does not come true."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.commands.package_files import path_of
from dsl.compiler import compile_package
from dsl.model import Conversation
from runtime.commands.opening import Opened, open_package
from runtime.conversations import Played, play
from runtime.failures import CODES
from tests.dsl.test_readme import examples

TO_THE_LOAN = """
    - caller: renew my book
    - caller: AB1234
    - keys: "4711"
    - keys: "12345678"
    - caller: "yes"
    - caller: next Friday
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """The package of the language's own page."""
    folder = tmp_path_factory.mktemp("library_line") / "line"
    for name, text in examples().items():
        file = path_of(folder, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return open_package(folder)


def read(package: Opened, talk: str, head: str = "") -> Conversation:
    text = f"- name: a call\n{head}  talk:\n{talk.strip(chr(10))}\n"
    compiled = compile_package({**examples(), "conversations/one.yaml": text})
    assert compiled.bundle is not None, [found.line() for found in compiled.findings]
    return compiled.conversations["one"][0]


def run(package: Opened, talk: str, head: str = "") -> Played:
    return play(package.program, package.understander, read(package, talk, head))


def told(package: Opened, talk: str, head: str = "", language: str = "en") -> list[tuple[int, str]]:
    return [(failure.turn + 1, failure.sentence(language)) for failure in run(package, talk, head).failures]


KNOWN = "  data: {card_check: {valid: true}, extension: {fee: 0 GBP, until: 2026-04-01, branch: main}}\n"


def test_the_conversations_of_the_languages_page_come_true(package: Opened) -> None:
    played = [
        play(package.program, package.understander, one) for file in package.compiled.conversations.values() for one in file
    ]
    assert len(played) > 5
    assert [one.failures for one in played if one.failures] == []


def test_a_look_up_answers_each_call_in_its_turn(package: Opened) -> None:
    head = "  data:\n    card_check: {{valid: true}}\n    extension: [{answers}]\n"
    twice = TO_THE_LOAN + "    - line: somebody else\n    - caller: yes please\n    - caller: renew my book\n    - line: {then}\n"
    good = "{fee: 0 GBP, until: 2026-04-01, branch: main}"
    assert told(package, twice.format(then="You can keep it"), head.format(answers=f"reserved, {good}")) == []
    assert told(package, twice.format(then="somebody else"), head.format(answers="reserved")) == []
    assert told(package, twice.format(then="You can keep it"), head.format(answers="reserved"))[0][0] == 10


def test_a_slow_look_up_says_its_waiting_phrase(package: Opened) -> None:
    waiting = TO_THE_LOAN + "    - line: One moment\n"
    assert told(package, waiting, KNOWN + "  slow: [extension]\n") == []
    assert [turn for turn, _ in told(package, waiting, KNOWN)] == [7]
    late = KNOWN.replace("{fee: 0 GBP, until: 2026-04-01, branch: main}", "timed_out")
    assert told(package, TO_THE_LOAN + "    - line: One moment, please. One moment\n", late) == []


def test_the_clock_goes_on_and_is_set(package: Opened) -> None:
    start = "    - caller: renew my book\n    - caller: AB1234\n    - keys: '4711'\n    - keys: '12345678'\n    - caller: 'yes'\n"
    asked = "    - caller: tomorrow\n    - heard: {{until: {day}}}\n"
    assert told(package, start + asked.format(day="2026-03-17"), KNOWN) == []
    assert told(package, start + "    - later: 2 days\n" + asked.format(day="2026-03-19"), KNOWN) == []
    moved = start + "    - now: 2026-05-01T10:00:00+01:00\n" + asked.format(day="2026-05-02")
    assert told(package, moved, KNOWN) == []


def test_the_mood_is_in_the_voice(package: Opened) -> None:
    calm = "    - caller: when do you open\n    - never: {escalate: {}}\n"
    assert told(package, calm) == []
    angry = "    - caller: when do you open\n      mood: {anger: 0.9}\n    - does: {escalate: {skill: desk}}\n"
    assert told(package, angry) == []


@pytest.mark.parametrize("word", ["refuses", "closed", "busy", "no_answer"])
def test_nobody_takes_the_call_for_one_reason_or_another(package: Opened, word: str) -> None:
    played = run(package, f"    - keys: '0'\n    - person: {word}\n    - does: {{call_back: {{}}}}\n    - ends: {{how: line}}\n")
    assert played.failures == ()
    assert played.trail.edges["agent", "unavailable", ""] == 1


def test_a_machine_takes_the_call(package: Opened) -> None:
    talk = "    - machine: true\n    - ends: {disposition: voicemail}\n"
    assert told(package, talk, "  entry: outbound\n") == []
    assert run(package, talk, "  entry: outbound\n").trail.edges["greet_out", "machine", ""] == 1


def test_what_must_be_heard_cannot_be_interrupted(package: Opened) -> None:
    first = "    - caller: renew my book\n      interrupts: true\n"
    assert told(package, first)[0] == (
        1,
        "the caller cannot interrupt what must be heard to its end: "
        '"Hello, this is the library\'s automated assistant. This call is recorded."',
    )
    assert told(package, "    - caller: renew my book\n    - caller: AB1234\n      interrupts: true\n") == []


UNKEPT = [
    ("line-not-said", "    - line: Bonjour\n", "", 1),
    ("line-said", "    - never: automated assistant\n", "", 1),
    ("not-done", "    - keys: '0'\n    - does: {hand_off: {skill: billing}}\n", "", 2),
    ("not-done", "    - does: {fetch: extension}\n", "", 1),
    ("not-done", TO_THE_LOAN + "    - does: {fetch: extension, with: {loan: '87654321'}}\n", KNOWN, 7),
    ("done", "    - never: {hand_off: {skill: desk}}\n    - keys: '0'\n", "", 1),
    ("done", TO_THE_LOAN + "    - never: {fetch: card_check, with: {card: AB1234}}\n", KNOWN, 7),
    ("heard-otherwise", "    - caller: renew my book\n    - heard: {intent: ask_hours}\n", "", 2),
    ("heard-otherwise", "    - caller: renew my book\n    - heard: {until: 2026-03-20}\n", "", 2),
    ("other-step", "    - step: agent\n", "", 1),
    ("not-ended", "    - ends: {how: line}\n", "", 1),
    ("ended-otherwise", "    - hang_up: true\n    - ends: {how: line}\n", "", 2),
    ("ended-already", "    - hang_up: true\n    - caller: hello\n", "", 2),
    ("no-person-asked", "    - person: accepts\n", "", 1),
    ("no-data", "    - caller: renew my book\n    - caller: AB1234\n    - keys: '4711'\n", "", 3),
    ("must-be-heard", "    - keys: '1'\n      interrupts: true\n", "", 1),
]


@pytest.mark.parametrize(("code", "talk", "head", "turn"), UNKEPT, ids=[f"{code}-{n}" for n, (code, *_) in enumerate(UNKEPT)])
def test_what_does_not_come_true_is_told_at_its_turn(package: Opened, code: str, talk: str, head: str, turn: int) -> None:
    failures = run(package, talk, head).failures
    assert [(failure.turn + 1, failure.code) for failure in failures] == [(turn, code)]
    for language in ("en", "zh"):
        sentence = failures[0].sentence(language)
        assert sentence and "{" not in sentence.replace("{skill", "").replace("{loan", "").replace("{card", "")
        assert any("\u4e00" <= sign <= "\u9fff" for sign in sentence) == (language == "zh")


def test_every_sentence_has_its_test() -> None:
    assert {code for code, *_ in UNKEPT} == set(CODES)


def test_a_deed_is_told_as_it_is_written(package: Opened) -> None:
    (turn, sentence), *_ = told(package, "    - keys: '0'\n    - does: {hand_off: {skill: billing}}\n")
    assert turn == 2
    assert (
        "did not do hand_off: {skill: billing}; it did: hand_off: {skill: desk, reason: Library enquiry, priority: normal"
        in sentence
    )


def test_an_expectation_that_fails_does_not_hide_the_next(package: Opened) -> None:
    talk = "    - line: Bonjour\n    - step: agent\n    - keys: '0'\n    - step: agent\n"
    assert [turn for turn, _ in told(package, talk)] == [1, 2]


def test_a_bundle_sent_over_the_wire_plays_alike(package: Opened) -> None:
    import msgspec

    conversation = read(package, TO_THE_LOAN + "    - never: {hand_off: {}}\n    - never: words\n", KNOWN)
    again = msgspec.json.decode(msgspec.json.encode(conversation), type=Conversation)
    assert again == conversation
    assert play(package.program, package.understander, again).failures == ()


@pytest.fixture(autouse=True, scope="module")
def _cache(tmp_path_factory: pytest.TempPathFactory) -> object:
    patch = pytest.MonkeyPatch()
    patch.setenv("CALLWRIGHT_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    yield Path
    patch.undo()
