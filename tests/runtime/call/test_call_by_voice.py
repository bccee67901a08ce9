"""A spoken call in virtual time: clocks, barge-in, prompts that must be heard, endpoints, decoders that hang, type-ahead."""

from __future__ import annotations

import asyncio
from dataclasses import replace as replaced
from types import SimpleNamespace

import msgspec
import pytest

from dsl.journal import (
    Arousal,
    CallerHungUp,
    CallerSpoke,
    CallStarted,
    Heard,
    KeyPressed,
    Overheard,
    Said,
    SilencePassed,
    Understood,
)
from dsl.model import Words as Vocabulary
from dsl.turn import Expectation
from runtime.dialogue.effects import Listen, Note, Pause, Say, Words
from runtime.speech.arousal import ArousalMeter
from runtime.speech.protocols import Partial


def say(number, text, **rest):
    return [
        Say(number=number, segments=(Words(text=text),), **rest),
        Note(fact=Said(say=number, text=text), step="greet", speaker="line"),
    ]


def listen(**rest):
    return Listen(expectation=Expectation(step="listen", keys=True, **rest))


def greeted(answer=lambda event: [], /, *, barge_in="allowed", **expecting):
    """`0123456789` takes a second to say."""

    def script(event):
        match event:
            case CallStarted():
                return [*say(1, "0123456789", barge_in=barge_in), listen(**expecting)]
            case Heard() | CallerHungUp():
                return []
            case _:
                return answer(event)

    return script


def told(on, kind):
    return [event for event in on.told if isinstance(event, kind)]


def test_silence_counts_from_the_end_of_what_is_said(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.script = greeted(no_input_after=6000)
        async with on:
            await asyncio.sleep(6.9)
            assert told(on, Heard) == [Heard(say=1, milliseconds=1000)]
            assert not told(on, SilencePassed)
            await asyncio.sleep(0.2)
            assert told(on, SilencePassed) == [SilencePassed(milliseconds=6000)]

    virtual(scenario())


def test_what_the_caller_says_is_read_with_the_grammar_of_the_question(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.ears.hears = ["what do I owe"]
        on.script = greeted(lambda event: [listen()])
        async with on:
            await asyncio.sleep(1.5)
            await on.leg.say(800)
            await on.leg.pause(500)
            (spoke,) = told(on, CallerSpoke)
            assert (spoke.text, spoke.confidence, spoke.barge_in) == ("what do I owe", 0.9, False)
            assert on.ears.leases == ["listen"]
            assert on.ears.open == 0  # the decoder was given back

    virtual(scenario())


def test_a_caller_whose_words_nobody_reads_stops_the_prompt_when_it_is_no_listeners_sound(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.ears.hears = ["stop"]
        on.script = greeted(lambda event: [listen()])
        async with on:
            await asyncio.sleep(0.1)
            begun = asyncio.get_running_loop().time()
            await on.leg.say(800)
            assert len(on.leg.cleared) == 1
            detected = begun + 0.66
            assert on.leg.cleared[0] - detected <= 0.06
            assert not told(on, Heard)  # it may still turn out to have been no interruption
            await on.leg.pause(500)
            (heard,) = told(on, Heard)
            assert not heard.finished
            assert 740 <= heard.milliseconds <= 820
            assert told(on, CallerSpoke)[0].barge_in

    virtual(scenario())


def test_words_stop_the_prompt_once_the_voice_is_longer_than_a_murmur(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.ears.hears, on.ears.along = ["human please"], [(300, "human")]
        on.script = greeted(lambda event: [listen()])
        async with on:
            await asyncio.sleep(0.1)
            begun = asyncio.get_running_loop().time()
            await on.leg.say(600)
            assert 0.44 <= on.leg.cleared[0] - begun <= 0.56
            await on.leg.pause(500)
            assert [spoke.text for spoke in told(on, CallerSpoke)] == ["human please"]

    virtual(scenario())


LISTENING = {"language": "en-GB", "no_input_after": 6000}


def test_a_listeners_sound_stops_nothing_and_is_no_turn(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.ears.hears, on.ears.along = ["uh huh"], [(200, "uh"), (300, "uh huh")]
        on.script = greeted(**LISTENING)
        async with on:
            await asyncio.sleep(0.1)
            await on.leg.say(700)
            await on.leg.pause(600)
            assert on.leg.cleared == []
            assert told(on, Heard) == [Heard(say=1, milliseconds=1000)]
            await asyncio.sleep(5)
            assert not told(on, CallerSpoke)
            assert not told(on, SilencePassed)
            assert [fact for fact in on.facts if isinstance(fact, Overheard)] == [Overheard(text="uh huh", why="backchannel")]
            await asyncio.sleep(1.1)  # the question's time counts from the end of the sound
            assert told(on, SilencePassed)

    virtual(scenario())


@pytest.mark.parametrize(("began", "taken"), [(0.2, True), (0.1, False)])
def test_a_listeners_sound_at_the_end_of_a_question_for_yes_or_no_is_its_answer(virtual, stage, began, taken):
    async def scenario():
        on = stage(voice=True)
        on.ears.hears, on.ears.along = ["yes"], [(200, "yes")]
        on.understands["yes"] = Understood(intent="agree")

        def script(event):
            match event:
                case CallStarted():
                    return [*say(1, "0123456789012345678"), listen(answer="yes_no", intents=("agree", "refuse"), **LISTENING)]
                case CallerSpoke():
                    return [listen(**LISTENING)]
            return []

        on.script = script
        async with on:
            await asyncio.sleep(began)
            await on.leg.say(400)
            await on.leg.pause(700)
            assert bool(told(on, CallerSpoke)) is taken
            assert bool(on.leg.cleared) is taken

    virtual(scenario())


@pytest.mark.parametrize("words", ["", "okay"])
def test_after_a_false_interruption_the_prompt_goes_on_from_its_clause(virtual, stage, words):
    async def scenario():
        on = stage(voice=True)
        on.speech.sound = True
        on.ears.hears = [words]
        on.script = lambda event: (
            [
                Say(number=1, segments=(Words(text="01234"), Pause(milliseconds=200), Words(text="0123456789"))),
                listen(**LISTENING),
            ]
            if isinstance(event, CallStarted)
            else []
        )
        async with on:
            await asyncio.sleep(0.6)
            await on.leg.say(700)  # the second clause began at 0.7
            assert len(on.leg.cleared) == 1
            await on.leg.pause(500)
            left = on.leg.queued_ms()
            assert 1000 <= left <= 1060  # the clause is said again whole, a little of the pause before it included
            assert not told(on, Heard)
            await asyncio.sleep(1.1)
            assert told(on, Heard) == [Heard(say=1, milliseconds=1700)]
            assert not told(on, CallerSpoke)
            assert [fact.stopped for fact in on.facts if isinstance(fact, Overheard)] == [True]
            await asyncio.sleep(6)
            assert told(on, SilencePassed)

    virtual(scenario())


def test_a_key_after_a_voice_that_stopped_the_prompt_is_the_answer(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.script = greeted(lambda event: [listen()])
        async with on:
            await asyncio.sleep(0.1)
            await on.leg.say(760)
            await on.leg.press("1")
            assert [event.key for event in told(on, KeyPressed)] == ["1"]
            (heard,) = told(on, Heard)
            assert heard.milliseconds <= 860
            await asyncio.sleep(2)
            assert on.leg.queued_ms() == 0
            assert not told(on, CallerSpoke)

    virtual(scenario())


def test_the_lines_own_echo_stops_nothing_and_a_caller_louder_than_it_does(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.speech.sound = True
        on.ears.hears = ["stop"]
        on.around = replaced(on.around, detector=lambda: SimpleNamespace(hears=lambda frame: max(frame) > 8))
        on.script = lambda event: (
            [Say(number=1, segments=(Words(text="01234567890123456789"),)), listen()] if isinstance(event, CallStarted) else []
        )
        async with on:
            await asyncio.sleep(0.1)
            await on.leg.echo(900, 0.1)
            assert on.leg.cleared == []
            assert on.ears.leases == []
            await on.leg.say(760)
            assert len(on.leg.cleared) == 1

    virtual(scenario())


def test_the_voice_is_given_words_as_they_sound_and_the_journal_as_they_are_written(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.bundle = msgspec.structs.replace(on.bundle, words=Vocabulary(pronunciations={"ISBN": "I S B N"}))
        on.script = lambda event: [*say(1, "Your ISBN?"), listen()] if isinstance(event, CallStarted) else []
        async with on:
            await asyncio.sleep(0.1)
            assert on.speech.spoken == [("zh-CN", "Your I S B N?")]
            assert [fact.text for fact in on.facts if isinstance(fact, Said)] == ["Your ISBN?"]
            assert on.shown_of("said")[0]["text"] == "Your ISBN?"

    virtual(scenario())


def test_a_cough_stops_nothing(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.script = greeted()
        async with on:
            await asyncio.sleep(0.2)
            await on.leg.say(80)
            await on.leg.pause(1000)
            assert on.leg.cleared == []
            assert told(on, Heard) == [Heard(say=1, milliseconds=1000)]
            assert not told(on, CallerSpoke)

    virtual(scenario())


def test_what_must_be_heard_is_heard_to_its_end_and_keys_pressed_meanwhile_count_after(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.script = greeted(lambda event: [listen()], barge_in="never")
        async with on:
            await asyncio.sleep(0.2)
            await on.leg.press("1")
            await on.leg.say(500)
            assert not told(on, KeyPressed)
            assert on.leg.cleared == []
            await asyncio.sleep(1)
            assert told(on, Heard) == [Heard(say=1, milliseconds=1000)]
            assert told(on, KeyPressed) == [KeyPressed(key="1")]

    virtual(scenario())


def test_a_key_stops_the_prompt_and_comes_before_what_was_being_said(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.script = greeted(lambda event: [listen()])
        async with on:
            await asyncio.sleep(0.5)
            await on.leg.press("1")
            assert len(on.leg.cleared) == 1
            assert told(on, KeyPressed) == [KeyPressed(key="1", barge_in=True)]
            assert told(on, Heard)[0].finished is False

    virtual(scenario())


def test_digits_that_stop_coming_are_the_value_after_a_short_while(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.script = greeted(lambda event: [listen(digits=20, slot="number", no_input_after=9000)])
        async with on:
            await asyncio.sleep(1.5)
            await on.leg.press("0")  # opens the question for digits
            await on.leg.press("12")
            await asyncio.sleep(3.9)
            assert not told(on, SilencePassed)
            await asyncio.sleep(0.2)
            assert len(told(on, SilencePassed)) == 1
            await asyncio.sleep(8)
            assert len(told(on, SilencePassed)) == 1  # nothing typed now: the question's own time counts again
            await asyncio.sleep(1.1)
            assert len(told(on, SilencePassed)) == 2

    virtual(scenario())


def test_without_a_recogniser_speech_is_noticed_and_the_caller_asked_again(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.around = on.around.__class__(**{**vars(on.around), "recognizer": None})
        on.script = greeted(lambda event: [listen()])
        async with on:
            await asyncio.sleep(1.5)
            await on.leg.say(600)
            await on.leg.pause(500)
            assert [event.text for event in told(on, CallerSpoke)] == [""]

    virtual(scenario())


def test_a_decoder_that_hangs_costs_one_answer_not_the_call(virtual, stage, caplog):
    async def scenario():
        on = stage(voice=True)
        on.ears.answers = False
        on.script = greeted(lambda event: [listen()])
        async with on:
            await asyncio.sleep(1.5)
            await on.leg.say(600)
            await on.leg.pause(500)
            await asyncio.sleep(4.1)
            assert [event.text for event in told(on, CallerSpoke)] == [""]
            assert on.ears.open == 0

    virtual(scenario())
    assert "no decoder answered in time" in caplog.text


def test_digits_read_out_with_pauses_are_one_answer(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.ears.hears = ["one two three"]
        on.script = greeted(lambda event: [listen()], slot="pin", answer="digits", lengths=(6, 6))
        async with on:
            await asyncio.sleep(1.5)
            for _ in range(3):
                await on.leg.say(400)
                await on.leg.pause(800)
            assert not told(on, CallerSpoke)
            await on.leg.pause(300)
            assert [event.text for event in told(on, CallerSpoke)] == ["one two three"]

    virtual(scenario())


PIN = {"slot": "pin", "answer": "digits", "lengths": (4, 6)}
SENTENCE = {"complete": True, "goes_on": False}
READ_ALONG = [
    (None, {}, {}, 480, "nothing-read"),
    ("a human please", {}, {}, 240, "answers"),
    ("a human please", SENTENCE, {}, 100, "whole-sentence"),
    ("a human", {"complete": True, "goes_on": True}, {}, 240, "may-go-on"),
    ("what", {}, {}, 480, "no-answer-yet"),
    ("what", SENTENCE, {}, 480, "no-answer-yet"),
    ("123456", {}, PIN, 100, "digits-complete"),
    ("12345", {}, PIN, 1000, "digits-may-go-on"),
    ("a human", {}, PIN, 240, "answers"),
    ("hm", {}, PIN, 1000, "digits-missing"),
]


@pytest.mark.parametrize(("read", "grammar", "expecting", "silence", "reason"), READ_ALONG)
def test_words_that_answer_the_question_need_little_silence_after_them(virtual, stage, read, grammar, expecting, silence, reason):
    async def scenario():
        on = stage(voice=True)
        on.ears.partial = Partial(text=read, heard_ms=0, **grammar) if read else None
        on.script = greeted(lambda event: [listen()], **expecting)
        async with on:
            await asyncio.sleep(1.5)
            await on.leg.say(600)
            await on.leg.pause(silence - 40)
            assert not told(on, CallerSpoke)
            await on.leg.pause(60)
            (spoke,) = told(on, CallerSpoke)
            assert spoke.ended_by == reason
            assert spoke.ended_after <= silence

    virtual(scenario())


@pytest.mark.parametrize("wanted", [True, False])
def test_the_voice_is_measured_only_where_the_package_says_so(virtual, stage, monkeypatch, wanted):
    measured = []
    monkeypatch.setattr(ArousalMeter, "measure", lambda self, pcm: measured.append(len(pcm)) or Arousal(level=0.4, louder=3.0))

    async def scenario():
        on = stage(voice=True)
        if wanted:
            on.bundle = msgspec.structs.replace(on.bundle, arousal=True)
        on.ears.hears = ["what do I owe", ""]
        on.script = greeted(lambda event: [listen()])
        async with on:
            await asyncio.sleep(1.5)
            for _ in range(2):
                await on.leg.say(800)
                await on.leg.pause(600)
            heard = [event.arousal for event in told(on, CallerSpoke)]
            assert heard == ([Arousal(level=0.4, louder=3.0), None] if wanted else [None, None])

    virtual(scenario())
    assert len(measured) == (1 if wanted else 0)  # of what nobody could read nothing is measured


def test_pauses_are_silence_and_prompts_follow_each_other(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.script = lambda event: (
            [
                Say(number=1, segments=(Words(text="01234"), Pause(milliseconds=300), Words(text="01234"))),
                Say(number=2, segments=(Words(text="01"),)),
            ]
            if isinstance(event, CallStarted)
            else []
        )
        async with on:
            await asyncio.sleep(5)
            assert told(on, Heard) == [Heard(say=1, milliseconds=1300), Heard(say=2, milliseconds=200)]

    virtual(scenario())


def test_a_voice_that_fails_hands_the_call_to_the_fallback(virtual, stage):
    async def scenario():
        on = stage(voice=True, line="sip", fallback="sip:fallback@example")
        on.leg.takes_transfer = True
        on.speech.fails = True
        on.script = greeted()
        async with on:
            await on.over()
        assert on.leg.transfers == ["sip:fallback@example"]
        assert not on.leg.hung_up  # the leg is the people's now
        assert on.facts[-1].how == "error"

    virtual(scenario())


def test_what_a_caller_heard_before_hanging_up_is_known(virtual, stage):
    async def scenario():
        on = stage(voice=True)
        on.script = greeted()
        async with on:
            await asyncio.sleep(0.4)
            on.leg.leave()
            await on.over()
        assert told(on, Heard) == [Heard(say=1, milliseconds=400, finished=False)]

    virtual(scenario())
