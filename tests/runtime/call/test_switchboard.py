"""The switchboard, in virtual time: what a release says of people, measures and shares, as a leg on a telephone line meets it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest
from msgspec.structs import replace as replaced

from dsl.journal import CallEnded, CallStarted, HandedOff, HandOffAnswered, Said
from dsl.model import Calendar
from dsl.release import Destination, LineAssignment, Measure, OutsideHours, Release, WeightedBundle
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


BY_DAY, BY_NIGHT = (OutsideHours(hours=hours, does="notice", says={"en": "Closed now."}) for hours in (OFFICE, NIGHT))


@pytest.mark.parametrize(("outside", "closed"), [(BY_DAY, False), (BY_NIGHT, True)])
def test_outside_its_hours_a_number_says_that_it_is_closed_and_hangs_up(stage, virtual, outside, closed):
    async def scenario():
        on, board = at_a_desk(stage, Release(lines={"10086": replaced(LINE, outside=outside)}), voice=True)
        await board.accept(on.leg)
        assert [fact.text for fact in on.facts if isinstance(fact, Said)] == ["Closed now."] * closed
        assert (on.told == []) is closed and on.leg.hung_up
        assert (on.facts[-1] == CallEnded(how="line", disposition="closed")) is closed

    virtual(scenario())


def test_outside_its_hours_a_number_hands_its_calls_to_who_is_there(stage, virtual):
    people = (Destination(skill="night_desk", address="sip:night"), Destination(skill="billing", address="sip:day"))

    async def scenario(skill: str, tried: list[str]):
        outside = OutsideHours(hours=NIGHT, does="people", skill=skill)
        on, board = at_a_desk(stage, Release(lines={"10086": replaced(LINE, outside=outside)}, destinations=people))
        await board.accept(on.leg)
        assert on.leg.transfers == tried and on.told == []
        assert HandedOff(skill=skill or "billing", reason="closed") in on.facts

    virtual(scenario("night_desk", ["sip:night"]))
    virtual(scenario("", ["sip:day"]))  # those whom its flow hands to


def test_outside_its_hours_a_number_runs_another_flow(stage, virtual):
    other = LineAssignment(package="other", bundles=(WeightedBundle("c" * 64),), entry="outbound", test=True)

    async def scenario():
        outside = OutsideHours(hours=NIGHT, does="flow", flow=other)
        on, board = at_a_desk(stage, Release())
        board.switch(Release(lines={"10086": replaced(LINE, outside=outside)}), {"c" * 64: on._prepared()})
        await board.accept(on.leg)
        started = on.facts[0]
        assert isinstance(started, CallStarted) and (started.entry, started.test) == ("outbound", True)
        assert {record.package for record in on.records} == {"other"}

    virtual(scenario())


def test_the_emergency_switch_comes_before_the_hours_of_a_number(stage, virtual):
    async def scenario(does: str, said: list[str], disposition: str):
        release = Release(
            lines={"10086": replaced(LINE, outside=BY_NIGHT)}, measures={"": Measure(does=does, says={"en": "Down."})}
        )
        on, board = at_a_desk(stage, release, voice=True)
        await board.accept(on.leg)
        assert [fact.text for fact in on.facts if isinstance(fact, Said)] == said
        assert on.facts[-1] == CallEnded(how="line", disposition=disposition)

    virtual(scenario("close", ["Down."], "emergency"))
    virtual(scenario("notice", ["Down.", "Closed now."], "closed"))


@pytest.mark.parametrize(
    ("release", "test"),
    [
        (Release(lines={"10086": replaced(LINE, test=True)}), False),
        (Release(lines=LINES), True),
        (Release(lines=LINES, measures={"": Measure(does="close", says={"en": "Down."})}), True),
        (Release(measures={"": Measure(does="close", says={"en": "Down."})}), True),  # a number that no flow answers
    ],
)
def test_calls_that_only_test_are_known_as_such_while_they_last_and_after(stage, virtual, release, test):
    async def scenario():
        on, board = at_a_desk(stage, release)
        call = asyncio.create_task(board.accept(on.leg, test=test))
        await asyncio.sleep(0)
        assert (board.calls, board.test_calls) == (1, 1)
        await call
        assert board.test_calls == 0 and on.facts[0].test

    virtual(scenario())


@pytest.mark.parametrize("test", [True, False])
def test_a_call_that_no_flow_takes_is_told_apart_too(stage, virtual, test):
    async def scenario():
        on, board = at_a_desk(stage, Release())
        await board.accept(on.leg, test=test)
        assert on.facts[0].test == test and on.facts[-1].disposition == "no_flow"

    virtual(scenario())


def test_a_call_is_said_with_the_recordings_of_its_bundle(stage, virtual):
    """Another bundle of the same number has a set of its own; a try-out names its set itself."""

    async def scenario():
        on, _ = at_a_desk(stage, Release())
        asked: list[str] = []
        senses = SimpleNamespace(voice=None, recordings=None, ears=lambda bundle: None)
        board = Switchboard(replace(on.around, recognizer=None), senses, recordings=lambda name: asked.append(name))
        bundles = (WeightedBundle("a" * 64, 0, "set of a"), WeightedBundle("b" * 64, 1, "set of b"))
        board.switch(Release(lines={"10086": LineAssignment(package="demo", bundles=bundles)}), {"b" * 64: on._prepared()})
        await board.accept(on.leg)
        assert asked == ["set of b"]
        await board.try_out(on.leg, on._prepared(), recordings="of the draft")
        assert asked == ["set of b", "of the draft"]

    virtual(scenario())
