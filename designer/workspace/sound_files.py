"""Owns what becomes of a recording that came as MP3, OGG or FLAC: a WAV file as a call can play it.

A WAV file stays byte by byte as it was sent; of the others the channels become one, at no more than the line has use for.
"""

import io
import wave
from typing import TYPE_CHECKING

from dsl.recordings import LARGEST_FILE, LONGEST_SECONDS, RATES, Unfit

if TYPE_CHECKING:
    import numpy as np

ENDINGS = (".wav", ".mp3", ".ogg", ".oga", ".opus", ".flac")
HIGHEST_RATE = 16_000  # twice what a telephone carries
_HEADS = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa", b"\xff\xe3", b"\xff\xe2", b"OggS", b"fLaC")


def as_wave(data: bytes) -> bytes:
    """Takes as long as decoding takes. What is no sound at all is given back: `check_wave` says so."""
    if not data.startswith(_HEADS):
        return data
    if len(data) > LARGEST_FILE:
        raise Unfit("large", limit=f"{LARGEST_FILE // 1_000_000} MB")
    samples, rate = _decoded(data)
    return _wave(samples, rate)


def _decoded(data: bytes) -> "tuple[np.ndarray, int]":
    import soundfile  # here: it loads when somebody sends such a file, not when the designer starts
    import soxr

    try:
        with soundfile.SoundFile(io.BytesIO(data)) as sound:
            rate = sound.samplerate
            if not RATES[0] <= rate <= RATES[1]:
                raise Unfit("rate", rate=str(rate))
            samples = sound.read((LONGEST_SECONDS + 1) * rate, dtype="float64", always_2d=True).mean(axis=1)
    except (OSError, RuntimeError) as problem:  # also `soundfile.SoundFileError`
        raise Unfit("unreadable") from problem
    if len(samples) > LONGEST_SECONDS * rate:
        raise Unfit("long", limit=str(LONGEST_SECONDS))
    if rate > HIGHEST_RATE:
        return soxr.resample(samples, rate, HIGHEST_RATE, quality="HQ"), HIGHEST_RATE
    return samples, rate


def _wave(samples: "np.ndarray", rate: int) -> bytes:
    import numpy as np  # here: as above

    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.rint(samples.clip(-1, 1) * 32767).astype("<i2").tobytes())
    return target.getvalue()
