"""Many recordings at once: each file is taken, matches nothing, or is refused, and is told of; what is taken is one save."""

import csv
import io

import numpy as np
import pytest
import soundfile

from designer.words import retold, speaking
from designer.workspace import recordings as limits
from designer.workspace.drafts import Drafts
from designer.workspace.sound_files import as_wave
from dsl.recordings import LARGEST_FILE, LONGEST_SECONDS, Unfit, check_wave
from tests.designer.test_recordings import PAGE, recordings
from tests.dsl.test_recordings import GOOD, wave


def encoded(kind: str, seconds: float = 0.5, rate: int = 44100, channels: int = 2) -> bytes:
    hum = np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 200 / rate) * 0.5
    target = io.BytesIO()
    soundfile.write(target, np.stack([hum] * channels, axis=1), rate, format=kind)
    return target.getvalue()


async def script(browser) -> list[dict[str, str]]:
    answer = await browser.get(f"{PAGE}/script")
    assert answer.headers["content-type"].startswith("text/csv") and "line-script-1.csv" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def send_many(browser, files: dict[str, bytes]):
    parts = [("file", (name, data, "application/octet-stream")) for name, data in files.items()]
    return await browser.post(PAGE, files=parts, headers={"hx-request": "true"})


@pytest.mark.parametrize("kind", ["MP3", "OGG", "FLAC"])
def test_other_sound_becomes_a_wav_file_that_can_be_played(kind):
    made = check_wave(as_wave(encoded(kind)))
    assert (made.rate, made.channels, made.width) == (16000, 1, 2) and made.seconds == pytest.approx(0.5, abs=0.06)
    assert check_wave(as_wave(encoded(kind, rate=8000))).rate == 8000


def test_what_cannot_be_read_says_why():
    assert as_wave(GOOD) is GOOD and as_wave(b"hello") == b"hello"  # a WAV file as it is; no sound is the check's business
    for data, code in (
        (b"ID3" + bytes(100), "unreadable"),
        (encoded("FLAC")[:300], "unreadable"),
        (b"fLaC" + bytes(LARGEST_FILE), "large"),
        (encoded("FLAC", seconds=LONGEST_SECONDS + 1, rate=8000, channels=1), "long"),
    ):
        with pytest.raises(Unfit) as found:
            as_wave(data)
        assert found.value.code == code


async def test_every_file_is_taken_or_told_of_and_one_undo_takes_them_back(browser, package, store):
    rows = await script(browser)
    assert [row["number"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    thanks = next(row for row in rows if row["text"].startswith("Thank you"))
    answer = await send_many(browser, {
        "takes/1.wav": GOOD,
        f"takes/{thanks['text']}.mp3": encoded("MP3"),
        f"{thanks['number']}.wav": wave(seconds=1),
        "2.flac": wave(loud=0),
        "nothing like it.wav": GOOD,
        "notes.txt": b"read slowly",
        "takes/.DS_Store": b"",
    })  # fmt: skip
    assert answer.status_code == 200
    text = answer.text[answer.text.index('id="report"') : answer.text.index('role="search"')]
    assert "2 taken" in text and "1 refused" in text and "3 match nothing" in text
    assert "2.flac holds only silence" in text and "It is no sound file." in text and "Its name fits no words" in text
    assert f"These words have {thanks['number']}.wav already." in text and "DS_Store" not in text
    kept = await recordings(store)
    assert set(kept) == {f"recordings/{row['file']}" for row in (rows[0], thanks)}
    async with store.session() as session:
        history = await Drafts(session).history("line")
    with speaking("en"):
        assert [retold(one.what) for one in history] == ["recorded 2 prompts", "created"]
    assert f'"revision": "{history[0].number}"' in text
    assert (await browser.get(f"{PAGE}/{rows[0]['file'].removesuffix('.wav')}/sound")).content == GOOD
    assert "replaced" in (await send_many(browser, {"1.flac": encoded("FLAC")})).text
    await browser.fragment("/packages/line/undo", {"revision": str(history[0].number + 1), "place": "recordings"})
    assert await recordings(store) == kept


async def test_the_script_that_was_sent_along_numbers_the_files(browser, package, store):
    rows = await script(browser)
    sheet = f"number;file;text\r\n7;{rows[0]['file']};changed\r\n".encode("utf-8-sig")
    answer = await send_many(browser, {"7.wav": GOOD, "1.wav": GOOD, "script.csv": sheet})
    assert "1 taken" in answer.text and "1 matches nothing" in answer.text
    assert set(await recordings(store)) == {f"recordings/{rows[0]['file']}"}


async def test_limits_refuse_single_files_and_only_who_edits_may_send(browser, package, store, make_browser, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST", len(GOOD) * 2 - 1)
    answer = await send_many(browser, {"1.wav": GOOD, "2.wav": GOOD})
    assert "1 taken" in answer.text and "1 refused" in answer.text and "too large together" in answer.text
    assert "2 taken" not in (await send_many(browser, {"1.wav": GOOD, "2.wav": GOOD})).text
    assert "hx-trigger" in (await send_many(browser, {"": b""})).headers
    reader = make_browser()
    await reader.sign_in("auditor")
    page = (await reader.get(PAGE)).text
    assert "data-many" not in page and f"{PAGE}/script" in page
    assert (await reader.post(PAGE, files={"file": ("1.wav", GOOD, "audio/wav")})).status_code == 403
    assert len(await recordings(store)) == 1
