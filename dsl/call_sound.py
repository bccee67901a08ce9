"""Owns the sound of a call as it is kept: the caller and the line side by side, from the moment on that the call was answered.

Raw G.711 µ-law, 8 kHz, two channels: a byte of the caller's (left) and a byte of the line's (right) by turns. A call that is
under way, or that ended with its process, is a whole file at any moment; a WAV header before it makes it one that is played.
"""

from __future__ import annotations

import math
import struct
from itertools import pairwise

RATE = 8000
FRAME_BYTES = 2
"""One moment: both channels."""
BYTES_PER_SECOND = RATE * FRAME_BYTES
SILENCE = 0xFF

_MU_LAW, _BITS = 7, 8
_BIAS, _LOUDEST = 132, 32124


def seconds_of(size: int) -> float:
    return size / BYTES_PER_SECOND


def offset_of(seconds: float) -> int:
    """Where in the file this moment stands."""
    return max(0, round(seconds * RATE)) * FRAME_BYTES


def wav_header(size: int) -> bytes:
    """What stands before so many bytes of it in a WAV file."""
    form = struct.pack("<HHIIHHH", _MU_LAW, FRAME_BYTES, RATE, BYTES_PER_SECOND, FRAME_BYTES, _BITS, 0)
    fact = struct.pack("<I", size // FRAME_BYTES)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + b"fact" + struct.pack("<I", len(fact)) + fact
    return b"RIFF" + struct.pack("<I", 4 + len(chunks) + 8 + size) + b"WAVE" + chunks + b"data" + struct.pack("<I", size)


def loudness(data: bytes, columns: int) -> tuple[list[int], list[int]]:
    """How loud the caller and the line were, 0 to 100, in so many equal parts of the call; fewer where it is that short."""
    return _loudest(data[0::FRAME_BYTES], columns), _loudest(data[1::FRAME_BYTES], columns)


def _loudest(channel: bytes, columns: int) -> list[int]:
    if not channel:
        return []
    levels, count = channel.translate(_LEVELS), min(columns, len(channel))
    edges = [len(levels) * column // count for column in range(count + 1)]
    return [max(levels[start:end]) for start, end in pairwise(edges)]


def _level(code: int) -> int:
    """The loudness of one µ-law sample; the root of it, as the ear is no better than that."""
    turned = ~code & 0x7F
    amplitude = ((((turned & 0x0F) << 3) + _BIAS) << (turned >> 4)) - _BIAS
    return round(100 * math.sqrt(amplitude / _LOUDEST))


_LEVELS: bytes = bytes(_level(code) for code in range(256))
