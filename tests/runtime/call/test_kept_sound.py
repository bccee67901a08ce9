"""A spoken call whose sound is kept, in virtual time: both sides as they were heard, and nothing of a secret."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import soundfile

from dsl.call_sound import wav_header
from dsl.journal import CallerSpoke, CallStarted, Heard, Said
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
