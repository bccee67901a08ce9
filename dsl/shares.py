"""Owns which share of the calls a call belongs to: at each step that shares calls out, always the same for the same call."""

from __future__ import annotations

import hashlib

from dsl.model import Choose


def percent(seed: int, address: str) -> float:
    """Where this call falls between 0 and 100 at this step."""
    digest = hashlib.sha256(f"{seed}:{address}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48 * 100


def taken_share(step: Choose, seed: int, address: str) -> int:
    """The branch whose share this call belongs to; -1 for none."""
    point, shared = percent(seed, address), 0.0
    for index, branch in enumerate(step.choose):
        if branch.share is not None:
            shared += branch.share
            if point < shared:
                return index
    return -1
