"""What only people answer: the line never says a word to it, and the proofs know that callers may ask it at any time."""

from __future__ import annotations

import pytest

from dsl.compiler import check, compile_bundle, compile_package
from dsl.failing_call import CallerSays, PersonAnswers
from dsl.journal import Answered, DataFetched, Escalated, HandedOff, HandOffAnswered
from runtime.coverage import Trail
from runtime.dialogue.effects import Fetch
from runtime.dialogue.engine import Program
from runtime.failing_calls import replay
from tests.runtime.dialogue.conftest import FILES, NOW, Caller, NobodyUnderstands
from tests.runtime.dialogue.traps import ask, package, steps

FRAUD = """
fraud:
  title: Somebody took money
  questions:
    - somebody has stolen my money
  human_only: {skill: security, priority: high, say: One moment., hours: desk}
  unavailable: sorry
"""
OPEN_DESK = """
desk:
  zone: Europe/London
  open: {monday-sunday: [9:00-18:00]}
"""
SORRY = """
  sorry:
    say: Nobody is there.
    next: bye
"""


def nothing(fetch: Fetch) -> DataFetched:
    return DataFetched(fetch=fetch.number, outcome="failed")


def ring(desk: str = OPEN_DESK) -> Caller:
    answers = FILES["answers.yaml"] + FRAUD.replace("  unavailable: sorry\n", "")
    compiled = compile_package({**FILES, "answers.yaml": answers, "calendars.yaml": desk})
    assert compiled.bundle is not None, compiled.findings
    return Caller(Program(compiled.bundle), NobodyUnderstands(), now=NOW, look_up=nothing, caller="07700900123")


def small(unavailable: str, **more: str) -> dict[str, str]:
    flow = steps("listen", ask("listen", silent="bye", lost="bye"), SORRY)
    answers = FRAUD.replace("unavailable: sorry", f"unavailable: {unavailable}")
    return package(flow, calendars=OPEN_DESK, **more) | {"answers.yaml": answers}


def test_who_asks_it_gets_a_person_with_the_reason_and_no_answer() -> None:
    call = ring()
    call.means("transfer")
    call.means(answer="fraud")
    assert call.facts(Answered) == []
    assert call.facts(Escalated) == [Escalated(skill="security", answer="fraud")]
    handed = call.facts(HandedOff)[-1]
    assert (handed.skill, handed.reason, handed.priority) == ("security", "Somebody took money", "high")
    assert "Somebody took money" in handed.summary and call.said == ["One moment."]


def test_nobody_there_goes_on_as_any_hand_off_of_the_flow() -> None:
    call = ring()
    call.means(answer="fraud")
    call.feed(HandOffAnswered(outcome="busy"))
    assert call.ended is not None and call.ended.disposition == "solved"
    trail = Trail(call.program)
    trail.follow(call.effects)
    assert {("", "escalation", "answer:fraud"), ("", "unavailable", "answer:fraud")} <= set(trail.edges)


def test_out_of_hours_nobody_is_asked() -> None:
    call = ring(OPEN_DESK.replace("9:00-18:00", "3:00-4:00"))
    call.means(answer="fraud")
    assert call.facts(HandedOff) == [] and call.ended is not None


@pytest.mark.parametrize("asked", [True, False], ids=["refused", "closed"])
def test_a_policy_that_such_a_question_breaks_is_refused_with_a_call_that_the_engine_follows(asked: bool) -> None:
    files = small("sorry", policies="- name: Never sorry\n  holds: caller.known\n  before: [sorry]\n")
    files["answers.yaml"] = files["answers.yaml"].replace(", hours: desk", "" if asked else ", hours: desk")
    checked = check(files)
    broken = [one for one in checked.findings if one.code == "policy-broken"]
    assert len(broken) == 1 and checked.package is not None
    call = broken[0].call
    assert call is not None
    assert next(event for event in call.events if isinstance(event, CallerSays)).answer == "fraud"
    assert any(isinstance(event, PersonAnswers) for event in call.events) is asked
    assert "sorry" in replay(Program(compile_bundle(checked.package)), call).steps


def test_a_question_for_people_that_leads_back_to_itself_is_no_trap() -> None:
    """The caller asks again each time: that is their own circle."""
    assert [one.code for one in check(small("listen")).findings if one.code == "caller-trapped"] == []
