"""Owns the way from 16-bit PCM to the µ-law that is kept (ITU-T G.711)."""

from __future__ import annotations

from functools import cache

import numpy as np

_BIAS, _CLIPPED = 132, 32635


def side_by_side(left: bytes, right: bytes) -> bytes:
    """Two channels of 16-bit PCM of one length as µ-law, a byte of each by turns."""
    table = _table()
    both = np.empty((len(left) // 2, 2), np.uint8)
    for channel, pcm in enumerate((left, right)):
        both[:, channel] = table[np.frombuffer(pcm, dtype="<i2").view(np.uint16)]
    return both.tobytes()


@cache
def _table() -> np.ndarray:
    """The code of each sample, by its 16 bits without a sign."""
    samples = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)
    sizes = np.minimum(np.abs(samples), _CLIPPED) + _BIAS
    exponents = np.floor(np.log2(sizes)).astype(np.int32) - 7
    mantissas = (sizes >> (exponents + 3)) & 0x0F
    codes = ~((exponents << 4) | mantissas) & 0x7F
    return np.asarray(np.where(samples < 0, codes, codes | 0x80), np.uint8)
