"""Owns the sound of one call in the line process: the caller's voice out of the stack, our voice into it, in frames."""

from __future__ import annotations

from typing import Protocol

from baresip import AudioInfo, BaresipError

FRAME = 320  # bytes of 20 ms at 8 kHz, 16 bits
LEAD = 3 * FRAME  # what the stack is given ahead of time: outlives a late tick, and a barge-in drops it with the rest
SETTLING_TICKS = 2  # the stack empties its buffer on its own next tick, and would take new sound with the old
MISSING_TICKS = 5  # a caller's silence suppression, not jitter: from here on the silence is made here
SILENCE = bytes(FRAME)


class AudioStreams(Protocol):
    """What this needs of `baresip.CallAudio`."""

    def info(self) -> AudioInfo: ...
    def read(self, max_bytes: int) -> bytes: ...
    def write(self, pcm: bytes) -> int: ...
    def flush_tx(self) -> None: ...


class CallSound:
    """Both directions of one call. The stack replaces its streams at establishment and at every re-INVITE; that shows
    as one error, costs at most the lead, and the next tick binds to the new ones."""

    def __init__(self, streams: AudioStreams) -> None:
        self._streams = streams
        self._waiting = bytearray()
        self._rest = b""
        self._missing = 0
        self._settling = 0
        self._taken = 0
        self.played = 0  # bytes heard or dropped since the call began

    def play(self, pcm: bytes) -> None:
        """The first of it goes out now, not with the next tick."""
        self._waiting += pcm
        if not self._settling:
            self._top_up()

    def clear(self) -> None:
        self._taken += len(self._waiting)
        self._waiting.clear()
        try:
            self._streams.flush_tx()
        except BaresipError:
            return  # no streams, so nothing is in them
        finally:
            self.played = self._taken
        self._settling = SETTLING_TICKS

    def tick(self) -> list[bytes]:
        """Every 20 ms: tops up what goes out; gives what came in since, in frames."""
        self._send()
        return self._receive()

    def _send(self) -> None:
        if self._settling:
            self._settling -= 1
        else:
            self._top_up()

    def _top_up(self) -> None:
        if not self._waiting and self.played >= self._taken:
            return  # the stack has nothing of ours, and asking it costs as much as all the rest of a tick
        try:
            ahead = self._streams.info().tx_buffered
            if self._waiting and ahead < LEAD:
                sent = self._streams.write(bytes(self._waiting[: LEAD - ahead]))
                del self._waiting[:sent]
                self._taken += sent
                ahead += sent
        except BaresipError:
            ahead = 0
        self.played = max(self.played, self._taken - ahead)

    def _receive(self) -> list[bytes]:
        try:
            heard = self._streams.read(50 * FRAME)
        except BaresipError:
            heard = b""
        if not heard:
            self._missing += 1
            return [SILENCE] if self._missing > MISSING_TICKS else []
        self._missing = 0
        heard = self._rest + heard
        whole = len(heard) - len(heard) % FRAME
        self._rest = heard[whole:]
        return [heard[start : start + FRAME] for start in range(0, whole, FRAME)]
