"""Owns calls from browsers: a ticket, a WebSocket, a leg, and the call that the switchboard or the workshop gives it."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import suppress
from typing import Any

from litestar import WebSocket
from litestar.exceptions import WebSocketException

from dsl.release import Ticket
from runtime.call.prepared import Prepared
from runtime.call.senses import Senses
from runtime.call.switchboard import Switchboard
from runtime.control.library import Library, NotReady
from runtime.control.playing import played
from runtime.control.recording_sets import RecordingSets
from runtime.control.tickets import TicketGate
from runtime.line.browser import BrowserLeg
from runtime.speech.hearing.recognizers import reason_unheard

LAST_MESSAGES_SECONDS = 3.0
DOWN = {"en": "what hears this language could not be started", "zh": "这种语言的识别引擎没能启动"}


class LitestarSocket:
    """A WebSocket of the control port, as the browser's line wants it."""

    def __init__(self, socket: WebSocket[Any, Any, Any]) -> None:
        self._socket = socket

    async def receive(self) -> str | bytes | None:
        message: Any = await self._socket.receive()
        if message["type"] != "websocket.receive":
            return None
        text: str | None = message.get("text")
        return text if text is not None else bytes(message.get("bytes") or b"")

    async def send(self, message: str | bytes) -> None:
        await self._socket.send_data(message, mode="text" if isinstance(message, str) else "binary")

    async def close(self) -> None:
        with suppress(WebSocketException, RuntimeError):
            await self._socket.close()


class BrowserCalls:
    """Carries each WebSocket that shows a ticket."""

    def __init__(
        self,
        gate: TicketGate,
        library: Library,
        switchboard: Switchboard,
        senses: Senses,
        recordings: RecordingSets,
    ) -> None:
        self._gate = gate
        self._recordings = recordings
        self._library = library
        self._switchboard = switchboard
        self._senses = senses

    async def carry(self, socket: WebSocket[Any, Any, Any]) -> None:
        await socket.accept()
        ticket = self._gate.admit(socket.query_params.get("ticket", ""))
        leg = BrowserLeg(LitestarSocket(socket), uuid.uuid4().hex)
        with suppress(WebSocketException, RuntimeError, OSError):  # the browser went away in the middle of it
            if ticket is None:
                await leg.refuse("This ticket opens no call: it is not genuine, too old, or was used before.")
            elif await leg.started():
                leg.caller, leg.dialled = ticket.caller, ticket.dialled
                await self._begin(leg, ticket)

    async def _begin(self, leg: BrowserLeg, ticket: Ticket) -> None:
        if self._switchboard.full:
            await leg.refuse("All lines are busy.")
            return
        if ticket.bundle:
            await leg.say_preparing()
            try:
                await self._recordings.ready(ticket.recordings)
                prepared: Prepared | None = await self._library.ready(ticket.bundle, urgent=True)
            except NotReady as problem:
                await leg.refuse(str(problem))
                return
        else:
            prepared = self._switchboard.prepared_for(leg.dialled, leg.call)
        if prepared is None:
            await leg.refuse("No flow answers this number.")
            return
        await leg.say_ready(self._about(prepared))
        carrying = asyncio.create_task(leg.run())
        try:
            if ticket.bundle:
                await self._try_out(leg, prepared, ticket.recordings)
            else:
                await self._switchboard.accept(leg, test=ticket.test)
        finally:
            await asyncio.wait({carrying}, timeout=LAST_MESSAGES_SECONDS)
            carrying.cancel()
            await asyncio.gather(carrying, return_exceptions=True)

    async def _try_out(self, leg: BrowserLeg, prepared: Prepared, recordings: str) -> None:
        leg.trying = True
        await self._switchboard.try_out(leg, prepared, lambda around: played(around, leg, prepared.bundle), recordings)

    def _about(self, prepared: Prepared) -> dict[str, object]:
        bundle = prepared.bundle
        recognizer = self._senses.recognizer(bundle.language)
        deaf = {interface: reason_unheard(bundle.language, interface) or down for interface, down in DOWN.items()}
        return {
            "title": bundle.title,
            "language": bundle.language,
            "bundle": prepared.identity,
            "hearing": {"by": recognizer.name, "practice": recognizer.practice} if recognizer else {"by": "", "reason": deaf},
            "speaking": self._senses.speaking().get(bundle.language[:2], ""),
        }
