"""Owns the SIP line as the runtime sees it: a line process kept running, and a leg for each of its calls."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import Awaitable, Callable

from runtime.line.protocols import Leg
from runtime.line.sip.child import Child
from runtime.line.sip.leg import SipLeg
from runtime.line.sip.wire import Kind, Message, decode_caller

log = logging.getLogger("callwright.line.sip")

MOST_CALLS = 200  # of one line process: media suffers beyond it
START_SECONDS = 15.0
FIRST_WAIT = 0.1
LONGEST_WAIT = 5.0
STEADY_SECONDS = 10.0  # a line process that lived this long did not die of starting
CONVERSATION_END_SECONDS = 3.0

Accept = Callable[[Leg], Awaitable[None]]


class SipLine:
    """Listens for calls on UDP and gives each one, answered, to `accept`; the call ends when `accept` returns.

    Never raises for what the network or the machine does: `status` says why there is no line, and it is tried again.
    The next call at the limit hears busy. `host` `0.0.0.0` means every network address but loopback; `port` 0 is a
    free one.
    """

    def __init__(self, host: str, port: int, accept: Accept, limit: int = MOST_CALLS) -> None:
        if not 0 < limit <= MOST_CALLS:
            raise ValueError(f"a SIP line carries 1 to {MOST_CALLS} calls")
        self.host = host
        self.port = port
        self.status = "starting"
        self._accept = accept
        self._limit = limit
        self._child: Child | None = None
        self._supervision: asyncio.Task[None] | None = None
        self._decided = asyncio.Event()  # it listens, or said why not
        self._legs: dict[int, SipLeg] = {}
        self._conversations: set[asyncio.Task[None]] = set()

    @property
    def calls(self) -> int:
        return len(self._legs)

    @property
    def process_id(self) -> int | None:
        """Of the line process that runs now."""
        return self._child.process.pid if self._child else None

    async def start(self) -> None:
        """Returns when it listens, or when `status` says why it doesn't."""
        self.host = await _numeric(self.host)
        self.port = self.port or _free_port()
        self._supervision = asyncio.create_task(self._supervise())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                await self._decided.wait()

    async def close(self) -> None:
        """Ends every call in order, then the line process."""
        await asyncio.gather(*(leg.hang_up() for leg in list(self._legs.values())))
        if self._conversations:
            await asyncio.wait(self._conversations, timeout=CONVERSATION_END_SECONDS)
        tasks = list(self._conversations) + ([self._supervision] if self._supervision else [])
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.status = "closed"

    async def _supervise(self) -> None:
        wait = FIRST_WAIT
        while True:
            began = time.monotonic()
            await self._run_child()
            if time.monotonic() - began > STEADY_SECONDS:
                wait = FIRST_WAIT
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _run_child(self) -> None:
        child = await Child.start(self.host, self.port, self._limit, self._hear)
        self._child = child
        try:
            await child.watch()
            if self.status == self._listening:
                self.status = "restarting"
            log.warning("the line process ended with %d calls live; line: %s", self.calls, self.status)
        finally:
            self._child = None
            self._lose_legs()
            await child.end()

    @property
    def _listening(self) -> str:
        return f"udp {self.port}"

    def _hear(self, message: Message) -> None:
        if message.kind is Kind.STARTED:
            self._begin(message)
        elif message.kind is Kind.READY:
            self._decide(self._listening)
        elif message.kind is Kind.FAILED:
            self._decide(message.body.decode())
        elif leg := self._legs.get(message.leg):
            leg.receive(message)
            if message.kind is Kind.ENDED:
                del self._legs[message.leg]

    def _decide(self, status: str) -> None:
        self.status = status
        self._decided.set()
        log.info("SIP line: %s", status)

    def _begin(self, message: Message) -> None:
        assert self._child is not None
        leg = SipLeg(message.leg, decode_caller(message.body), self._child.send)
        self._legs[message.leg] = leg
        conversation = asyncio.create_task(self._converse(leg))
        self._conversations.add(conversation)
        conversation.add_done_callback(self._conversations.discard)

    async def _converse(self, leg: SipLeg) -> None:
        try:
            await self._accept(leg)
        except Exception as error:  # noqa: BLE001 - one call's trouble must not reach the line or the other calls
            log.error("call %s ended by an error of ours: %s", leg.call, type(error).__name__)
        await leg.hang_up()

    def _lose_legs(self) -> None:
        for leg in self._legs.values():
            leg.end("line_lost")
        self._legs.clear()


async def _numeric(host: str) -> str:
    """The address that a name stands for; what can't be found stays, for the line process to complain of."""
    if host in ("", "::"):
        return "0.0.0.0"
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, family=socket.AF_INET)
    except OSError:
        return host
    return str(found[0][4][0])


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("", 0))
        port: int = probe.getsockname()[1]
        return port
