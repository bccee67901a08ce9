"""What is done before it is sure, and what is said when a reply takes long: nothing leaks, nothing happens twice, no dead air."""

from __future__ import annotations

import asyncio

import pytest

from dsl.journal import CallerHungUp, CallerSpoke, CallStarted, DataFetched, Heard, KeyPressed, Said
from dsl.turn import Expectation
from runtime.dialogue.effects import Fetch, Listen, Note, Say, Words
from runtime.speech.protocols import Partial


def listen():
    return Listen(expectation=Expectation(step="listen", keys=True, language="en-GB"))


def reply(number, text):
    return [
        Say(number=number, segments=(Words(text=text, language="en-GB"),)),
        Note(fact=Said(say=number, text=text), step="answer", speaker="line"),
    ]


def answered_by(answer):
    def script(event):
        match event:
            case CallStarted():
                return [listen()]
            case Heard() | CallerHungUp():
                return []
            case _:
                return answer(event)

    return script


def said(on):
    return [fact.text for fact in on.facts if isinstance(fact, Said)]


async def first_sound(on):
    """Milliseconds until the caller hears something."""
    began, before = asyncio.get_running_loop().time(), len(on.leg.sounded)
    while len(on.leg.sounded) == before:  # noqa: ASYNC110 - a leg of the tests sets no event
        await asyncio.sleep(0.005)
    return round((asyncio.get_running_loop().time() - began) * 1000)


@pytest.mark.parametrize(("read", "waited"), [("a human please", (0, 260)), (None, (600, 660))])
def test_a_reply_whose_words_are_known_is_made_while_the_endpoint_waits(virtual, stage, read, waited):
    async def scenario():
        on = stage(voice=True)
        on.speech.first_after = 0.15
        on.ears.hears = ["a human please"]
        on.ears.partial = Partial(text=read, heard_ms=0) if read else None
        on.script = answered_by(lambda event: [*reply(1, "Surely."), listen()])
        async with on:
            await on.leg.say(600)
            hears = asyncio.create_task(first_sound(on))
            await on.leg.pause(700)
            assert waited[0] <= await hears <= waited[1]
            assert said(on) == ["Surely."]
            assert len([event for event in on.told if isinstance(event, CallerSpoke)]) == 1

    virtual(scenario())


def test_what_is_foreseen_is_neither_written_nor_looked_up(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.ears.hears, on.ears.partial = ["a human please"], Partial(text="a human please", heard_ms=0)
        on.script = answered_by(
            lambda event: [*reply(1, "I look."), Fetch(number=1, lookup="bill")] if isinstance(event, CallerSpoke) else [listen()]
        )
        async with on:
            await on.leg.say(600)
            await on.leg.pause(180)
            assert len(on.foreseen) == 1
            assert on.fetches == []
            assert said(on) == []
            assert not [fact for fact in on.facts if isinstance(fact, CallerSpoke)]
            await on.leg.pause(300)
            assert len(on.fetches) == 1
            assert [event.fetch for event in on.told if isinstance(event, DataFetched)] == [1]
            assert on.speech.spoken == [("en-GB", "I look.")]

    virtual(scenario())


def test_a_reply_to_what_was_not_all_is_dropped(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.ears.hears, on.ears.partial = ["a human or a machine"], Partial(text="a human", heard_ms=0)
        on.script = answered_by(lambda event: [*reply(1, "So: " + event.text), listen()])
        async with on:
            await on.leg.say(600)
            await on.leg.pause(140)
            assert on.speech.spoken == [("en-GB", "So: a human")]
            on.ears.partial = None
            await on.leg.say(600)
            await on.leg.pause(600)
            assert said(on) == ["So: a human or a machine"]
            assert on.speech.spoken[-1] == ("en-GB", "So: a human or a machine")
            assert len(on.leg.sounded) < 2 * 8000 * 5  # of the other nothing was heard

    virtual(scenario())


def test_words_that_take_long_to_be_read_are_bridged(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.ears.answers = False
        on.script = answered_by(lambda event: [*reply(1, "Pardon?"), listen()])
        async with on:
            await on.leg.say(600)
            await on.leg.pause(480)
            assert 1450 <= await first_sound(on) <= 1550
            assert said(on) == ["One moment."]
            await asyncio.sleep(4)
            assert said(on) == ["One moment.", "Pardon?"]

    virtual(scenario())


def test_a_voice_that_takes_long_is_bridged_and_then_heard(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.speech.first_after = 4.0
        on.script = answered_by(lambda event: [*reply(1, "Here it is."), listen()])
        async with on:
            await on.leg.press("1")
            assert isinstance(on.told[-1], KeyPressed)
            assert 1450 <= await first_sound(on) <= 1550
            assert said(on) == ["Here it is.", "One moment."]
            await asyncio.sleep(4)
            assert [event for event in on.told if isinstance(event, Heard)] == [Heard(say=1, milliseconds=1100)]

    virtual(scenario())


@pytest.mark.parametrize("waiting", [(), (Words(text="I am searching.", language="en-GB"),)])
def test_a_look_up_is_bridged_once_by_its_own_words_or_by_ours(virtual, stage, waiting):
    async def scenario():
        on = stage(voice=True)
        on.fetch_seconds = 5
        on.script = answered_by(
            lambda event: [Fetch(number=1, lookup="bill", waiting=waiting)] if isinstance(event, KeyPressed) else [listen()]
        )
        async with on:
            await on.leg.press("1")
            await asyncio.sleep(4.9)
            assert said(on) == ["I am searching." if waiting else "One moment."]

    virtual(scenario())


def test_a_quick_reply_is_bridged_by_nothing(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.ears.hears = ["a human please"]
        on.script = answered_by(lambda event: [*reply(1, "Surely, and gladly so."), listen()])
        async with on:
            await on.leg.say(600)
            await on.leg.pause(600)
            await asyncio.sleep(4)
            assert said(on) == ["Surely, and gladly so."]

    virtual(scenario())
