"""Calls that no flow carries, in virtual time: notices heard to their end, people tried in order, a line that closes."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from dsl.journal import CallEnded, CallerHungUp, CallStarted, HandedOff, HandOffAnswered, Said
from dsl.turn import Expectation
from runtime.call.flowless import FlowlessCall, Instead
from runtime.dialogue.effects import Listen, Say, Words

SAYS = {"zh": "今天停机。", "en": "Down today."}
PEOPLE = {"reached": lambda skill: ("sip:2001@pbx",) if skill == "billing" else (), "fallback": "sip:1000@pbx"}


CLOSE = Instead(reason="emergency", says=SAYS)
TO_PEOPLE = Instead(reason="emergency", skill="billing")


def carried(stage, instead: Instead, *, language: str = "en-GB") -> FlowlessCall:
    return FlowlessCall(stage.leg, stage.around, instead, package="demo", language=language)


def test_the_line_closes_once_the_notice_was_heard_whatever_the_caller_does(stage, virtual):
    async def scenario():
        one = stage(voice=True, line="sip")
        call = carried(one, CLOSE)
        running = asyncio.create_task(call.run())
        await one.settle()
        await one.leg.press("0")
        await one.leg.say(400)
        assert not one.leg.hung_up
        await running
        assert asyncio.get_running_loop().time() > 0.1 * len(SAYS["en"]) - 0.01  # 100 ms a character
        assert one.speech.spoken == [("en-GB", "Down today.")] and one.leg.cleared == []
        assert one.leg.hung_up and one.leg.transfers == []
        assert [type(fact) for fact in one.facts] == [CallStarted, Said, CallEnded]
        assert one.facts[1].kind == "notice" and one.facts[-1] == CallEnded(how="line", disposition="emergency")

    virtual(scenario())


@pytest.mark.parametrize(("takes", "how", "last"), [(True, "handed_off", "accepted"), (False, "line", "no_answer")])
def test_people_of_the_flow_are_tried_then_the_fallback(stage, virtual, takes, how, last):
    async def scenario():
        one = stage(voice=True, line="sip", **PEOPLE)
        one.leg.takes_transfer = takes
        call = carried(one, TO_PEOPLE)
        await call.run()
        assert one.leg.transfers == (["sip:2001@pbx"] if takes else ["sip:2001@pbx", "sip:1000@pbx"])
        assert call.how == how and one.leg.hung_up is not takes
        assert HandedOff(skill="billing", reason="emergency") in one.facts
        assert HandOffAnswered(outcome=last) in one.facts
        assert ("nobody is free" in str(one.speech.spoken)) is not takes

    virtual(scenario())


def test_where_nobody_is_reached_at_all_the_line_says_so(stage, virtual):
    async def scenario():
        one = stage(voice=True, line="sip")
        await carried(one, replace(TO_PEOPLE, says=SAYS)).run()
        assert one.leg.transfers == [] and one.leg.hung_up
        assert one.speech.spoken == [
            ("en-GB", "Down today."),
            ("en-GB", "I'm sorry, nobody is free to take your call right now."),
        ]

    virtual(scenario())


def test_a_caller_on_a_screen_plays_the_person(stage, virtual):
    async def scenario():
        one = stage(**PEOPLE)
        call = carried(one, TO_PEOPLE)
        running = asyncio.create_task(call.run())
        await one.settle()
        assert one.shown_of("handing_off")[0]["skill"] == "billing"
        await one.leg.person(True)
        await running
        assert call.how == "handed_off" and one.shown_of("ended")[0]["how"] == "handed_off"

    virtual(scenario())


def test_who_hangs_up_during_the_notice_is_written_down_as_that(stage, virtual):
    async def scenario():
        one = stage(voice=True, line="sip")
        call = carried(one, CLOSE)
        running = asyncio.create_task(call.run())
        await one.settle()
        one.leg.leave()
        await running
        assert call.how == "caller" and CallerHungUp(how="caller") in one.facts

    virtual(scenario())


def test_without_a_known_language_the_notice_is_said_in_each(stage, virtual):
    async def scenario():
        one = stage(voice=True, line="sip")
        await carried(one, CLOSE, language="").run()
        assert one.speech.spoken == [("zh-CN", "今天停机。"), ("en-US", "Down today.")]

    virtual(scenario())


def test_a_voice_that_fails_still_lets_the_caller_go(stage, virtual):
    async def scenario():
        one = stage(voice=True, line="sip")
        one.speech.fails = True
        await carried(one, CLOSE).run()
        assert one.leg.hung_up

    virtual(scenario())


def test_before_a_flow_the_notice_is_heard_to_its_end_and_the_engine_knows_nothing_of_it(stage, virtual):
    greeting = [Say(number=1, segments=(Words(text="Hello."),)), Listen(expectation=Expectation(step="greet"))]

    async def scenario():
        one = stage(voice=True, line="sip", notice=SAYS)
        one.script = lambda event: greeting if isinstance(event, CallStarted) else []
        async with one:
            await one.leg.press("1")
            assert one.leg.cleared == []  # nobody cuts it short
            await asyncio.sleep(3)
        said = [(fact.say < 0, fact.text, fact.kind) for fact in one.facts if isinstance(fact, Said)]
        assert said[:2] == [(True, "Down today.", "notice"), (False, "Hello.", "prompt")]
        assert isinstance(one.told[0], CallStarted) and len(one.told) > 1

    virtual(scenario())
