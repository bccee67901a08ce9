"""Recorded prompts: found by their words, at one level, whatever file they come in; nothing unreadable breaks a call."""

from __future__ import annotations

import io
import os
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from dsl.emphasis import stressed
from dsl.recordings import LARGEST_FILE, key_of
from runtime.speech.recordings import LEVEL, Recordings, read_recording
from runtime.speech.wave_files import UnreadableSound


def hum(seconds: float = 0.5, rate: int = 44100, loud: float = 0.5, quiet: float = 0.2) -> np.ndarray:
    samples = np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 200 / rate) * loud
    silence = np.zeros(int(quiet * rate))
    return np.concatenate([silence, samples, silence])


def write(path: Path, samples: np.ndarray, rate: int = 44100, **how: str) -> None:
    soundfile.write(str(path), samples, rate, **how)


def level(pcm: bytes) -> float:
    return float(np.sqrt(np.mean((np.frombuffer(pcm, "<i2") / 32768) ** 2)))


@pytest.mark.parametrize(
    ("name", "rate", "how"),
    [
        ("a.wav", 8000, {}),
        ("a.wav", 44100, {"subtype": "PCM_24"}),
        ("a.wav", 48000, {"subtype": "FLOAT"}),
        ("a.mp3", 44100, {}),
        ("A.MP3", 24000, {"format": "MP3"}),
        ("a.ogg", 44100, {}),
        ("a.flac", 48000, {}),
        ("a.mp3", 8000, {}),
    ],
)
@pytest.mark.parametrize("loud", [0.02, 0.9])
def test_any_file_becomes_the_sound_of_the_line(tmp_path: Path, name: str, rate: int, how: dict[str, str], loud: float) -> None:
    write(tmp_path / name, np.stack([hum(rate=rate, loud=loud)] * 2, axis=1), rate, **how)
    pcm = read_recording(tmp_path / name)
    assert len(pcm) / 16000 == pytest.approx(0.56, abs=0.06), "the silence around it is gone"
    assert level(pcm) == pytest.approx(LEVEL, rel=0.15)


def test_a_recording_is_found_by_its_words_language_and_style(tmp_path: Path) -> None:
    write(tmp_path / f"{key_of('Good morning.', 'en-US', 'neutral')}.wav", hum())
    recordings = Recordings(tmp_path)
    recordings.refresh()
    assert recordings.find(" Good\n morning. ", "en-US", "neutral")
    assert recordings.find(f"Good {stressed('morning')}.", "en-US", "neutral")
    for words, language, style in (
        ("Good morning!", "en-US", "neutral"),
        ("Good morning.", "en-GB", "neutral"),
        ("Good morning.", "en-US", "calm"),
    ):
        assert recordings.find(words, language, style) is None


def test_sentences_that_are_recorded_stand_among_words_that_are_spoken(tmp_path: Path) -> None:
    write(tmp_path / f"{key_of('抱歉让您久等了。', 'zh-CN', 'neutral')}.wav", hum())
    recordings = Recordings(tmp_path)
    recordings.refresh()
    pieces = list(recordings.pieces("王先生您好。抱歉让您久等了。您的余额是十元。请问还有别的吗？", "zh-CN", "neutral"))
    assert [piece if isinstance(piece, str) else "sound" for piece in pieces] == [
        "王先生您好。",
        "sound",
        "您的余额是十元。请问还有别的吗？",
    ]
    assert list(recordings.pieces("没有录音。", "zh-CN", "neutral")) == ["没有录音。"]


def test_what_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / f"{key_of('Hello.', 'en-US', 'neutral')}.wav"
    recordings = Recordings(tmp_path)
    recordings.refresh()
    assert recordings.keys == frozenset()
    write(path, hum())
    recordings.refresh()
    first = recordings.find("Hello.", "en-US", "neutral")
    write(path, hum(seconds=1))
    os.utime(path, (1, 1))
    recordings.refresh()
    second = recordings.find("Hello.", "en-US", "neutral")
    assert first and second and len(second) > 1.5 * len(first)
    path.unlink()
    recordings.refresh()
    assert recordings.keys == frozenset()


def silence() -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no WAV, MP3, OGG or FLAC"),
        (b"PK\x03\x04 a zip", "no WAV, MP3, OGG or FLAC"),
        (b"RIFF\x00\x00\x00\x00WAVEjunk", "cannot be read"),
        (b"\xff\xfb" + b"\x00" * 400, "cannot be read"),
        (silence(), "only silence"),
        (b"RIFF" + b"\0" * LARGEST_FILE, "larger than 10 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_recording_is_told_in_a_sentence(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "a.wav").write_bytes(data)
    with pytest.raises(UnreadableSound, match=why):
        read_recording(tmp_path / "a.wav")
    recordings = Recordings(tmp_path)
    recordings.refresh()
    assert list(recordings.unreadable) == ["a.wav"]


def test_no_folder_is_no_recordings(tmp_path: Path) -> None:
    recordings = Recordings(tmp_path / "none")
    recordings.refresh()
    assert recordings.find("Hello.", "en-US", "neutral") is None
