"""A spoken call whose sound is kept, in virtual time: both sides as they were heard, and nothing of a secret."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from dsl.call_sound import wav_header
from dsl.journal import CallerSpoke, CallStarted, Heard, KeyPressed, RecordingSwitched, Said
from dsl.release import LineAssignment, Measure, Release, SoundRule, WeightedBundle
from dsl.turn import Expectation
from runtime.call.switchboard import Switchboard
from runtime.dialogue.effects import Listen, Note, Say, Words
from runtime.sound.keeper import SoundKeeper

CALL = 8000
LINES = {"10086": LineAssignment(package="demo", bundles=(WeightedBundle("b" * 64),))}
RULE = SoundRule(says={"en": "12"})


def asks(number, text, **expecting):
    said = Say(number=number, segments=(Words(text=text),))
    return [
        said,
        Note(fact=Said(say=number, text=text), step="ask", speaker="line"),
        Listen(expectation=Expectation(step="ask", **expecting)),
    ]


def desk(stage, folder, release):
    """A stage whose line says its prompts audibly, asks, then asks for a secret, then asks again."""
    on = stage(voice=True, line="sip")
    on.speech.sound = True
    on.ears.hears = ["first", "my secret", "last"]
    turns = iter([asks(2, "34", secret=True), asks(3, "56"), []])

    def script(event):
        match event:
            case CallStarted():
                return asks(1, "0123456789")
            case CallerSpoke():
                return next(turns)
            case _:
                return []

    on.script = script
    loop = asyncio.get_running_loop()
    keeper = SoundKeeper(folder, clock=loop.time, least_free=0)
    senses = SimpleNamespace(voice=on.around.voice, recordings=None, ears=lambda bundle: on.around.recognizer)
    board = Switchboard(replace(on.around), senses, sounds=keeper)
    board.switch(release, {"b" * 64: on._prepared()})
    return on, board, keeper


def sides(kept):
    data = kept.path.read_bytes()
    read, _ = soundfile.read(io.BytesIO(wav_header(len(data)) + data), dtype="int16")
    return read[:, 0], read[:, 1]


async def hold(on, board):
    """The whole call; where in it, in seconds, the caller spoke."""
    going = asyncio.create_task(board.accept(on.leg))
    spoken = []
    for pause in (3.0, 2.0, 2.0):
        await asyncio.sleep(pause)
        began = asyncio.get_running_loop().time()
        await on.leg.say(600)
        spoken.append((began, asyncio.get_running_loop().time()))
        await on.leg.pause(1400)
    on.leg.leave()
    await going
    return spoken


def test_both_sides_are_kept_and_nothing_of_a_secret(stage, virtual, tmp_path):
    async def scenario():
        on, board, keeper = desk(stage, tmp_path, Release(lines=LINES, sound=RULE))
        spoken = await hold(on, board)
        assert [fact.text for fact in on.facts if isinstance(fact, CallerSpoke)] == ["first", "•••••••••", "last"]
        (kept,) = keeper.waiting()
        caller, line = sides(kept)
        assert kept.call == "call-1"
        loud = [np.count_nonzero(np.abs(caller[round(a * CALL) : round(b * CALL)]) > 1000) for a, b in spoken]
        assert loud[0] > 4000 and loud[1] == 0 and loud[2] > 4000
        heard = np.frombuffer(bytes(on.leg.sounded), np.int16)
        both = min(len(heard), len(line))
        assert both > 2.4 * CALL and np.abs(heard[:both].astype(int) - line[:both]).max() <= 600  # the steps of µ-law

    virtual(scenario())


def test_callers_are_told_before_all_else(stage, virtual, tmp_path):
    async def scenario():
        measures = {"": Measure(does="notice", says={"en": "789"})}
        on, board, _ = desk(stage, tmp_path, Release(lines=LINES, sound=RULE, measures=measures))
        on.speech.sound = False
        await hold(on, board)
        assert [fact.text for fact in on.facts if isinstance(fact, Said)][:2] == ["12 789", "0123456789"]
        assert [fact.say for fact in on.facts if isinstance(fact, Heard)] == [1, 2, 3]

    virtual(scenario())


def test_nothing_is_kept_where_the_house_does_not_want_it_or_nothing_sounds(stage, virtual, tmp_path):
    async def scenario():
        for release, voice in ((Release(lines=LINES), True), (Release(lines=LINES, sound=RULE), False)):
            on, board, keeper = desk(stage, tmp_path / "kept", release)
            on.leg.voice = voice
            going = asyncio.create_task(board.accept(on.leg))
            await asyncio.sleep(2)
            on.leg.leave()
            await going
            assert keeper.waiting() == [] and "12" not in [fact.text for fact in on.facts if isinstance(fact, Said)]

    virtual(scenario())


def test_who_turns_it_off_need_not_wait_for_what_is_being_prepared(stage, virtual, tmp_path):
    async def scenario():
        on, board, keeper = desk(stage, tmp_path / "kept", Release(lines=LINES, sound=RULE))
        board.heed(Release(number=2))
        going = asyncio.create_task(board.accept(on.leg))
        await asyncio.sleep(2)
        on.leg.leave()
        await going
        assert keeper.waiting() == []

    virtual(scenario())


def test_a_call_that_is_only_tried_is_not_kept(stage, virtual, tmp_path):
    async def scenario():
        on, board, keeper = desk(stage, tmp_path / "kept", Release(lines=LINES, sound=RULE))
        going = asyncio.create_task(board.try_out(on.leg, on._prepared()))
        await asyncio.sleep(2)
        on.leg.leave()
        await going
        assert keeper.waiting() == []

    virtual(scenario())


def recorded_as(on, *orders):
    """The call begins with these orders, then the line listens."""

    def script(event):
        if not isinstance(event, CallStarted):
            return []
        return [*orders, Listen(expectation=Expectation(step="ask"))]

    on.script = script


def prompt(number, text):
    return Say(number=number, segments=(Words(text=text),))


def switched(recording):
    return Note(fact=RecordingSwitched(recording=recording), step="ask")


@pytest.mark.parametrize(
    ("orders", "sounds"),
    [
        ((prompt(1, "1234567890"), prompt(2, "1234567890")), (True, True)),
        ((switched("off"), prompt(1, "1234567890"), prompt(2, "1234567890")), (False, False)),
        ((switched("off"), prompt(1, "1234567890"), switched("on"), prompt(2, "1234567890")), (False, True)),
        ((switched("off"), prompt(1, "1234567890"), switched("on"), switched("off"), prompt(2, "1234567890")), (False, False)),
    ],
)
def test_a_flow_says_what_is_recorded_and_it_begins_behind_what_was_said_before(stage, virtual, tmp_path, orders, sounds):
    async def scenario():
        on, board, keeper = desk(stage, tmp_path, Release(lines=LINES, sound=SoundRule()))
        recorded_as(on, *orders)
        going = asyncio.create_task(board.accept(on.leg))
        await asyncio.sleep(1.5)
        await on.leg.say(200)
        await asyncio.sleep(1.0)
        on.leg.leave()
        await going
        caller, line = sides(keeper.waiting()[0])
        parts = (line[: CALL - 800], line[CALL + 800 : 2 * CALL - 800])
        assert tuple(bool(np.abs(part).max() > 500) for part in parts) == sounds
        assert bool(np.abs(caller).max() > 500) is sounds[1]

    virtual(scenario())


def test_recording_begins_when_all_is_said_where_nothing_follows(stage, virtual, tmp_path):
    async def scenario():
        on, board, keeper = desk(stage, tmp_path, Release(lines=LINES, sound=SoundRule()))
        recorded_as(on, switched("off"), prompt(1, "1234567890"), switched("on"))
        going = asyncio.create_task(board.accept(on.leg))
        await asyncio.sleep(1.5)
        await on.leg.say(200)
        await asyncio.sleep(0.5)
        on.leg.leave()
        await going
        caller, line = sides(keeper.waiting()[0])
        assert np.abs(line).max() == 0 and np.abs(caller).max() > 500

    virtual(scenario())


def test_never_drops_what_was_recorded_and_whatever_follows(stage, virtual, tmp_path):
    async def scenario():
        on, board, keeper = desk(stage, tmp_path / "kept", Release(lines=LINES, sound=SoundRule()))
        recorded_as(on, prompt(1, "1234567890"))
        going = asyncio.create_task(board.accept(on.leg))
        await asyncio.sleep(2.5)
        await keeper.write()
        assert [path.suffix for path in (tmp_path / "kept").iterdir()] == [".part"]
        on.script = lambda event: [switched("never"), switched("on"), prompt(2, "12")] if isinstance(event, KeyPressed) else []
        await on.leg.press("1")
        await asyncio.sleep(2.5)
        await keeper.write()
        assert list((tmp_path / "kept").iterdir()) == []
        on.leg.leave()
        await going
        assert keeper.waiting() == [] and list((tmp_path / "kept").iterdir()) == []

    virtual(scenario())
