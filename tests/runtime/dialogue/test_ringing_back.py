"""Ringing back at a time that the caller gave, and sub-flows that a step needs before it calls another."""

from __future__ import annotations

import pytest

from dsl.compiler import check, compile_bundle
from dsl.journal import CallBackAsked, DataFetched, StepEntered
from dsl.proofs import FailingCall
from runtime.dialogue.effects import Fetch, Note
from runtime.dialogue.engine import Program
from runtime.failing_calls import replay
from tests.runtime.dialogue.conftest import NOW, Caller, NobodyUnderstands
from tests.runtime.dialogue.traps import IDENTITY, ask, package, steps

SURVEY = """
subflow: survey
start: rate
steps:
  rate:
    collect: [size]
    failed: none
    next: given
  given:
    return: given
  none:
    return: none
"""


def begin(files: dict[str, str], *, known: str = "true") -> Caller:
    checked = check(files)
    assert checked.package is not None
    assert [one.line() for one in checked.findings if one.severity == "error"] == []

    def look_up(fetch: Fetch) -> DataFetched:
        return DataFetched(fetch=fetch.number, outcome="ok", values={"ok": known})

    return Caller(Program(compile_bundle(checked.package)), NobodyUnderstands(), now=NOW, look_up=look_up, caller="07700900123")


def ringing_back(at: str, head: str = "") -> dict[str, str]:
    take = "\n  take:\n    collect: [day]\n    failed: ring\n    next: ring\n"
    return package(steps("take", take, f"\n  ring:\n    call_back: {{note: A question, at: {at}}}\n    next: bye\n", head=head))


def test_the_day_that_the_caller_gave_is_noted_and_said_back() -> None:
    call = begin(ringing_back("day"))
    call.means(day="2026-03-17")
    (noted,) = call.facts(CallBackAsked)
    assert isinstance(noted, CallBackAsked)
    assert (noted.note, noted.number, noted.at) == ("A question", "07700900123", "2026-03-17")
    assert "We'll call you back: March the seventeenth." in call.said[0]


def test_several_parts_of_an_appointment_stand_together() -> None:
    call = begin(ringing_back("[day, '\"in the morning\"']"))
    call.means(day="2026-03-17")
    (noted,) = call.facts(CallBackAsked)
    assert isinstance(noted, CallBackAsked) and noted.at == "2026-03-17 in the morning"
    assert any("March the seventeenth, in the morning" in said for said in call.said)


def test_what_nobody_said_is_no_appointment() -> None:
    call = begin(ringing_back("day"))
    while call.ended is None:
        call.stay_silent()
    (noted,) = call.facts(CallBackAsked)
    assert isinstance(noted, CallBackAsked) and noted.at == ""
    assert any("as soon as we can" in said for said in call.said)


def guarded_call(unknown: str, silent: str = "rate") -> dict[str, str]:
    rate = f"\n  rate:\n    needs: verified\n    call: survey\n    results: {{given: bye, none: bye}}\n    failed: {unknown}\n"
    head = "values:\n  verified: {flag: identity}\n"
    sorry = ask("sorry", silent=silent, lost="bye")
    return package(steps("rate", rate, sorry, head=head), subflows={"identity": IDENTITY, "survey": SURVEY})


@pytest.mark.parametrize("known, way", [("true", "survey/rate"), ("false", "sorry")])
def test_a_call_needs_its_flag_first(known: str, way: str) -> None:
    call = begin(guarded_call("sorry", silent="bye"), known=known)
    call.pin()
    entered = [one.step for one in call.effects if isinstance(one, Note) and isinstance(one.fact, StepEntered)]
    assert entered[-1] == way
    assert entered.count("rate") == (2 if known == "true" else 1)


def test_a_call_whose_need_fails_for_ever_is_a_trap() -> None:
    checked = check(guarded_call("rate", silent="bye"))
    assert checked.package is not None
    (trap,) = [one for one in checked.findings if one.code == "caller-trapped"]
    assert isinstance(trap.call, FailingCall)
    program = Program(compile_bundle(checked.package))
    two, four = replay(program, trap.call, 2), replay(program, trap.call, 4)
    assert two.unplayed == four.unplayed == () and four.ended is None
    assert "identity/ask_pin" in four.steps[len(two.steps) :]
