"""Moods in conditions: rules and branches by worry and satisfaction, proven as what a caller may freely feel."""

from __future__ import annotations

import pytest

from dsl.compiler import check, compile_bundle
from dsl.failing_call import CallerSays
from dsl.journal import Escalated
from dsl.wordings.calls import word_call
from runtime.dialogue.engine import Program
from runtime.failing_calls import replay
from tests.runtime.dialogue.conftest import NOW, Caller, NobodyUnderstands
from tests.runtime.dialogue.test_human_only import nothing
from tests.runtime.dialogue.traps import PERSON, ask, package, steps

BRANCH = """
  judge:
    choose:
      - when: satisfaction >= 0.5 and worry < 0.3
        next: sell
      - otherwise: bye
  sell:
    say: Would you like more?
    next: bye
"""


def files(**more: str) -> dict[str, str]:
    return package(steps("listen", ask("listen", hear="{agree: judge}", silent="bye", lost="bye"), BRANCH, PERSON), **more)


@pytest.mark.parametrize(
    ("mood", "sold"), [({}, False), ({"satisfaction": 0.6}, True), ({"satisfaction": 0.6, "worry": 0.4}, False)]
)
def test_a_branch_goes_by_how_the_caller_feels(mood: dict[str, float], sold: bool) -> None:
    checked = check(files())
    assert checked.package is not None
    call = Caller(Program(compile_bundle(checked.package)), NobodyUnderstands(), now=NOW, look_up=nothing)
    call.means("agree", mood=mood)
    assert ("Would you like more?" in call.said) is sold


def test_a_rule_for_the_worried() -> None:
    checked = check(files(escalation="- when: worry >= 0.7\n  hand_off: {skill: general}\n"))
    assert checked.package is not None and not checked.findings.fatal
    call = Caller(Program(compile_bundle(checked.package)), NobodyUnderstands(), now=NOW, look_up=nothing)
    call.means("agree", mood={"worry": 0.8})
    assert call.facts(Escalated) == [Escalated(rule=0, skill="general")]


@pytest.mark.parametrize("feeling", ["worry", "satisfaction"])
def test_a_policy_on_it_is_refused_with_a_call_that_has_it(feeling: str) -> None:
    policy = f"- name: Never leave them\n  when: {feeling} >= 0.7\n  reach: hand_off\n  within: 1 turn\n"
    checked = check(files(policies=policy))
    broken = [one for one in checked.findings if one.code == "policy-broken"]
    assert len(broken) == 1 and checked.package is not None and broken[0].call is not None
    call = broken[0].call
    assert max(event.mood.get(feeling, 0.0) for event in call.events if isinstance(event, CallerSays)) >= 0.7
    assert any(feeling in line for line in word_call(call, "en"))
    played = replay(Program(compile_bundle(checked.package)), call)
    assert played.unplayed == () and call.steps[-1] in played.steps


def test_nothing_is_refused_where_a_rule_takes_them() -> None:
    policy = "- name: Never leave them\n  when: worry >= 0.7\n  reach: hand_off\n  within: 1 turn\n"
    rule = "- when: worry >= 0.6\n  hand_off: {skill: general}\n"
    assert [one.code for one in check(files(policies=policy, escalation=rule)).findings if one.severity == "error"] == []
