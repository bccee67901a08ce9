"""Owns WAV files: any of them read as 8 kHz sound, and 8 kHz sound written."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import soxr

from runtime.speech.protocols import SAMPLE_RATE

LONGEST_SECONDS = 600


class UnreadableSound(Exception):
    """The file holds no sound that can be read; the message says why, in one sentence."""


def read_wave(path: Path) -> bytes:
    """8 kHz mono PCM of a file of any rate, width and number of channels."""
    try:
        with wave.open(str(path), "rb") as file:
            rate, channels, width, count = file.getframerate(), file.getnchannels(), file.getsampwidth(), file.getnframes()
            most = LONGEST_SECONDS * rate
            data = file.readframes(min(count, most + 1))  # what is made on the fly claims to be endless
            if not rate or len(data) > most * width * channels:
                raise UnreadableSound(f"{path} is longer than {LONGEST_SECONDS // 60} minutes")
    except (wave.Error, EOFError) as problem:
        raise UnreadableSound(f"{path} is no PCM WAV file") from problem
    samples = _samples(data, width)
    samples = samples[: samples.size // channels * channels].reshape(-1, channels).mean(axis=1)
    if rate != SAMPLE_RATE:
        samples = soxr.resample(samples, rate, SAMPLE_RATE, quality="HQ")
    return bytes(np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2").tobytes())


def _samples(data: bytes, width: int) -> np.ndarray:
    """Samples between -1 and 1."""
    data = data[: len(data) // width * width]
    if width == 1:
        return (np.frombuffer(data, np.uint8).astype(np.float64) - 128) / 128
    if width == 3:
        bytes_of_each = np.frombuffer(data, np.uint8).reshape(-1, 3)
        widened = np.zeros((bytes_of_each.shape[0], 4), np.uint8)
        widened[:, 1:] = bytes_of_each
        return widened.view("<i4").ravel().astype(np.float64) / 2**31
    samples: np.ndarray = np.frombuffer(data, f"<i{width}") / float(2 ** (8 * width - 1))
    return samples


def write_wave(path: Path, pcm: bytes) -> None:
    """Writes 8 kHz mono PCM."""
    path.write_bytes(wave_bytes(pcm))


def wave_bytes(pcm: bytes) -> bytes:
    """8 kHz mono PCM as a file has it."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(pcm)
    return made.getvalue()
