"""WAV files of every kind are read as 8 kHz sound; what is none gives one sentence."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from runtime.speech.wave_files import UnreadableSound, read_wave, write_wave


def tone(rate: int) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)


def encoded(samples: np.ndarray, width: int) -> bytes:
    if width == 1:
        return bytes((samples * 127 + 128).astype(np.uint8).tobytes())
    whole = (samples * (2 ** (8 * width - 1) - 1)).astype("<i4")
    if width == 3:
        return bytes(whole.view(np.uint8).reshape(-1, 4)[:, :3].tobytes())
    return bytes(whole.astype(f"<i{width}").tobytes())


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 48000])
@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_rate_width_and_channels(tmp_path: Path, rate: int, width: int, channels: int) -> None:
    file = tmp_path / "tone.wav"
    with wave.open(str(file), "wb") as written:
        written.setparams((channels, width, rate, 0, "NONE", ""))
        written.writeframes(encoded(np.repeat(tone(rate), channels), width))
    heard = np.frombuffer(read_wave(file), np.int16)
    assert abs(heard.size - 8000) < 10
    spectrum = np.abs(np.fft.rfft(heard[1000:7000]))
    assert abs(int(spectrum.argmax()) * 8000 / 6000 - 440) < 5
    assert 0.45 < np.abs(heard[1000:7000]).max() / 32768 < 0.55


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    pcm = (tone(8000) * 20000).astype("<i2").tobytes()
    write_wave(tmp_path / "a.wav", pcm)
    assert np.abs(np.frombuffer(read_wave(tmp_path / "a.wav"), np.int16) - np.frombuffer(pcm, np.int16)).max() <= 1


@pytest.mark.parametrize("content", [b"", b"RIFF", b"\xff\xfb\x90\x00" * 50, b"RIFF\x00\x00\x00\x00WAVEjunk"])
def test_what_is_no_wave_file_is_said_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.wav").write_bytes(content)
    with pytest.raises(UnreadableSound):
        read_wave(tmp_path / "x.wav")
