"""Owns the callers' voices: Debian's flite, with which no prompt of ours is made, at telephone quality."""

from __future__ import annotations

import shutil
import subprocess
import wave
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soxr

VOICES = ("slt", "rms", "awb", "kal")
RATE = 8000
PEAK = 0.5


class NoVoices(Exception):
    """flite isn't there."""


def speak(text: str, voice: str) -> bytes:
    """8 kHz PCM of this voice saying this text."""
    program = shutil.which("flite")
    if program is None:
        raise NoVoices("flite is missing: install Debian's flite, or run `uv run python -m tests`")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "clip.wav"
        subprocess.run([program, "-voice", voice, "-t", text, "-o", str(path)], check=True, capture_output=True, timeout=20)
        with wave.open(str(path)) as clip:
            rate = clip.getframerate()
            samples = np.frombuffer(clip.readframes(clip.getnframes()), dtype="<i2").astype(np.float32)
    telephone = soxr.resample(samples, rate, RATE)
    return (telephone / np.abs(telephone).max() * PEAK * 32767).astype("<i2").tobytes()
