"""Owns the time in which a caller who has ended hears nothing: past it, words of ours are due, whatever it is that takes long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class DeadAir:
    """`late` is called once, `seconds` after a reply came to be owed, unless it is heard before."""

    def __init__(self, seconds: float, late: Callable[[], None]) -> None:
        self._seconds, self._late = seconds, late
        self._clock: asyncio.TimerHandle | None = None

    def owe(self) -> None:
        """The caller has ended."""
        self.settle()
        self._clock = asyncio.get_running_loop().call_later(self._seconds, self._late)

    def settle(self) -> None:
        """They hear something, or speak again."""
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
