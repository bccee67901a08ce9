"""Owns the SIP stack inside the line process: baresip set up for calls that arrive, and nothing else.

What was learnt about baresip is settled here: no video codec, or it re-INVITEs every call it answered; `catchall`, or
it refuses numbers that aren't its account's; the address it listens on must be named for loopback; its logs hold
callers' numbers and go nowhere; a fixed jitter buffer costs 100 ms, an adaptive one 20.
"""

from __future__ import annotations

import asyncio
import errno
import itertools
import logging
import os
import socket
from collections.abc import Coroutine

from baresip import Account, BaresipError, Call, Config, Runtime, UserAgent

from runtime.line.sip.addresses import EXPOSED_HEADERS, OUR_USER
from runtime.line.sip.line_call import LineCall, Tell
from runtime.line.sip.request_uris import RequestUris

EVERYWHERE = "0.0.0.0"
VANISHED_SECONDS = 30  # without a packet, and not on hold: the caller's network is gone
RTP_PORTS = "10000-19999"


class CannotListen(Exception):
    """Says in a few words why this address and port can't be listened on."""


class Stack:
    """Answers every call that comes. `tell` takes encoded messages for the runtime."""

    def __init__(self, host: str, port: int, limit: int, tell: Tell) -> None:
        self._host = host
        self._port = port
        self._limit = limit
        self._tell = tell
        self._runtime = Runtime()
        self._requests = RequestUris()
        self._numbers = itertools.count(1)
        self._calls: dict[int, LineCall] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listens, or raises `CannotListen`."""
        _divert_logs(self._requests)
        self._runtime.on_dead = lambda: os._exit(1)  # a process can't start a second one: a new process will
        if reason := _why_not_free(self._host, self._port):
            raise CannotListen(reason)
        try:
            await self._runtime.start(self._config())
        except BaresipError as error:
            raise CannotListen("the SIP stack did not start") from error
        if not _why_not_free(EVERYWHERE, self._port):  # without an address baresip is content to listen nowhere
            raise CannotListen("this machine has no network address but its own loopback")
        account = Account(
            user=OUR_USER,
            domain=self._host,
            password="",
            reg_interval=0,
            audio_codecs=("pcmu", "pcma"),
            extra_params=("catchall=yes", "video_codecs=none"),
        )
        agent = await UserAgent.create(self._runtime, account, transfer_policy="reject")
        agent.on_incoming(self._take)

    async def close(self) -> None:
        """Ends every call in order."""
        await asyncio.gather(*(call.hang_up() for call in list(self._calls.values())))
        await self._runtime.close()

    def call(self, number: int) -> LineCall | None:
        """The call of this number; none when it ended while an order for it was under way."""
        return self._calls.get(number)

    def tick(self) -> None:
        """Every 20 ms: moves the sound of every call, and forgets calls that ended."""
        for number, call in list(self._calls.items()):
            if call.ended:
                del self._calls[number]
            elif call.established:
                call.tick()

    def run(self, work: Coroutine[None, None, None]) -> None:
        """Does something that takes a while beside everything else."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _take(self, incoming: Call) -> None:
        number = next(self._numbers)
        call = LineCall(number, incoming, self._requests, self._tell)
        self._calls[number] = call
        self.run(call.answer())

    def _config(self) -> Config:
        return Config(
            net_interface=None if self._host == EVERYWHERE else self._host,
            expose_headers=EXPOSED_HEADERS,
            native_log_level="error",
            sip_trace=True,
            max_concurrent_calls=self._limit,
            rtp_timeout=VANISHED_SECONDS,
            extra_config_text=(
                f"sip_listen {self._host}:{self._port}\n"
                "sip_transports udp\n"
                f"rtp_ports {RTP_PORTS}\n"
                "audio_jitter_buffer_type adaptive\n"
                "audio_jitter_buffer_ms 20-160\n"
            ),
        )


def _divert_logs(requests: RequestUris) -> None:
    """Everything baresip logs may hold a number. Its trace feeds `requests`; the rest is dropped."""
    everything = logging.getLogger("baresip")
    everything.propagate = False
    everything.addHandler(logging.NullHandler())
    trace = logging.getLogger("baresip.native.sip")
    trace.propagate = False
    trace.setLevel(logging.DEBUG)
    trace.addHandler(requests)


def _why_not_free(host: str, port: int) -> str:
    """Why this address can't be listened on, in a few words; empty when it can."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, port))
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                return f"{host} is no address of this machine"
            if error.errno == errno.EACCES:
                return f"port {port} is reserved for the system"
            return f"port {port} is in use"
    return ""
