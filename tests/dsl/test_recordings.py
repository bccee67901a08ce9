"""Recorded prompts: their names, which WAV files can be one, and what there is to record."""

from __future__ import annotations

import math
import struct

import pytest

from dsl.recordings import LARGEST_FILE, Unfit, check_wave, decode_set, encode_set, is_key, key_of, recordings_among


def wave(seconds: float = 0.5, rate: int = 8000, channels: int = 1, bits: int = 16, loud: float = 0.5, kind: int = 1) -> bytes:
    """A WAV file of a hum."""
    frames = int(seconds * rate)
    values = [loud * math.sin(index * 0.2) for index in range(frames) for _ in range(channels)]
    if kind == 3:
        sound = struct.pack(f"<{len(values)}f", *values)
    else:
        top = 2 ** (bits - 1) - 1
        sound = b"".join(int(value * top).to_bytes(bits // 8, "little", signed=True) for value in values)
    block = channels * bits // 8
    head = struct.pack("<HHIIHH", kind, channels, rate, rate * block, block, bits)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(sound))
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + head
        + (b"data" + struct.pack("<I", len(sound)) + sound)
    )


@pytest.mark.parametrize(
    "how",
    [{}, {"rate": 44100, "channels": 2}, {"bits": 24}, {"bits": 32}, {"bits": 32, "kind": 3}, {"seconds": 3.0, "rate": 48000}],
)
def test_plain_wav_files_can_be_recordings(how: dict[str, int]) -> None:
    told = check_wave(wave(**how))
    assert (told.rate, told.channels) == (how.get("rate", 8000), how.get("channels", 1))
    assert told.seconds == pytest.approx(how.get("seconds", 0.5), abs=0.01)


GOOD = wave()
BROKEN = [
    ("not_wav", b"ID3" + bytes(100)),
    ("not_wav", b""),
    ("not_wav", b"RIFF\x00\x00\x00\x00WAVE"),
    ("not_wav", GOOD[:20]),
    ("compressed", wave(kind=7, bits=16)),
    ("compressed", wave(bits=8, loud=0.1)),
    ("channels", wave(channels=6)),
    ("rate", wave(rate=4000)),
    ("cut_off", GOOD[:-100]),
    ("short", wave(seconds=0.05)),
    ("silent", wave(loud=0)),
    ("silent", wave(loud=0, bits=24)),
    ("silent", wave(loud=0, bits=32, kind=3)),
    ("long", wave(seconds=1, rate=8000)[:40] + struct.pack("<I", 8000 * 2 * 121) + bytes(8000 * 2 * 121)),
    ("large", GOOD + bytes(LARGEST_FILE)),
]


@pytest.mark.parametrize(("code", "data"), BROKEN, ids=[f"{number}-{code}" for number, (code, _) in enumerate(BROKEN)])
def test_what_no_call_could_play_says_why(code: str, data: bytes) -> None:
    with pytest.raises(Unfit) as found:
        check_wave(data)
    assert found.value.code == code


def test_a_file_of_any_bytes_is_refused_and_never_fails() -> None:
    for end in range(len(GOOD[:60])):
        with pytest.raises(Unfit):
            check_wave(GOOD[:end])
    for at in range(44):
        damaged = GOOD[:at] + b"\xff" + GOOD[at + 1 :]
        try:
            check_wave(damaged)
        except Unfit:
            continue


def test_a_name_is_of_words_language_and_style() -> None:
    key = key_of("Good morning.", "en-GB", "neutral")
    assert is_key(key) and key == key_of(" Good\nmorning. ", "en-GB", "neutral")
    others = [("Good morning!", "en-GB", "neutral"), ("Good morning.", "en-US", "neutral"), ("Good morning.", "en-GB", "calm")]
    assert key not in {key_of(*other) for other in others}


def test_a_set_is_read_as_it_was_written_and_its_order_is_nothing() -> None:
    one, other = {"b" * 16: "1" * 64, "a" * 16: "2" * 64}, {"a" * 16: "2" * 64, "b" * 16: "1" * 64}
    assert encode_set(one) == encode_set(other) and decode_set(encode_set(one)) == one


def test_a_packages_own_recording_comes_before_that_of_a_library() -> None:
    own, shared = "a" * 16, "b" * 16
    files = {
        f"recordings/{own}.wav": "own", f"library/town/recordings/{own}.wav": "theirs",
        f"library/town/recordings/{shared}.wav": "shared", "recordings/script.csv": "none", "flow.yaml": "none",
    }  # fmt: skip
    assert recordings_among(files) == {own: "own", shared: "shared"}
