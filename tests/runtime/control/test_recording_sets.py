"""Sets of recordings at a runtime: fetched once, verified, played before the house's own; nothing wrong with one ends a call."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl.recordings import encode_set, key_of, sound_hash
from runtime.control.library import NotReady
from runtime.control.recording_sets import KEPT_LOADED, RecordingSets
from runtime.journal.delivery import Unreachable
from runtime.speech.recordings import Recordings
from tests.dsl.test_recordings import wave

WORDS = "Good morning."
KEY = key_of(WORDS, "en-GB", "neutral")


class Shelf:
    """A designer that has these sounds, and counts what it is asked for."""

    def __init__(self, *sounds: bytes) -> None:
        self.sounds = {sound_hash(sound): sound for sound in sounds}
        self.sets: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.down = False

    def add(self, recordings: dict[str, str]) -> str:
        data = encode_set(recordings)
        self.sets[sound_hash(data)] = data
        return sound_hash(data)

    def at(self, folder: Path, house: Recordings | None = None) -> RecordingSets:
        return RecordingSets(folder, house, fetch_set=self._fetch(self.sets), fetch_sound=self._fetch(self.sounds))

    def _fetch(self, there: dict[str, bytes]):
        async def fetch(name: str) -> bytes | None:
            self.asked.append(name)
            if self.down:
                raise Unreachable("nobody there")
            return there.get(name)

        return fetch


async def test_a_set_is_fetched_once_and_needs_no_designer_then(tmp_path: Path) -> None:
    shelf = Shelf(wave())
    name = shelf.add({KEY: sound_hash(wave())})
    sets = shelf.at(tmp_path)
    await sets.ready(name)
    found = sets.find(name)
    assert found is not None and found.find(WORDS, "en-GB", "neutral")
    shelf.down = True
    after = shelf.at(tmp_path)
    await after.ready(name)
    assert len(shelf.asked) == 2 and after.find(name) is not None


async def test_what_is_damaged_on_disk_is_fetched_again_and_what_comes_wrong_is_not_taken(tmp_path: Path) -> None:
    shelf = Shelf(wave())
    name = shelf.add({KEY: sound_hash(wave())})
    await shelf.at(tmp_path).ready(name)
    kept = next((tmp_path / "sounds").glob("*.wav"))
    kept.write_bytes(b"half of it")
    await shelf.at(tmp_path).ready(name)
    assert kept.read_bytes() == wave()
    kept.unlink()
    shelf.sounds = {sound_hash(wave()): wave(seconds=1)}
    with pytest.raises(NotReady):
        await shelf.at(tmp_path).ready(name)


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "x"])
async def test_a_set_that_nobody_has_makes_its_bundle_unready(tmp_path: Path, name: str) -> None:
    shelf = Shelf()
    with pytest.raises(NotReady):
        await shelf.at(tmp_path).ready(name)
    shelf.down = True
    with pytest.raises(NotReady):
        await shelf.at(tmp_path).ready("1" * 64)


async def test_a_sound_that_cannot_be_read_is_left_to_the_voice(tmp_path: Path) -> None:
    shelf = Shelf(b"RIFF but nothing in it", wave())
    other = key_of("Bye.", "en-GB", "neutral")
    name = shelf.add({KEY: sound_hash(b"RIFF but nothing in it"), other: sound_hash(wave())})
    sets = shelf.at(tmp_path)
    await sets.ready(name)
    found = sets.find(name)
    assert found is not None and found.find(WORDS, "en-GB", "neutral") is None and found.find("Bye.", "en-GB", "neutral")


async def test_the_houses_own_recordings_are_played_where_the_set_has_none(tmp_path: Path) -> None:
    house = Recordings(tmp_path / "recordings")
    for words, sound in ((WORDS, wave(seconds=2)), ("Bye.", wave(seconds=1))):
        house.folder.mkdir(exist_ok=True)
        (house.folder / f"{key_of(words, 'en-GB', 'neutral')}.wav").write_bytes(sound)
    house.refresh()
    shelf = Shelf(wave())
    name = shelf.add({KEY: sound_hash(wave())})
    sets = shelf.at(tmp_path, house)
    assert sets.find("") is house
    await sets.ready(name)
    found = sets.find(name)
    assert found is not None
    own, theirs = found.find(WORDS, "en-GB", "neutral"), house.find(WORDS, "en-GB", "neutral")
    assert own and theirs and len(own) < len(theirs)
    assert found.find("Bye.", "en-GB", "neutral") == house.find("Bye.", "en-GB", "neutral") is not None


async def test_those_in_force_stay_loaded_and_others_make_room(tmp_path: Path) -> None:
    shelf = Shelf(wave())
    names = [shelf.add({f"{number:016x}": sound_hash(wave())}) for number in range(KEPT_LOADED + 3)]
    sets = shelf.at(tmp_path)
    sets.keep(names[:1])
    for name in names:
        await sets.ready(name)
    assert sets.find(names[0]) and sets.find(names[1]) is None and sets.find(names[-1])
