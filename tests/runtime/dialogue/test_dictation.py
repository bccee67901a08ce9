"""Tests of numbers said in pieces: the line keeps what it heard and listens on, until the number is whole."""

from __future__ import annotations

import pytest

from dsl.compiler import compile_package
from dsl.journal import CallerSpoke, SilencePassed, SlotFilled, Understood
from runtime.call.discretion import masked, with_stand_ins
from runtime.dialogue.effects import Listen, Say
from runtime.dialogue.program import Program
from tests.runtime.dialogue.conftest import NOW, Caller, NobodyUnderstands

FILES = {
    "flow.yaml": """
callwright: 1
flow: numbers
title: Numbers
language: en-GB
entry:
  inbound: greet
steps:
  greet:
    say: Hello.
    next: take
  take:
    collect: [account]
    failed: bye
    next: done
  done:
    hang_up: Thank you.
  bye:
    hang_up: Goodbye.
    disposition: failed
""",
    "slots.yaml": """
account:
  type: digits(6)
  ask: Your account number?
  tries: 2
  no_match:
    - All six digits, please.
""",
}


@pytest.fixture
def call() -> Caller:
    compiled = compile_package(FILES)
    assert compiled.bundle is not None, [found.line() for found in compiled.findings]
    return Caller(Program(compiled.bundle), NobodyUnderstands(), now=NOW, look_up=lambda _: None, caller="")  # type: ignore[arg-type, return-value]


def says(call: Caller, *, digits: str = "", whole: str = "", correcting: bool = False) -> list[object]:
    understood = Understood(digits=digits, slots={"account": whole} if whole else {}, correcting=correcting)
    return list(call.feed(CallerSpoke(text="…", understood=understood)))


def test_a_piece_is_kept_and_the_line_listens_on_without_a_word(call) -> None:
    effects = says(call, digits="123")
    assert not [effect for effect in effects if isinstance(effect, Say)]
    listening = next(effect for effect in effects if isinstance(effect, Listen))
    assert listening.expectation.dictated == "123"
    assert listening.expectation.no_input_after == 4000
    assert call.state.stumbles == 0 and call.state.turns_without_progress == 0
    says(call, whole="123456")
    assert [fact.value for fact in call.facts(SlotFilled)] == ["123456"]
    assert call.said[-1] == "Thank you."


def test_the_rest_may_be_typed(call) -> None:
    says(call, digits="1234")
    call.press("56")
    assert [fact.value for fact in call.facts(SlotFilled)] == ["123456"]


def test_silence_after_a_piece_asks_for_all_of_it(call) -> None:
    says(call, digits="1234")
    call.feed(SilencePassed(milliseconds=4000))
    assert call.said[-1] == "All six digits, please."
    assert call.expectation.dictated == ""


def test_beginning_again_is_bounded_by_the_tries(call) -> None:
    says(call, digits="1234")
    says(call, digits="12", correcting=True)
    assert call.state.stumbles == 1 and call.expectation.dictated == "12"
    says(call, digits="12")
    assert call.said[-1] == "Goodbye."


def test_a_piece_of_a_secret_is_masked_and_its_replay_keeps_the_length() -> None:
    event = CallerSpoke(text="one two", understood=Understood(digits="12"))
    hidden = masked(event, secret=True)
    assert isinstance(hidden, CallerSpoke) and hidden.understood.digits == "••"
    replayed = with_stand_ins(hidden)
    assert isinstance(replayed, CallerSpoke) and replayed.understood.digits == "00"
