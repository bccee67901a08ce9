"""Owns the peer's µ-law and A-law: the tests' own, so that an error of the line's codec can't hide behind the same one here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BIAS = 0x84


def _from_mu_law(code: int) -> int:
    code = ~code & 0xFF
    exponent = code >> 4 & 0x07
    magnitude = ((code & 0x0F) << 3 | _BIAS) << exponent
    return (_BIAS - magnitude) if code & 0x80 else (magnitude - _BIAS)


def _from_a_law(code: int) -> int:
    code ^= 0x55
    exponent = code >> 4 & 0x07
    magnitude = (code & 0x0F) << 4 | 0x08
    if exponent:
        magnitude = magnitude + 0x100 << exponent - 1
    return magnitude if code & 0x80 else -magnitude


@dataclass(frozen=True)
class Law:
    """One way of writing a sample in a byte."""

    name: str
    payload_type: int
    samples: NDArray[np.int16]  # of each code

    def decode(self, payload: bytes) -> bytes:
        """To 16-bit PCM."""
        return self.samples[np.frombuffer(payload, dtype=np.uint8)].tobytes()

    def encode(self, pcm: bytes) -> bytes:
        """From 16-bit PCM: to each sample the code whose sample is nearest."""
        wanted = np.frombuffer(pcm, dtype="<i2")
        order = np.argsort(self.samples, kind="stable")
        sorted_samples = self.samples[order].astype(np.int32)
        right = np.clip(np.searchsorted(sorted_samples, wanted), 1, len(order) - 1)
        is_left_nearer = wanted - sorted_samples[right - 1] < sorted_samples[right] - wanted
        return order[right - is_left_nearer].astype(np.uint8).tobytes()


MU_LAW = Law("PCMU", 0, np.array([_from_mu_law(code) for code in range(256)], dtype="<i2"))
A_LAW = Law("PCMA", 8, np.array([_from_a_law(code) for code in range(256)], dtype="<i2"))
