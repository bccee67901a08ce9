"""Owns the marks of stressed words in a text for a voice: two private characters that no text of a person has.

A voice that can't stress leaves them out; nobody but voices sees them.
"""

from __future__ import annotations

OPEN, CLOSE = "\ue000", "\ue001"
_AWAY = dict.fromkeys(map(ord, (OPEN, CLOSE)))


def stressed(text: str) -> str:
    return f"{OPEN}{unstressed(text)}{CLOSE}" if text.strip() else text


def unstressed(text: str) -> str:
    return text.translate(_AWAY)


class Stress:
    """Carries a stress over the cuts of a text: each of its pieces opens and closes its own."""

    def __init__(self) -> None:
        self._open = False

    def whole(self, piece: str) -> str:
        before = OPEN if self._open else ""
        for mark in piece:
            self._open = mark == OPEN or (self._open and mark != CLOSE)
        return f"{before}{piece}{CLOSE if self._open else ''}"
