"""Sounds on disk: written as the call goes on, whole when it is over, taken up after a kill, left out where there is no room."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runtime.sound import keeper as keeping
from runtime.sound.keeper import SoundKeeper

BEGAN = datetime(2026, 11, 28, 10, 0, 0, 250_000, tzinfo=UTC)
FRAME = b"\x00\x20" * 160


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sounds"


def kept_in(folder, **given):
    ticks = iter(range(1_000_000))
    return SoundKeeper(folder, clock=lambda: next(ticks) / 50, now=lambda: BEGAN, **{"least_free": 0} | given)


async def test_a_call_that_is_over_waits_under_its_name_and_moment(folder):
    keeper = kept_in(folder)
    keeper.fresh.clear()
    sound = keeper.begin("call/1 _ä")
    for _ in range(50):
        sound.heard(FRAME)
    assert keeper.waiting() == [] and not keeper.fresh.is_set()
    await keeper.end(sound)
    (kept,) = keeper.waiting()
    assert (kept.call, kept.began) == ("call/1 _ä", BEGAN) and keeper.fresh.is_set()
    assert kept.path.parent == folder and kept.path.stat().st_size == 51 * 320
    keeper.forget(kept)
    keeper.forget(kept)
    assert list(folder.iterdir()) == []


async def test_what_a_killed_process_had_written_is_taken_up(folder, monkeypatch):
    monkeypatch.setattr(keeping, "WRITES_EVERY", 0.01)
    keeper = kept_in(folder)
    sound = keeper.begin("one")
    for _ in range(100):
        sound.heard(FRAME)
    writing = asyncio.create_task(keeper.run())
    for _ in range(500):
        if any(path.stat().st_size for path in folder.iterdir()):
            break
        await asyncio.sleep(0.01)
    writing.cancel()  # as a kill would leave it
    next_one = kept_in(folder)
    assert next_one.waiting() == []
    next_one.take_up()
    (kept,) = next_one.waiting()
    assert kept.call == "one" and 0 < kept.path.stat().st_size <= 101 * 320


async def test_a_disk_that_is_nearly_full_costs_the_sound_and_not_the_call(folder, caplog):
    keeper = kept_in(folder, least_free=1 << 60)
    assert keeper.begin("one") is None and keeper.begin("two") is None
    assert caplog.text.count("nearly full") == 1


async def test_a_sound_that_cannot_be_written_on_ends_there(folder, caplog):
    keeper = kept_in(folder)
    sound = keeper.begin("one")
    folder.rmdir()
    sound.heard(FRAME)
    await keeper.end(sound)
    await keeper.end(sound)
    assert keeper.waiting() == [] and "could not be written" in caplog.text and "one" not in caplog.text
