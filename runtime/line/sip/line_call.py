"""Owns one call in the line process, from the INVITE to the end: answered at once, told about, obeyed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from baresip import BaresipError, Call, CallState, Event, StackEvent

from runtime.line.sip.addresses import caller_number, dialled_number, is_transfer_address
from runtime.line.sip.request_uris import RequestUris
from runtime.line.sip.sound import CallSound
from runtime.line.sip.wire import Caller, Kind, encode, encode_audio, encode_caller

ACKNOWLEDGE_SECONDS = 10.0  # for the caller's side to acknowledge our answer
TRANSFER_SECONDS = 40.0  # a person's telephone may ring for a while before the other side reports
STREAM_LOST = "rtp stream error"  # baresip's words: no packet came for too long
TRANSFERRED = "Call transfered"  # baresip's spelling

Tell = Callable[[bytes], None]


class LineCall:
    """What the stack says of the call becomes messages for the runtime, numbered `number`; orders come back as calls.

    Every order may come too late, when the caller has just hung up: it then does nothing.
    """

    def __init__(self, number: int, call: Call, requests: RequestUris, tell: Tell) -> None:
        self.number = number
        self.established = False
        self.ended = False
        self._call = call
        self._requests = requests
        self._request_uri = ""
        self._tell = tell
        self._sound = CallSound(call.audio)
        call.on(self._on_event)

    async def answer(self) -> None:
        self._request_uri = await self._requests.of(self._call.call_id)
        try:
            await self._call.answer()
            await self._call.wait_established(ACKNOWLEDGE_SECONDS)
        except BaresipError:
            await self.hang_up()  # cancelled, or never acknowledged: a call that was no call

    def tick(self) -> None:
        for frame in self._sound.tick():
            self._tell(encode_audio(self.number, self._sound.played, frame))

    def play(self, pcm: bytes) -> None:
        self._sound.play(pcm)

    def clear(self) -> None:
        self._sound.clear()

    async def transfer(self, address: str) -> None:
        """Asks the other side to call `address` instead; the call goes on when it won't (many trunks answer 603)."""
        moved = is_transfer_address(address)
        if moved:
            try:
                await self._call.transfer(address, timeout=TRANSFER_SECONDS)
            except (BaresipError, ValueError):
                moved = False
        self._tell_unless_ended(encode(Kind.TRANSFERRED, self.number, b"1" if moved else b"0"))

    async def hang_up(self) -> None:
        if self._call.state is CallState.CLOSED:
            return
        with contextlib.suppress(BaresipError):  # the caller was quicker
            await self._call.hangup()

    def _on_event(self, event: StackEvent) -> None:
        if event.event is Event.CALL_ESTABLISHED and not self.established:
            self.established = True
            self._tell(encode(Kind.STARTED, self.number, encode_caller(self._who())))
        elif event.event is Event.CALL_DTMF_START and event.text:
            self._tell_unless_ended(encode(Kind.DIGIT, self.number, event.text[:1].upper().encode()))
        elif event.event is Event.CALL_CLOSED:
            self._close(event.text or "")

    def _close(self, reason: str) -> None:
        if reason == TRANSFERRED:
            self._tell_unless_ended(encode(Kind.TRANSFERRED, self.number, b"1"))
        how = b"line_lost" if reason == STREAM_LOST else b"caller"
        self._tell_unless_ended(encode(Kind.ENDED, self.number, how))
        self.ended = True

    def _who(self) -> Caller:
        headers = self._call.headers
        return Caller(caller=caller_number(headers), dialled=dialled_number(headers, self._request_uri))

    def _tell_unless_ended(self, message: bytes) -> None:
        if self.established and not self.ended:
            self._tell(message)
