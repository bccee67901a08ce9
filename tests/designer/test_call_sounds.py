"""The sound of calls: taken in once, played from anywhere, its turns heard, and gone at its time; who may, and who did."""

import asyncio
import io
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import pytest
import soundfile
from sqlmodel import select

from designer import background
from designer.calls import sounds
from designer.calls.sound_places import places
from designer.calls.sounds import SoundFiles
from designer.publishing import release, settings
from designer.store.tables import AuditEntry, CallSound
from dsl.call_sound import SILENCE, wav_header
from dsl.journal import (
    CallEnded,
    CallerSpoke,
    CallStarted,
    Heard,
    HeardWord,
    KeyPressed,
    QuestionUnknown,
    Record,
    RecordingSwitched,
    Said,
    Understood,
)
from dsl.release import SoundRule, decode_release
from tests.designer.browser import MACHINE, record
from tests.designer.test_calls import deliver

BEGAN = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
SPOKE = Understood(guess="check_balance", confidence=0.2)
FACTS = [
    CallStarted(caller="13800001234", dialled="1001", line="sip"),  # 8:00:00, and a second between two
    Said(say=1, text="Hello, how may I help?"),
    Heard(say=1, milliseconds=1000),
    CallerSpoke(text="do you sing", understood=SPOKE, ended_by="silence", ended_after=400),
    Said(say=2, text="I did not get that."),
    CallEnded(how="caller", disposition=""),
]
LOUD = 0x80


def sound(seconds: float = 5.0, caller: tuple[float, float] = (2.2, 2.8)) -> bytes:
    """A call in which the caller is loud for a while and the line says nothing."""
    kept = np.full((round(seconds * 8000), 2), SILENCE, np.uint8)
    kept[round(caller[0] * 8000) : round(caller[1] * 8000), 0] = LOUD
    return kept.tobytes()


async def put(client, call="c1", began=BEGAN, data=None):
    data = sound() if data is None else data
    return await client.put(f"/feed/calls/{call}/sound", params={"began": began.isoformat()}, content=data, headers=MACHINE)


@pytest.fixture
async def call(client, package) -> str:
    """A call whose sound is kept, long ago as it was."""
    await deliver(client, FACTS)
    assert (await put(client)).json() == {"stored": 80_000}
    return "c1"


@pytest.fixture
def signed_in(make_browser, people):
    async def sign_in(name):
        browser = make_browser()
        await browser.sign_in(name)
        return browser

    return sign_in


def read(data):
    return soundfile.read(io.BytesIO(data), dtype="int16")


async def noted(store, what):
    async with store.session() as session:
        return [
            (entry.who, entry.subject) for entry in (await session.exec(select(AuditEntry).where(AuditEntry.what == what))).all()
        ]


async def test_what_a_runtime_delivered_is_played_as_it_was(call, browser):
    answer = await browser.get("/calls/c1/sound")
    samples, rate = read(answer.content)
    assert (answer.status_code, rate, samples.shape) == (200, 8000, (40_000, 2))
    assert answer.headers["accept-ranges"] == "bytes" and answer.headers["cache-control"] == "no-store"
    assert np.abs(samples[17_600:22_400, 0]).min() > 30_000 and not samples[:17_600].any() and not samples[:, 1].any()


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-", 0, None),
        ("bytes=0-99", 0, 99),
        ("bytes=20-70", 20, 70),
        ("bytes=60000-60009", 60_000, 60_009),
        ("bytes=80000-999999", 80_000, None),
    ],
)
async def test_a_player_asks_for_a_part(call, browser, wanted, first, last):
    whole = wav_header(80_000) + sound()
    last = len(whole) - 1 if last is None else last
    answer = await browser.get("/calls/c1/sound", headers={"range": wanted})
    assert answer.status_code == 206 and answer.content == whole[first : last + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"


async def test_a_part_that_is_not_there_is_refused(call, browser):
    assert (await browser.get("/calls/c1/sound", headers={"range": "bytes=90000-"})).status_code == 416
    assert (await browser.get("/calls/c1/sound", headers={"range": "bytes=abc"})).status_code == 200


async def test_it_is_taken_once(call, client, browser, store):
    assert (await put(client, data=sound(1))).status_code == 200  # the answer to the first was lost, say
    assert len((await browser.get("/calls/c1/sound")).content) == 80_000 + len(wav_header(80_000))
    async with store.session() as session:
        assert await sounds.used(session) == (1, 80_000)


@pytest.mark.parametrize(
    ("name", "began", "data", "status"),
    [
        ("c1", "2026-11-23T08:00:00", b"", 400),
        ("c1", "yesterday", b"", 400),
        ("c" * 65, "2026-11-23T08:00:00+00:00", b"", 400),
        ("c1", "2026-11-23T08:00:00+00:00", b"abc", 422),
    ],
)
async def test_what_is_no_sound_of_a_call_is_refused_and_leaves_nothing(client, configuration, name, began, data, status):
    answer = await client.put(f"/feed/calls/{name}/sound", params={"began": began}, content=data, headers=MACHINE)
    assert answer.status_code == status
    assert not configuration.call_sounds.is_dir() or list(configuration.call_sounds.iterdir()) == []


async def test_it_may_come_before_the_call_and_of_no_length(client, browser, package):
    await put(client, data=b"")
    await deliver(client, FACTS)
    page = (await browser.get("/calls/c1")).text
    assert "data-sound=" in page and (await browser.get("/calls/c1/sound")).content == wav_header(0)


async def test_who_listens_is_noted_once_a_day_and_told_on_the_page(call, browser, store):
    for _ in range(2):
        await browser.get("/calls/c1/sound")
    assert await noted(store, "call_heard") == [("boss", "c1")]
    assert "· listened" in (await browser.get("/calls/c1")).text


async def test_a_turn_is_heard_by_itself(call, browser, store):
    samples, _ = read((await browser.get("/calls/c1/sound/turns/3")).content)
    assert 0.5 < len(samples) / 8000 < 2 and np.abs(samples[:, 0]).max() > 30_000
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 1000)
    assert len(loud) == 4800  # all that the caller said
    assert await noted(store, "call_heard") == [("boss", "c1")]
    assert (await browser.get("/calls/c1/sound/turns/2")).status_code == 404  # nobody had said anything


@pytest.mark.parametrize(
    ("role", "whole"), [("operator", 403), ("curator", 403), ("auditor", 403), ("agent", 200), ("publisher", 200)]
)
async def test_the_whole_is_for_who_may_see_whole_numbers(call, signed_in, role, whole):
    browser = await signed_in(role)
    assert (await browser.get("/calls/c1/sound")).status_code == whole
    page = (await browser.get("/calls/c1")).text
    assert ("data-sound=" in page) is (whole == 200) and ("Your role may not listen" in page) is (whole == 403)
    assert (await browser.post("/calls/c1/sound/delete")).status_code == 403


async def test_a_role_on_another_flow_is_not_enough(call, signed_in, grant, store):
    await grant("curator", "agent", "another")
    browser = await signed_in("curator")
    assert (await browser.get("/calls/c1/sound")).status_code == 403


@pytest.mark.parametrize(("text", "heard"), [("do you sing", 200), ("my number is 13800001234, do you sing", 403)])
async def test_a_curator_hears_a_question_to_learn_where_no_number_was_said(client, package, signed_in, text, heard, store):
    spoke = CallerSpoke(text=text, understood=SPOKE, ended_by="silence", ended_after=400)
    asked = QuestionUnknown(text=text, guess="check_balance", confidence=0.2, reason="below-threshold")
    await deliver(client, [*FACTS[:3], spoke, asked, CallEnded(how="caller")])
    await put(client)
    curator, auditor = await signed_in("curator"), await signed_in("auditor")
    assert ("data-clip=" in (await curator.get("/questions")).text) is (heard == 200)
    assert (await curator.get("/calls/c1/sound/turns/4")).status_code == heard
    assert (await curator.get("/calls/c1/sound/turns/2")).status_code == 404
    assert "data-clip=" not in (await auditor.get("/questions")).text
    assert (await auditor.get("/calls/c1/sound/turns/4")).status_code == 403


async def test_a_turn_that_became_no_question_is_for_who_may_listen(call, signed_in):
    assert (await (await signed_in("curator")).get("/calls/c1/sound/turns/3")).status_code == 403


async def test_an_admin_deletes_it_and_that_it_was_there_stays(call, client, browser, store, configuration):
    answer = await browser.fragment("/calls/c1/sound/delete")
    assert answer.headers["hx-redirect"] == "/calls/c1" and list(configuration.call_sounds.iterdir()) == []
    assert "Deleted by boss" in (await browser.get("/calls/c1")).text
    assert (await browser.get("/calls/c1/sound")).status_code == 404
    assert (await browser.get("/calls/c1/sound/turns/3")).status_code == 404
    assert (await browser.post("/calls/c1/sound/delete")).status_code == 404
    assert await noted(store, "sound_deleted") == [("boss", "c1")]
    assert (await put(client)).status_code == 200  # delivered once more
    assert list(configuration.call_sounds.iterdir()) == [] and (await browser.get("/calls/c1/sound")).status_code == 404


@pytest.mark.databases("sqlite", "postgresql")
async def test_it_is_gone_when_its_days_are_over(client, browser, store, configuration, package):
    old, fresh = (datetime.now(UTC) - timedelta(days=days) for days in (8, 6))
    async with store.session() as session:
        await settings.set_sound(session, True, "7", {})
    await deliver(client, FACTS)
    await put(client, "c1", old)
    await put(client, "c2", fresh)
    files = SoundFiles(configuration.call_sounds)
    work = asyncio.create_task(background.delete_old_sounds(store, files))
    for _ in range(200):
        async with store.session() as session:
            if await sounds.used(session) == (1, 80_000):
                break
        await asyncio.sleep(0.02)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert not files.of("c1").exists() and files.of("c2").exists()
    async with store.session() as session:
        gone = await session.get(CallSound, "c1")
        assert gone is not None and gone.gone_at is not None and (gone.gone_by, gone.caller_loudness) == ("", [])
    assert "Its time was over" in (await browser.get("/calls/c1")).text


async def test_a_data_folder_without_the_file_says_so(call, browser, configuration):
    SoundFiles(configuration.call_sounds).remove("c1")
    assert (await browser.get("/calls/c1/sound")).status_code == 404


async def test_the_house_says_whether_and_the_release_carries_it(browser, store, package):
    async def issued():
        async with store.session() as session:
            return decode_release((await release.issue(session)).data).sound

    assert await issued() is None
    said = {"sound": "true", "days": "90", "says_zh": " 会录音。 ", "says_en": ""}
    assert (await browser.post("/settings/sound", said)).status_code == 303
    assert await issued() == SoundRule(says={"zh": "会录音。"})
    page = (await browser.get("/settings")).text
    assert 'value="90"' in page and 'value="会录音。"' in page
    await browser.post("/settings/sound", said | {"sound": ""})
    assert await issued() is None
    assert [who for who, _ in await noted(store, "sound_on") + await noted(store, "sound_off")] == ["boss", "boss"]


@pytest.mark.parametrize("days", ["0", "", "-1", "3651", "9" * 30, "１０", "ten"])
async def test_days_that_are_none_are_refused(browser, days):
    assert "from 1 to 3650" in (await browser.fragment("/settings/sound", {"sound": "true", "days": days})).headers["hx-trigger"]


async def test_a_page_waits_for_what_is_on_its_way(client, browser, store, package):
    async with store.session() as session:
        await settings.set_sound(session, True, "7", {})
    await deliver(client, FACTS[:2])
    assert 'hx-get="/calls/c1/player"' in (await browser.get("/calls/c1")).text
    assert (await browser.get("/calls/c1/player")).status_code == 204
    await put(client)
    assert "data-sound=" in (await browser.get("/calls/c1/player")).text


async def test_a_call_that_came_to_such_a_step_says_that_nothing_of_it_is_kept(client, browser, store, package):
    async with store.session() as session:
        await settings.set_sound(session, True, "7", {})
    await deliver(client, [*FACTS[:2], RecordingSwitched(recording="off"), RecordingSwitched(recording="never")])
    page = (await browser.get("/calls/c1")).text
    assert "keeps no recording of it" in page and "/player" not in page
    assert "Not recorded from here on" in page and "No recording of this call is kept" in page


def told(*facts):
    return [msgspec.convert(record("c1", number, fact), Record) for number, fact in enumerate(facts)]


def seconds(place):
    return tuple(round((moment - BEGAN).total_seconds(), 2) for moment in (place.begins, place.ends))


def test_the_turns_of_a_call_stand_where_they_sound():
    words = (HeardWord("do", 300, 200), HeardWord("you", 500, 200))
    found = places(
        told(
            CallStarted(),
            Said(say=1, text="a"),
            Heard(say=1, milliseconds=1000),
            CallerSpoke(text="x", understood=SPOKE, ended_by="silence", ended_after=400),  # 3
            Said(say=2, text="b"),
            Said(say=3, text="c"),
            CallerSpoke(text="do you", understood=SPOKE, ended_by="grammar", ended_after=100, words=words, barge_in=True),  # 6
            KeyPressed(key="1"),
            CallerSpoke(text="typed", understood=SPOKE),
            CallerSpoke(text="y", understood=SPOKE, ended_by="silence", ended_after=0),  # 9
            CallEnded(how="caller"),
        )
    )
    assert {number: seconds(place) for number, place in found.items()} == {
        1: (1, 2),
        3: (2, 3.2),
        4: (4, 5),
        5: (5, 5.1),
        6: (5.1, 6.2),
        9: (7, 9.2),
    }
