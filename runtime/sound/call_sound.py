"""Owns the sound of one call under way: what the caller and the line say, put on one clock.

The caller's sound comes as it is spoken, 20 ms at a time; the line's is given ahead, and counts from when it is heard. While
a secret is asked for, the caller's is silence: what was never kept can't be found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from dsl.call_sound import RATE
from runtime.sound.companding import side_by_side

_PER_MS = RATE // 1000
SETTLES = 1000 * _PER_MS
"""Samples: what is younger may still change, by frames that come late or by the caller who cuts in."""
LATE = 160 * _PER_MS  # a frame may be, and still follows the one before for good
MISSING = 700 * _PER_MS  # so late, nobody had said anything before it
SURE = 200 * _PER_MS
"""Frames that come late are a voice that was held up on its way, and catches up with a burst; or there was nothing, and they come
on at the pace of speech: so long they have to, until that is known."""
AHEAD = 2000 * _PER_MS  # so much more than time has passed, nobody has said
JOINED = 100 * _PER_MS  # two pieces of what the line says, so near to each other, are one


class CallSound:
    """`clock` gives seconds that only go on. The sound is 16-bit PCM, 8 kHz."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began = clock()
        self._caller, self._line = _Track(), _Track()
        self._late: tuple[int, int] | None = None  # since when frames come late, and where the first of them was put
        self._muted = False
        self._recorded = True
        self.dropped = False  # nothing more is put down

    def record(self, recording: Literal["on", "off", "never"]) -> None:
        """From now on the call is kept, or both sides are silence; or nothing of it is kept, what there is included."""
        self._recorded = recording == "on"
        if recording == "never":
            self.drop()

    def drop(self) -> None:
        self.dropped = True
        self._caller, self._line = _Track(), _Track()

    def mute(self, muted: bool) -> None:
        """From now on the caller's side is silence, or is kept again."""
        self._muted = muted

    def heard(self, pcm: bytes) -> None:
        """The caller said this just now."""
        now, end = self._now(), self._caller.end
        if self.dropped or end - now > AHEAD:
            return
        behind = now - len(pcm) // 2 - end
        if behind > MISSING:
            end, self._late = end + behind, None
        elif behind <= LATE:
            self._late = None
        elif self._late is None:
            self._late = now, end
        elif now - self._late[0] >= SURE:
            self._caller.insert(self._late[1], behind)
            end, self._late = end + behind, None
        self._caller.put(end, pcm if self._recorded and not self._muted else bytes(len(pcm)))

    def said(self, pcm: bytes, unheard_ms: int) -> None:
        """The line gives this to be heard, behind so much that waits."""
        if self.dropped:
            return
        begins, end = self._now() + unheard_ms * _PER_MS, self._line.end
        self._line.put(end if begins - end <= JOINED else begins, pcm if self._recorded else bytes(len(pcm)))

    def silenced(self) -> None:
        """What the line has given and the caller has not heard, they never will."""
        self._line.cut(self._now())

    def due(self) -> bytes:
        """What has settled since this was asked last, as it is kept (`dsl.call_sound`)."""
        return self._until(self._now() - SETTLES)

    def rest(self) -> bytes:
        """The call is over: all that was heard of it until now."""
        return self._until(self._now())

    def _until(self, moment: int) -> bytes:
        return side_by_side(self._caller.take(moment), self._line.take(moment))

    def _now(self) -> int:
        return round((self._clock() - self._began) * RATE)


class _Track:
    """One direction, in samples since the call began. What was taken is settled."""

    def __init__(self) -> None:
        self._taken = 0
        self._waiting = bytearray()

    @property
    def end(self) -> int:
        return self._taken + len(self._waiting) // 2

    def put(self, begins: int, pcm: bytes) -> None:
        """Behind what is there, at the earliest."""
        self._waiting += bytes(2 * max(0, begins - self.end))
        self._waiting += pcm

    def insert(self, moment: int, samples: int) -> None:
        """Silence: what stands from this moment on comes so much later."""
        place = 2 * max(0, moment - self._taken)
        self._waiting[place:place] = bytes(2 * samples)

    def cut(self, moment: int) -> None:
        del self._waiting[2 * max(0, moment - self._taken) :]

    def take(self, until: int) -> bytes:
        """Everything before this moment that was not taken yet, silence where there is nothing."""
        size = 2 * max(0, until - self._taken)
        piece = bytes(self._waiting[:size])
        del self._waiting[:size]
        self._taken += size // 2
        return piece + bytes(size - len(piece))
