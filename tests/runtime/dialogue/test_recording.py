"""Recording by consent: what a flow says of it stands in the journal, and a rule proves that nobody is recorded unasked."""

from __future__ import annotations

import pytest

from dsl.compiler import check, compile_bundle
from dsl.journal import DataFetched, RecordingSwitched
from runtime.dialogue.engine import Program
from runtime.failing_calls import replay
from tests.runtime.dialogue.conftest import NOW, Caller, NobodyUnderstands
from tests.runtime.dialogue.traps import BYE, package

CONSENT = """
steps:
  greet:
    record: off
    next: ask_consent
  ask_consent:
    say: May we record this call?
    barge_in: never
    next: asked
  asked:
    ask: Yes or no?
    hear: {agree: start_recording, refuse: never_mind}
    no_match: [{go: never_mind}]
    no_input: [{go: never_mind}]
  start_recording:
    record: on
    next: bye
  never_mind:
    record: never
    next: bye
"""
RULE = "- name: Nobody is recorded unasked\n  heard: ask_consent\n  before: start_recording\n"


def checked(flow: str):
    found = check(package(flow + BYE, policies=RULE))
    assert found.package is not None
    return [one for one in found.findings if one.severity == "error"], Program(compile_bundle(found.package))


@pytest.mark.parametrize(("intent", "recording"), [("agree", ["off", "on"]), ("refuse", ["off", "never"])])
def test_the_caller_says_whether_the_call_is_recorded(intent, recording):
    problems, program = checked(CONSENT)
    assert problems == []
    call = Caller(program, NobodyUnderstands(), now=NOW, look_up=lambda fetch: DataFetched(fetch=fetch.number, outcome="ok"))
    call.means(intent)
    assert [fact.recording for fact in call.facts(RecordingSwitched)] == recording
    assert call.said[-1] == "Goodbye."


def test_a_way_around_the_question_is_found_with_its_call():
    (problem,), program = checked(CONSENT.replace("    record: off\n    next: ask_consent", "    record: off\n    next: asked"))
    assert problem.code == "policy-broken" and problem.call is not None
    assert replay(program, problem.call).steps[-2:] == ("start_recording", "bye")


def test_it_is_one_of_three_words():
    problems = check(package(CONSENT.replace("record: never", "record: sometimes") + BYE)).findings
    assert [(one.code, one.span.file) for one in problems if one.severity == "error"] == [("word-unknown", "flow.yaml")]


def test_steps_that_only_record_go_round_for_nobody():
    looped = "\nsteps:\n  greet:\n    record: off\n    next: again\n  again:\n    record: on\n    next: greet\n"
    codes = {one.code for one in check(package(looped + BYE)).findings}
    assert "silent-loop" in codes
