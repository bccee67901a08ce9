"""Owns which state of which phone each 30 ms of sound is in. A phone has two states: its first 30 ms, and all the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

STEP_SECONDS = 0.03
_CENTRE_SECONDS = 0.0125  # of the first frame


def states_of(phone: int) -> tuple[int, int]:
    """The first and the second state of the phone of this number."""
    return 2 * phone, 2 * phone + 1


def states(phones: Sequence[tuple[float, str]], frames: int, numbers: Mapping[str, int]) -> np.ndarray | None:
    """The state of each third frame; None when the phones are more than these. Every phone gets one at least."""
    total, count = (frames + 2) // 3, len(phones)
    if count > total or not count:
        return None
    begins = [max(0, round((second - _CENTRE_SECONDS) / STEP_SECONDS)) for second, _ in phones]
    begins[0] = 0
    for place in range(1, count):
        begins[place] = max(begins[place], begins[place - 1] + 1)
    limit = total
    for place in range(count - 1, 0, -1):
        limit = begins[place] = min(begins[place], limit - 1)
    labels = np.zeros(total, np.int16)
    for place, (_, phone) in enumerate(phones):
        until = begins[place + 1] if place + 1 < count else total
        first, rest = states_of(numbers[phone])
        labels[begins[place] : until] = rest
        labels[begins[place]] = first
    return labels
