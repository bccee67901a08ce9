"""A call that changes its language: what is said, read out and expected from then on, and that a replay does the same."""

from __future__ import annotations

from pathlib import Path

from dsl.commands.package_files import compile_path
from dsl.compiler import compile_package
from dsl.journal import CallerSpoke, CallStarted, DataFetched, Input, KeyPressed, LanguageSwitched, SilencePassed, Understood
from runtime.call.static_prompts import static_prompts
from runtime.dialogue.effects import AnyEffect, Fetch, HandOff, Listen, Note, Say, Words
from runtime.dialogue.engine import Program, State, advance, start

FLOWS = Path(__file__).parents[3] / "flows"
AT = "2026-03-16T10:00:00+08:00"


def program() -> Program:
    bundle = compile_path(FLOWS / "front_desk").bundle
    assert bundle is not None
    return Program(bundle)


class Call:
    """One call, told its inputs one by one."""

    def __init__(self, language: str = "") -> None:
        self.program = program()
        self.state: State
        self.effects: list[AnyEffect]
        self.state, self.effects = start(self.program, CallStarted(language=language, seed=5), AT)
        self.every = list(self.effects)

    def tell(self, event: Input) -> None:
        self.state, self.effects = advance(self.program, self.state, event, AT)
        self.every += self.effects

    def press(self, keys: str) -> None:
        for key in keys:
            self.tell(KeyPressed(key=key))

    def languages(self) -> set[str]:
        """Of what was said in the last turn."""
        return {
            part.language
            for effect in self.effects
            if isinstance(effect, Say)
            for part in effect.segments
            if isinstance(part, Words)
        }

    def expected_in(self) -> str:
        return next(effect.expectation.language for effect in reversed(self.effects) if isinstance(effect, Listen))

    def switches(self) -> list[str]:
        facts = [effect.fact for effect in self.every if isinstance(effect, Note)]
        return [fact.language for fact in facts if isinstance(fact, LanguageSwitched)]


def test_a_call_begins_in_the_flows_own_language_or_as_it_is_told() -> None:
    for language, spoken in (("", "zh-CN"), ("zh-CN", "zh-CN"), ("en-US", "en-US"), ("en-GB", "zh-CN")):
        call = Call(language)
        assert (call.state.language, call.languages(), call.expected_in()) == (spoken, {spoken}, spoken)
        assert call.switches() == []


def test_a_switch_changes_all_that_follows_and_is_noted() -> None:
    call = Call()
    call.press("2")
    assert (call.switches(), call.languages(), call.expected_in()) == (["en-US"], {"en-US"}, "en-US")
    call.press("1305")
    fetch = next(effect for effect in call.effects if isinstance(effect, Fetch))
    assert {part.language for part in fetch.waiting if isinstance(part, Words)} == {"en-US"}
    assert fetch.parameters == {"room": "305"}
    call.tell(DataFetched(fetch=fetch.number, outcome="ok", values={"parcels": "2", "nights": "1", "bill": "10 CNY"}))
    said = " ".join(effect.text for effect in call.effects if isinstance(effect, Say))
    assert "two parcels" in said and "个包裹" not in said
    call.tell(CallerSpoke(text="pardon", understood=Understood(intent="repeat")))
    assert call.languages() == {"en-US"}
    assert call.switches() == ["en-US"]


def test_the_same_language_again_is_no_switch() -> None:
    call = Call("en-US")
    call.press("2")
    assert call.switches() == []
    call.press("3")
    assert call.switches() == ["zh-CN"] and call.languages() == {"zh-CN"}


def test_a_digression_goes_back_to_its_question_in_the_new_language() -> None:
    call = Call()
    call.press("1")
    call.tell(CallerSpoke(text="English please", understood=Understood(intent="speak_english")))
    assert call.state.question is not None and call.state.question.slot == "room"
    assert call.languages() == {"en-US"} and call.expected_in() == "en-US"


def test_built_in_words_are_in_the_language_and_people_are_told_of_it() -> None:
    call = Call("en-US")
    call.press("1")
    call.tell(SilencePassed())
    assert "Hello, are you still there?" in [effect.text for effect in call.effects if isinstance(effect, Say)]
    call.tell(CallerSpoke(text="agent", understood=Understood(intent="human")))
    order = next(effect for effect in call.effects if isinstance(effect, HandOff))
    assert order.summary.startswith("通话语言：en-US；转接原因：客人来电")
    assert "connect you with a person" in " ".join(effect.text for effect in call.effects if isinstance(effect, Say))


def test_a_replay_switches_where_the_call_did() -> None:
    def facts() -> list[object]:
        call = Call()
        call.press("2")
        call.tell(CallerSpoke(text="x", understood=Understood()))
        call.press("31")
        return [effect.fact for effect in call.every if isinstance(effect, Note)]

    assert facts() == facts()


def test_money_without_its_currency_is_that_of_the_place() -> None:
    files = {
        "flow.yaml": """
callwright: 1
flow: shop
title: Shop
language: zh-CN
languages: [zh-CN, en-US]
entry: {inbound: greet}
steps:
  greet:
    say: {zh-CN: 您好。, en-US: Hello.}
    next: pay
  pay:
    collect: sum
    failed: bye
    next: tell
  tell:
    say: <sum>
    next: bye
  bye:
    hang_up: {zh-CN: 再见。, en-US: Bye.}
""",
        "slots.yaml": "sum:\n  type: money\n  ask: {zh-CN: 多少钱？, en-US: How much?}\n",
    }
    compiled = compile_package(files)
    assert compiled.bundle is not None, [one.line() for one in compiled.findings]
    state, _ = start(Program(compiled.bundle), CallStarted(language="en-US"), AT)
    effects: list[AnyEffect] = []
    for key in "50#":
        state, effects = advance(Program(compiled.bundle), state, KeyPressed(key=key), AT)
    assert state.slots == {"sum": "50 CNY"}
    assert "fifty yuan" in [effect.text for effect in effects if isinstance(effect, Say)]


def test_the_sound_of_both_languages_is_made_ahead() -> None:
    ahead = {(prompt.language, prompt.text) for prompt in static_prompts(program().bundle)}
    assert ("en-US", "How may I help you?") in ahead and ("en-US", "How can I help you?") in ahead
    assert ("zh-CN", "请问有什么可以帮您？") in ahead
    assert not any(language == "en-US" and any("\u4e00" <= sign <= "\u9fff" for sign in text) for language, text in ahead)
