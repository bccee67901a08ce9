"""The sound of one call: both directions on one clock, whatever comes late, early, in bursts or not at all."""

import io
import random

import numpy as np
import pytest
import soundfile

from dsl.call_sound import wav_header
from runtime.sound.call_sound import CallSound

FRAME = 160


class Clock:
    """Seconds that the test makes pass."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def tone(samples, level=8000):
    return np.full(samples, level, np.int16).tobytes()


def sides(data):
    """What is kept, as a player reads it: the caller's samples and the line's."""
    read, _ = soundfile.read(io.BytesIO(wav_header(len(data)) + data), dtype="int16")
    return read[:, 0], read[:, 1]


def sounding(samples):
    """First and last moment that is not silent, in milliseconds."""
    loud = np.flatnonzero(np.abs(samples) > 1000)
    return (loud[0] // 8, loud[-1] // 8 + 1) if len(loud) else None


def test_what_the_caller_says_stands_where_they_said_it(clock):
    sound = CallSound(clock)
    clock.now += 1.0
    for _ in range(50):
        clock.now += 0.02
        sound.heard(tone(FRAME))
    clock.now += 0.5
    caller, line = sides(sound.rest())
    assert sounding(caller) == (1000, 2000) and sounding(line) is None and len(caller) == 2.5 * 8000


def test_what_the_line_says_counts_from_when_it_is_heard(clock):
    sound = CallSound(clock)
    clock.now += 0.5
    sound.said(tone(8000), 0)
    sound.said(tone(8000), 1000)
    clock.now += 3
    assert sounding(sides(sound.rest())[1]) == (500, 2500)


def test_what_was_cut_off_was_never_heard(clock):
    sound = CallSound(clock)
    sound.said(tone(8000 * 5), 0)
    clock.now += 1.2
    sound.silenced()
    sound.said(tone(800), 0)
    clock.now += 2
    assert sounding(sides(sound.rest())[1]) == (0, 1300)


def test_what_is_given_and_not_heard_by_the_end_is_left_out(clock):
    sound = CallSound(clock)
    sound.said(tone(8000 * 5), 0)
    clock.now += 2
    assert len(sides(sound.rest())[1]) == 2 * 8000


def test_of_a_secret_nothing_is_kept(clock):
    sound = CallSound(clock)
    for muted in (False, True, False):
        sound.mute(muted)
        for _ in range(50):
            clock.now += 0.02
            sound.heard(tone(FRAME))
    caller, _ = sides(sound.rest())
    assert sounding(caller[:8000]) == (0, 1000) and sounding(caller[8000:16000]) is None and sounding(caller[16000:]) == (0, 1000)


def test_frames_that_come_late_and_in_bursts_are_one_voice(clock):
    sound, chance = CallSound(clock), random.Random(7)
    kept, sent = b"", 0
    for tick in range(1, 501):
        clock.now += 0.02
        while sent < tick and (chance.random() < 0.6 or tick - sent > 6):
            sound.heard(tone(FRAME))
            sent += 1
        if tick % 50 == 0:
            kept += sound.due()
    caller, _ = sides(kept + sound.rest())
    silent = len(caller) - np.count_nonzero(np.abs(caller) > 1000)
    assert len(caller) == 80_000 and silent <= 8 * FRAME  # but for the beginning, and what was still on its way


@pytest.mark.parametrize("held_up", [0.2, 0.5, 0.68])
def test_a_voice_that_was_held_up_on_its_way_has_no_hole(clock, held_up):
    sound, kept = CallSound(clock), b""
    for tick in range(200):
        clock.now += 0.02
        if not 100 <= tick < 100 + held_up * 50:
            sound.heard(tone(FRAME))
        if tick == round(100 + held_up * 50):
            for _ in range(round(held_up * 50)):
                sound.heard(tone(FRAME))
        if tick % 50 == 0:
            kept += sound.due()
    caller, _ = sides(kept + sound.rest())
    assert len(caller) == 32_000 and np.count_nonzero(np.abs(caller) > 1000) == 32_000


@pytest.mark.parametrize("pause", [0.2, 0.5, 0.69, 0.8, 3.0])
def test_a_pause_in_which_nothing_comes_is_as_long_as_it_was(clock, pause):
    sound, kept = CallSound(clock), b""
    for wait in (0.0, pause):
        clock.now += wait
        for tick in range(100):
            clock.now += 0.02
            sound.heard(tone(FRAME))
            if tick % 50 == 0:
                kept += sound.due()
    caller, _ = sides(kept + sound.rest())
    silent = np.flatnonzero(np.abs(caller) < 1000)
    assert len(caller) == 32_000 + round(pause * 8_000)
    assert (silent[0], silent[-1]) == (16_000, 16_000 + round(pause * 8_000) - 1) and len(silent) == round(pause * 8_000)


def test_a_microphone_that_was_off_leaves_silence(clock):
    sound = CallSound(clock)
    for pause in (0, 5):
        clock.now += pause
        for _ in range(50):
            clock.now += 0.02
            sound.heard(tone(FRAME))
    caller, _ = sides(sound.rest())
    assert len(caller) == 7 * 8000 and sounding(caller[8000:48000]) is None and sounding(caller[48000:]) == (0, 1000)


def test_nobody_fills_the_disk_by_speaking_faster_than_time(clock):
    sound = CallSound(clock)
    for _ in range(10_000):
        sound.heard(tone(FRAME))
    clock.now += 1
    assert len(sides(sound.rest())[0]) == 8000


def test_what_is_taken_in_pieces_is_what_is_taken_at_once(clock):
    whole, pieces, kept = CallSound(clock), CallSound(clock), b""
    chance = random.Random(3)
    for tick in range(400):
        clock.now += 0.02
        for sound in (whole, pieces):
            sound.heard(tone(FRAME, 100 * (tick % 90)))
        if tick % 60 == 5:
            for sound in (whole, pieces):
                sound.said(tone(4000, 5000), 0)
        if tick % 60 == 20:
            for sound in (whole, pieces):
                sound.silenced()
        if chance.random() < 0.1:
            kept += pieces.due()
    assert kept + pieces.rest() == whole.rest()
