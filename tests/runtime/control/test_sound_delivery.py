"""The delivery of sounds: whole and in order, once more after trouble, and one that is refused holds up nobody."""

import asyncio
from contextlib import suppress

import pytest

from runtime.control import feed
from runtime.control.sound_delivery import SoundDelivery
from runtime.journal.delivery import Refused, Unreachable
from runtime.sound.keeper import SoundKeeper


class Desk:
    """A designer that does with each call's sound what the test says."""

    def __init__(self):
        self.does, self.taken = {}, []

    async def put(self, call, began, data):
        read = b"".join([chunk async for chunk in data])
        problems = self.does.get(call, [])
        if problems:
            raise problems.pop(0)
        self.taken.append((call, len(read)))


@pytest.fixture
async def keeper(tmp_path):
    keeper = SoundKeeper(tmp_path, clock=iter(range(100)).__next__, least_free=0)
    for name in ("one", "two", "three"):
        await keeper.end(keeper.begin(name))
    return keeper


async def delivered(keeper, desk, until):
    running = asyncio.create_task(SoundDelivery(keeper, desk.put).run())
    for _ in range(500):
        if until():
            break
        await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_the_oldest_comes_first_and_each_is_forgotten(keeper):
    desk = Desk()
    await delivered(keeper, desk, lambda: not keeper.waiting())
    assert desk.taken == [("one", 16000), ("two", 16000), ("three", 16000)]


async def test_a_designer_that_is_away_is_asked_again(keeper, monkeypatch):
    monkeypatch.setattr(feed, "FIRST_WAIT", 0.01)
    desk = Desk()
    desk.does["two"] = [Unreachable("away"), Unreachable("away")]
    await delivered(keeper, desk, lambda: not keeper.waiting())
    assert [call for call, _ in desk.taken] == ["one", "two", "three"]


async def test_one_that_is_refused_is_dropped_and_said(keeper, caplog):
    desk = Desk()
    desk.does["one"] = [Refused("status 413")]
    await delivered(keeper, desk, lambda: not keeper.waiting())
    assert [call for call, _ in desk.taken] == ["two", "three"] and "413" in caplog.text


async def test_what_is_not_delivered_at_the_end_waits(keeper):
    desk = Desk()
    desk.does["two"] = [Unreachable("away")]
    await SoundDelivery(keeper, desk.put).drain(2)
    assert [kept.call for kept in keeper.waiting()] == ["two", "three"]
