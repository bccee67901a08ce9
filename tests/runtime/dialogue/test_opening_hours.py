"""Opening hours in a call: what a condition makes of them, and a hand-off to people who are not there."""

from datetime import datetime

import pytest

from dsl.compiler import compile_package
from dsl.journal import CallerSpoke, DataFetched, Escalated, HandedOff, StepEntered, Understood
from runtime.dialogue.effects import Fetch, Note
from runtime.dialogue.engine import Program
from runtime.rehearsal import Rehearsal
from tests.runtime.dialogue.conftest import NobodyUnderstands

FILES = {
    "flow.yaml": """
callwright: 1
flow: shop
title: Shop
language: en-GB
entry: {inbound: hello}
steps:
  hello:
    choose:
      - when: open(shop)
        next: we_are_here
      - otherwise: listen
  we_are_here:
    say: We are here.
    next: listen
  listen:
    ask: What is it?
    hear: {agree: person, refuse: bye}
    no_input:
      - Hello?
      - go: bye
  person:
    hand_off: {skill: shop, hours: shop}
    unavailable: later
  later:
    say: Nobody is here now.
    next: bye
  bye:
    hang_up: Bye.
""",
    "calendars.yaml": "shop: {zone: Asia/Shanghai, open: {monday-friday: [9:00-18:00]}}\n",
    "escalation.yaml": "- when: stumbles >= 1\n  hand_off: {skill: boss, hours: shop}\n",
}
OPEN, CLOSED = "2026-03-16T10:00:00+08:00", "2026-03-16T20:00:00+08:00"


def ring(at: str) -> Rehearsal:
    bundle = compile_package(FILES).bundle
    assert bundle is not None
    return Rehearsal(Program(bundle), NobodyUnderstands(), now=datetime.fromisoformat(at), look_up=no_data)


def no_data(fetch: Fetch) -> DataFetched:
    raise AssertionError(fetch)


def agree(call: Rehearsal) -> list[object]:
    effects = call.feed(CallerSpoke(text="yes", understood=Understood(intent="agree", confidence=1.0)))
    return [effect.fact for effect in effects if isinstance(effect, Note)]


@pytest.mark.parametrize(("at", "said"), [(OPEN, ["We are here.", "What is it?"]), (CLOSED, ["What is it?"])])
def test_a_condition_asks_the_clock_of_the_call(at: str, said: list[str]) -> None:
    assert ring(at).said == said


def test_people_who_are_there_are_asked() -> None:
    call = ring(OPEN)
    assert any(isinstance(fact, HandedOff) for fact in agree(call)) and call.asking_person


def test_outside_of_their_hours_nobody_is_asked() -> None:
    call = ring(CLOSED)
    facts = agree(call)
    assert not any(isinstance(fact, HandedOff) for fact in facts) and not call.asking_person
    assert StepEntered(why="unavailable:closed") in facts
    assert call.said == ["Nobody is here now.", "Bye."] and call.ended is not None


@pytest.mark.parametrize(("at", "step", "asking"), [(OPEN, "listen", True), (CLOSED, "bye", False)])
def test_an_escalation_keeps_to_its_hours_too(at: str, step: str, asking: bool) -> None:
    call = ring(at)
    effects = call.stay_silent()
    assert Escalated(rule=0, skill="boss") in [effect.fact for effect in effects if isinstance(effect, Note)]
    assert (call.step, call.asking_person) == (step, asking)
