"""The sound of a call as it is kept: a file that others read, and how loud it was in which part."""

import pytest

from dsl.call_sound import BYTES_PER_SECOND, SILENCE, loudness, offset_of, seconds_of, wav_header

LOUD = 0x80  # the largest sample


@pytest.mark.parametrize(("seconds", "offset"), [(0, 0), (1, 16_000), (0.5, 8_000), (-3, 0), (0.00001, 0)])
def test_a_moment_is_a_place_in_the_file(seconds, offset):
    assert offset_of(seconds) == offset


def test_how_long_it_is():
    assert seconds_of(BYTES_PER_SECOND * 90) == 90


def test_the_header_says_how_much_follows():
    header = wav_header(1000)
    assert header[:4] == b"RIFF" and header[-8:] == b"data" + (1000).to_bytes(4, "little")
    assert int.from_bytes(header[4:8], "little") == len(header) - 8 + 1000


def test_each_side_is_as_loud_as_its_loudest_moment():
    quiet, caller, line = bytes([SILENCE, SILENCE]), bytes([LOUD, SILENCE]), bytes([SILENCE, 0xB0])
    sides = loudness(quiet * 100 + caller + quiet * 99 + quiet * 100 + line * 100, 4)
    assert sides[0] == [0, 100, 0, 0] and sides[1][:3] == [0, 0, 0] and 0 < sides[1][3] < 100


def test_a_call_of_a_moment_has_fewer_parts():
    assert loudness(bytes([LOUD, SILENCE]) * 3, 600) == ([100] * 3, [0] * 3)
    assert loudness(b"", 600) == ([], [])
