"""SIPp, which knows nothing of us, rings the line and finds everything as its scenarios say."""

import asyncio
from pathlib import Path

import pytest

from runtime.line.protocols import HungUp, Leg
from tests.peers.sipp import SippFailed, run_sipp
from tests.peers.tones import tone_of_frames
from tests.runtime.line_sip.conversation import Conversation, OpenLine, until


async def test_ten_callers_speak_and_hang_up(open_line: OpenLine, tmp_path: Path) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    await run_sipp("speak_and_hang_up", line.port, tmp_path, calls=10)
    await until(lambda: not line.calls)
    assert len(conversation.legs) == 10
    assert {leg.dialled for leg in conversation.legs} == {"4711"}
    assert {leg.caller for leg in conversation.legs} == {str(number) for number in range(1, 11)}
    for call in range(10):
        assert conversation.without_sound(call) == [HungUp("caller")]
        frames, share = tone_of_frames(conversation.sound(call), 1000.0)
        assert frames >= 25
        assert share > 0.9


async def test_hold_is_answered_in_the_right_direction(open_line: OpenLine, tmp_path: Path) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    await run_sipp("hold", line.port, tmp_path)
    await until(lambda: not line.calls)
    assert conversation.without_sound() == [HungUp("caller")]


async def test_the_line_hangs_up(open_line: OpenLine, tmp_path: Path) -> None:
    async def say_goodbye(leg: Leg) -> None:
        await asyncio.sleep(0.1)

    line = await open_line(say_goodbye)
    await run_sipp("line_hangs_up", line.port, tmp_path, calls=3)


async def test_busy_at_the_limit(open_line: OpenLine, tmp_path: Path) -> None:
    line = await open_line(Conversation(), limit=1)
    first = asyncio.create_task(run_sipp("speak_and_hang_up", line.port, tmp_path))
    await until(lambda: line.calls == 1)
    folder = tmp_path / "second"
    folder.mkdir()
    await run_sipp("busy", line.port, folder)
    await first


async def test_a_scenario_that_fails_is_noticed(open_line: OpenLine, tmp_path: Path) -> None:
    line = await open_line(Conversation())
    with pytest.raises(SippFailed):
        await run_sipp("busy", line.port, tmp_path)
