"""Owns the sound of static prompts: what a bundle says word for word the same to every caller is made once.

Only clauses that were announced as static are kept, so nothing that was said to one caller stays in memory.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

MOST_BYTES = 24 * 1024 * 1024  # 25 minutes of sound


class PromptCache:
    """Clauses by what was ordered; the least recently said go first when the room is full."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._static: OrderedDict[Hashable, bytes | None] = OrderedDict()
        self.bytes = 0

    def announce(self, order: Hashable) -> bool:
        """This clause is static. True when its sound is not there yet and there is room for it."""
        if order not in self._static:
            self._static[order] = None
        return self._static[order] is None and self.bytes < self._most_bytes

    def get(self, order: Hashable) -> bytes | None:
        sound = self._static.get(order)
        if sound is not None:
            self._static.move_to_end(order)
        return sound

    def keep(self, order: Hashable, sound: bytes) -> None:
        """Keeps the sound when the clause is static."""
        if order not in self._static or len(sound) > self._most_bytes or self._static[order] is not None:
            return
        self._static[order] = sound
        self._static.move_to_end(order)
        self.bytes += len(sound)
        self._make_room()

    def _make_room(self) -> None:
        for order in list(self._static):
            if self.bytes <= self._most_bytes:
                return
            self.bytes -= len(self._static[order] or b"")
            self._static[order] = None
