"""Recordings: sent, checked, kept with the saves, carried byte by byte to zips and runtimes, and really played in a call."""

import io
import re
import zipfile
from types import SimpleNamespace

import pytest

from designer.workspace.drafts import Drafts
from dsl.recordings import decode_set, key_of, sound_hash
from dsl.release import decode_release
from runtime.control.recording_sets import RecordingSets
from runtime.dialogue.effects import Words
from tests.designer.browser import MACHINE, Browser
from tests.designer.test_publishing import edit, live, publish
from tests.dsl.test_recordings import GOOD, wave

PAGE = "/packages/line/recordings"


@pytest.fixture
async def said(browser, package, store) -> tuple[str, str]:
    """The last words of the flow, and their key."""
    page = (await browser.get(PAGE)).text
    words = re.search(r'<p id="words-([0-9a-f]{16})" lang="en-US">(Thank you.*?)</p>', page)
    assert words is not None
    return words[2], words[1]


async def send(browser: Browser, key: str, data: bytes = GOOD, name: str = "greeting.wav", page: str = PAGE):
    return await browser.post(f"{page}/{key}", files={"file": (name, data, "audio/wav")}, headers={"hx-request": "true"})


async def recordings(store, package: str = "line") -> dict[str, str]:
    async with store.session() as session:
        return (await Drafts(session).read(package)).recordings


async def test_a_recording_is_a_save_of_its_own_and_is_heard_as_it_was_sent(browser, said, store):
    words, key = said
    answer = await send(browser, key)
    assert answer.status_code == 200 and "0.5 s" in answer.text and f"{PAGE}/{key}/sound" in answer.text
    heard = await browser.get(f"{PAGE}/{key}/sound")
    assert heard.content == GOOD and heard.headers["content-type"] == "audio/wav"
    assert await recordings(store) == {f"recordings/{key}.wav": sound_hash(GOOD)}
    async with store.session() as session:
        history = await Drafts(session).history("line")
    assert (history[0].by, words[:20] in history[0].what) == ("boss", True)
    assert key == key_of(words, "en-US", "neutral")


REFUSED = [
    (b"hello", "a.wav is no sound file that can be played"),
    (wave(loud=0), "a.wav holds only silence"),
    (GOOD[:-100], "a.wav ends too early"),
    (wave(kind=7), "The sound in a.wav is compressed"),
]


async def test_what_no_call_could_play_is_refused_beside_its_words(browser, said, store):
    for data, sentence in REFUSED:
        answer = await send(browser, said[1], data, "a.wav")
        assert answer.status_code == 422
        trouble = answer.text[answer.text.index(f'id="trouble-{said[1]}"') :]
        assert sentence in trouble[:400]
    assert await recordings(store) == {}


async def test_only_words_that_something_says_can_be_recorded_and_only_by_who_edits(browser, said, store, make_browser):
    assert (await send(browser, "0" * 16)).status_code == 422
    assert (await browser.get(f"{PAGE}/{'0' * 16}/sound")).status_code == 404
    reader = make_browser()
    await reader.sign_in("auditor")
    assert (await reader.get(PAGE)).status_code == 200
    assert "data-record" not in (await reader.get(PAGE)).text
    assert (await reader.post(f"{PAGE}/{said[1]}", files={"file": ("a.wav", GOOD, "audio/wav")})).status_code == 403
    await send(browser, said[1])
    assert (await reader.get(f"{PAGE}/{said[1]}/sound")).content == GOOD
    assert (await reader.post(f"{PAGE}/{said[1]}/delete")).status_code == 403
    assert len(await recordings(store)) == 1


async def test_when_the_words_change_the_recording_waits_and_comes_back_with_them(browser, said, store):
    words, key = said
    await send(browser, key)
    await edit(store, words, "Good day. This call is recorded.")
    page = (await browser.get(PAGE)).text
    idle = page[page.index('id="idle-title"') :]
    assert words in idle and f"{PAGE}/{key}/sound" in idle
    await edit(store, "Good day. This call is recorded.", words)
    assert 'id="idle-title"' not in (await browser.get(PAGE)).text
    assert len(await recordings(store)) == 1


async def test_a_deleted_recording_can_be_had_back_by_undo_and_by_the_saves(browser, said, store):
    key = said[1]
    await send(browser, key)
    async with store.session() as session:
        with_it = (await Drafts(session).read("line")).revision
    assert "data-play" not in (await browser.post(f"{PAGE}/{key}/delete", headers={"hx-request": "true"})).text
    assert await recordings(store) == {}
    await browser.post("/packages/line/graph/undo", json={"redo": False})
    assert len(await recordings(store)) == 1
    await browser.post(f"{PAGE}/{key}/delete", headers={"hx-request": "true"})
    await browser.post(f"/packages/line/saves/{with_it}/restore")
    assert (await browser.get(f"{PAGE}/{key}/sound")).content == GOOD


# ---- out and in ------------------------------------------------------------------------------------------------------


async def test_a_zip_carries_recordings_byte_by_byte_both_ways(browser, said, store):
    key = said[1]
    await send(browser, key)
    out = (await browser.get("/packages/line/export")).content
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert archive.read(f"line/recordings/{key}.wav") == GOOD
    await browser.post(f"{PAGE}/{key}/delete", headers={"hx-request": "true"})
    answer = await browser.post("/flows/import", {"name": "other"}, files={"file": ("line.zip", out, "application/zip")})
    assert answer.status_code == 303, answer.text
    assert await recordings(store, "other") == {f"recordings/{key}.wav": sound_hash(GOOD)}
    report = await browser.post("/flows/import", {"name": "line"}, files={"file": ("line.zip", out, "application/zip")})
    shown = (await browser.get(report.headers["location"])).text
    assert "Recordings: 1 new or replaced, 0 gone." in shown
    seen = re.search(r'name="seen:line" value="(\d+)"', shown)
    assert seen is not None
    await browser.post(report.headers["location"], {"seen:line": seen[1]})
    assert (await browser.get(f"{PAGE}/{key}/sound")).content == GOOD
    again = (await browser.get("/packages/line/export")).content
    with zipfile.ZipFile(io.BytesIO(out)) as before, zipfile.ZipFile(io.BytesIO(again)) as after:
        assert {name: before.read(name) for name in before.namelist()} == {name: after.read(name) for name in after.namelist()}


UNFIT = [
    ("recordings/greeting.wav", GOOD, "is no name of a recording"),
    ("recordings/../../0123456789abcdef.wav", GOOD, ""),
    ("recordings/0123456789abcdef.mp3", GOOD, "is no name of a recording"),
    ("recordings/0123456789abcdef.wav", b"<script>", "is no sound file"),
]


async def test_a_zip_with_something_else_for_a_recording_is_refused(browser, package):
    out = (await browser.get("/packages/line/export")).content
    for path, data, sentence in UNFIT:
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(out)) as old, zipfile.ZipFile(made, "w") as new:
            for name in old.namelist():
                new.writestr(name.replace("line/", "other/", 1), old.read(name))
            new.writestr(f"other/{path}", data)
        sent = {"file": ("other.zip", made.getvalue(), "application/zip")}
        answer = await browser.post("/flows/import", {"name": "other"}, files=sent)
        assert answer.status_code in (400, 422) and sentence in answer.text, path
    assert (await browser.get("/packages/other")).status_code == 404


# ---- live ------------------------------------------------------------------------------------------------------------


async def test_what_is_live_has_the_recordings_that_were_published_and_a_roll_back_theirs(browser, said, store):
    words, key = said
    await browser.post("/numbers", {"dialled": "10086", "package": "line", "entry": "inbound"})
    await publish(browser, store)
    assert (await lines(browser))["10086"].bundles[0].recordings == ""
    await send(browser, key)
    assert (await lines(browser))["10086"].bundles[0].recordings == ""
    assert (
        "New recording: Hello" in (await browser.get("/packages/line/publish")).text
        or words[:10] in (await browser.get("/packages/line/publish")).text
    )
    await publish(browser, store)
    first = (await lines(browser))["10086"].bundles[0]
    kept = (await browser.get(f"/feed/recordings/{first.recordings}", headers=MACHINE)).content
    assert sound_hash(kept) == first.recordings and decode_set(kept) == {key: sound_hash(GOOD)}
    sound = await browser.get(f"/feed/sounds/{sound_hash(GOOD)}", headers=MACHINE)
    assert sound.content == GOOD
    other = wave(seconds=0.7)
    await send(browser, key, other)
    await publish(browser, store)
    second = (await lines(browser))["10086"].bundles[0]
    assert (second.bundle, second.recordings == first.recordings) == (first.bundle, False)
    assert (await browser.post("/packages/line/versions/2/restore")).status_code == 303
    assert (await lines(browser))["10086"].bundles[0] == first
    assert (await live(store)).restores == 2


async def lines(browser: Browser):
    return decode_release((await browser.get("/feed/release", headers=MACHINE)).content).lines


async def test_the_feed_gives_recordings_to_runtimes_alone(browser, said):
    await send(browser, said[1])
    assert (await browser.get(f"/feed/sounds/{sound_hash(GOOD)}")).status_code == 401
    assert (await browser.get(f"/feed/sounds/{'0' * 64}", headers=MACHINE)).status_code == 404
    assert (await browser.get(f"/feed/recordings/{'0' * 64}", headers=MACHINE)).status_code == 404


async def test_a_call_plays_what_was_sent_here(browser, said, store, tmp_path):
    """From the page to the ear: the runtime takes the set of the release over the feed and plays it in place of its voice."""
    from runtime.call.rehearsal import played

    words, key = said
    await send(browser, key)
    await browser.post("/numbers", {"dialled": "10086", "package": "line", "entry": "inbound"})
    await publish(browser, store)
    asked: list[str] = []

    def fetch(kind: str):
        async def get(name: str) -> bytes | None:
            asked.append(kind)
            answer = await browser.get(f"/feed/{kind}/{name}", headers=MACHINE)
            return answer.content if answer.status_code == 200 else None

        return get

    runs = (await lines(browser))["10086"].bundles[0]
    sets = RecordingSets(tmp_path, None, fetch_set=fetch("recordings"), fetch_sound=fetch("sounds"))
    await sets.ready(runs.recordings)
    again = RecordingSets(tmp_path, None, fetch_set=fetch("recordings"), fetch_sound=fetch("sounds"))
    await again.ready(runs.recordings)
    assert asked == ["recordings", "sounds"], "what is on disk is not fetched again"

    async def speak(text: str, **_how: str):
        spoken.append(text)
        yield b"\x01\x00" * 800

    spoken: list[str] = []
    voice = SimpleNamespace(speak=speak)
    segments = (Words(words, "neutral", "en-US", False, False), Words(" And more.", "neutral", "en-US", False, False))
    sound = await played(voice, segments[:1], {}, again.find(runs.recordings))
    assert spoken == [] and len(sound) > 4000, "the recording alone is heard"
    await played(voice, segments[1:], {}, again.find(runs.recordings))
    assert spoken == [" And more."], "what has no recording is the voice's"
