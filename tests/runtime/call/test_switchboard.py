"""The switchboard, in virtual time: what a release says of people, measures and shares, as a leg on a telephone line meets it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest

from dsl.journal import CallEnded, HandedOff, HandOffAnswered, Said
from dsl.model import Calendar
from dsl.release import Destination, LineAssignment, Measure, Release, WeightedBundle
from runtime.call.switchboard import Switchboard
from runtime.dialogue.effects import HandOff, HangUp

OFFICE = Calendar(zone="Asia/Shanghai", open={"monday-friday": ("9:00-18:00",)})  # the stage's clock begins on a Monday at 10:00
NIGHT = Calendar(zone="Asia/Shanghai", open={"monday-friday": ("20:00-8:00",)})
LINE = LineAssignment(package="demo", bundles=(WeightedBundle("b" * 64),), skill="billing")
LINES = {"10086": LINE}


def at_a_desk(stage, release: Release, *, voice: bool = False) -> tuple[object, Switchboard]:
    """A stage whose engine hands every call to `billing`, and a switchboard on which that release is in force."""
    on = stage(voice=voice, line="sip")
    on.script = lambda event: [HangUp()] if isinstance(event, HandOffAnswered) else [HandOff(skill="billing")]
    senses = SimpleNamespace(voice=on.around.voice, recordings=None, ears=lambda bundle: None)
    board = Switchboard(replace(on.around, recognizer=None), senses)
    board.switch(release, {"b" * 64: on._prepared()})
    return on, board


@pytest.mark.parametrize(
    ("destinations", "tried", "outcome"),
    [
        ((), [], "closed"),
        ((("billing", "", NIGHT, "sip:night"),), [], "closed"),
        ((("billing", "", OFFICE, "sip:day"), ("billing", "", NIGHT, "sip:night")), ["sip:day"], "no_answer"),
        ((("billing", "", None, "sip:one"), ("billing", "", None, "sip:two")), ["sip:one", "sip:two"], "no_answer"),
        ((("billing", "", None, "sip:all"), ("billing", "demo", None, "sip:own")), ["sip:own"], "no_answer"),
    ],
)
def test_a_hand_off_goes_where_the_table_says_at_that_moment(stage, virtual, destinations, tried, outcome):
    rows = [Destination(skill=skill, package=package, hours=hours, address=to) for skill, package, hours, to in destinations]

    async def scenario():
        on, board = at_a_desk(stage, Release(lines=LINES, destinations=tuple(rows)))
        await board.accept(on.leg)
        assert on.leg.transfers == tried and HandOffAnswered(outcome=outcome) in on.facts

    virtual(scenario())


@pytest.mark.parametrize(("hours", "tried"), [(OFFICE, ["sip:people", "sip:last"]), (NIGHT, ["sip:last"])])
def test_in_an_emergency_a_line_goes_to_its_own_people_then_to_the_fallback(stage, virtual, hours, tried):
    people = (Destination(skill="billing", address="sip:people", hours=hours),)

    async def scenario():
        release = Release(lines=LINES, destinations=people, fallback="sip:last", measures={"": Measure(does="people")})
        on, board = at_a_desk(stage, release)
        await board.accept(on.leg)
        assert on.leg.transfers == tried and on.told == []  # no flow ran
        assert board.counts.ended == {"line": 1} and board.calls == 0
        assert HandedOff(skill="billing" if hours is OFFICE else "", reason="emergency") in on.facts

    virtual(scenario())


def test_a_measure_holds_before_the_bundles_of_its_release_are_ready(stage, virtual):
    async def scenario():
        on, board = at_a_desk(stage, Release(number=1, lines=LINES), voice=True)
        measures = {"10086": Measure(does="close", says={"en": "Closed."})}
        board.heed(Release(number=2, lines={}, measures=measures, fallback="sip:new"))
        assert (board.release.number, board.release.lines) == (1, LINES)
        await board.accept(on.leg)
        assert [fact.text for fact in on.facts if isinstance(fact, Said)] == ["Closed."]
        assert on.facts[-1] == CallEnded(how="line", disposition="emergency")

    virtual(scenario())


def test_a_line_that_closes_for_good_ends_a_call_in_an_emergency_too(stage, virtual):
    async def scenario():
        says = {"en": "A notice that takes its time. " * 20}
        on, board = at_a_desk(stage, Release(lines=LINES, measures={"": Measure(does="close", says=says)}), voice=True)
        call = asyncio.create_task(board.accept(on.leg))
        await on.settle()
        assert board.calls == 1
        await board.close(1)
        await call
        assert on.facts[-1] == CallEnded(how="line_lost", disposition="emergency") and on.leg.hung_up

    virtual(scenario())
