"""Owns the caller of the tests: a small SIP telephone on loopback that dials, speaks, presses keys, holds and hangs up.

One `SipPeer` makes one call. Everything it is told is kept (`said`), so a test can look at what went over the wire.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable

from tests.peers.g711 import MU_LAW, Law
from tests.peers.rtp import RtpStream
from tests.peers.sip_message import MediaDescription, SipMessage, parse, read_sdp, tag_of, uri_of, write_sdp

HOST = "127.0.0.1"
RETRY_SECONDS = 0.5
RETRIES = 10

Answer = tuple[int, str]


class SipPeer(asyncio.DatagramProtocol):
    """A telephone. Use `async with SipPeer.open(...)`; what isn't hung up at the end is hung up then."""

    def __init__(self, to_port: int, user: str, rtp: RtpStream) -> None:
        self.rtp = rtp
        self.said: list[SipMessage] = []
        self.from_header = ""
        self.to_header = ""
        self.extra_headers: tuple[tuple[str, str], ...] = ()
        self.answer_refer: Callable[[SipMessage], Answer] = lambda _: (603, "Decline")
        self.hung_up_by_line = asyncio.Event()
        self.media: MediaDescription | None = None
        self.codec = (rtp.law.name, rtp.law.payload_type)
        self._to_port = to_port
        self._user = user
        self._call_id = f"{random.getrandbits(64):x}@peer"
        self._tag = f"{random.getrandbits(32):x}"
        self._remote_tag = ""
        self._remote_target = f"sip:{user}@{HOST}:{to_port}"
        self._sequence = itertools.count(1)
        self._sdp_version = itertools.count(1)
        self._transport: asyncio.DatagramTransport | None = None
        self._waiting: dict[tuple[int, str], asyncio.Queue[SipMessage]] = {}
        self._invite: SipMessage | None = None
        self._in_call = False

    @classmethod
    async def open(cls, to_port: int, user: str = "4711", law: Law = MU_LAW) -> SipPeer:
        rtp = await RtpStream.open(law)
        loop = asyncio.get_running_loop()
        _, peer = await loop.create_datagram_endpoint(lambda: cls(to_port, user, rtp), local_addr=(HOST, 0))
        peer.from_header = f"<sip:+4915112345@{HOST}:{peer.port}>"
        peer.to_header = f"<{peer._remote_target}>"
        return peer

    async def __aenter__(self) -> SipPeer:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._in_call:
            await self.hang_up()
        await self.rtp.close()
        assert self._transport is not None
        self._transport.close()

    @property
    def port(self) -> int:
        assert self._transport is not None
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def error_received(self, error: Exception) -> None:
        """Nobody listens there (yet): the request is sent again."""

    # ---- what a test does ----------------------------------------------------------------------------------------

    async def dial(self, *, with_sdp: bool = True, request_uri: str = "") -> int:
        """Calls, and gives the final status. On 200 the call is up and sound flows."""
        self._remote_target = request_uri or self._remote_target
        invite = self._request("INVITE", self._offer() if with_sdp else "")
        final = await self._ask(invite)
        self._remote_tag = tag_of(final.header("To"))
        if final.status == 200:
            self._remote_target = uri_of(final.header("Contact"))
            self._acknowledge(invite, "" if with_sdp else self._offer())
            self._talk_to(final)
            self._in_call = True
        else:
            self._acknowledge_failure(invite, final)
        return final.status

    async def dial_and_cancel(self, seconds: float) -> list[int]:
        """Calls and changes its mind; gives the final statuses of the INVITE and of the CANCEL."""
        invite = self._request("INVITE", self._offer())
        waiting = asyncio.create_task(self._ask(invite))
        await asyncio.sleep(seconds)
        cancel = SipMessage(
            invite.start.replace("INVITE", "CANCEL", 1),
            tuple(
                (key, value.replace("INVITE", "CANCEL") if key == "CSeq" else value)
                for key, value in invite.headers
                if key not in ("Content-Type", "Contact")
            ),
        )
        cancelled = await self._ask(cancel)
        final = await waiting
        self._remote_tag = tag_of(final.header("To"))
        if final.status == 200:  # the answer was quicker: a caller who changed its mind acknowledges and hangs up
            self._remote_target = uri_of(final.header("Contact"))
            self._acknowledge(invite, "")
            await self.hang_up()
        else:
            self._acknowledge_failure(invite, final)
        return [final.status, cancelled.status]

    async def reinvite(self, direction: str) -> str:
        """Offers the media anew (`sendonly` is hold); gives the direction that the line answered."""
        invite = self._request("INVITE", self._offer(direction))
        final = await self._ask(invite)
        assert final.status == 200, final.start
        self._acknowledge(invite, "")
        self._talk_to(final)
        self.rtp.sending = direction in ("sendrecv", "sendonly")
        assert self.media is not None
        return self.media.direction

    async def press_by_info(self, key: str) -> int:
        """A key by SIP INFO; gives the status."""
        body = f"Signal={key}\r\nDuration=120\r\n"
        return (await self._ask(self._request("INFO", body, "application/dtmf-relay"))).status

    async def hang_up(self) -> int:
        self._in_call = False
        return (await self._ask(self._request("BYE"))).status

    async def ask_options(self) -> int:
        return (await self._ask(self._request("OPTIONS"))).status

    def repeat_invite(self) -> None:
        """The same INVITE again, as a network that duplicates packets would."""
        assert self._invite is not None
        self._send(self._invite)

    # ---- what the line does --------------------------------------------------------------------------------------

    def datagram_received(self, data: bytes, _: tuple[str, int]) -> None:
        if not data[:1].isalpha():
            return  # media reports of somebody else's call: they go to the port beside theirs, which may be ours
        message = parse(data)
        self.said.append(message)
        if message.is_response:
            queue = self._waiting.get((message.sequence, message.method))
            if queue:
                queue.put_nowait(message)
        elif message.method == "BYE":
            self._respond(message, 200, "OK")
            self._in_call = False
            self.hung_up_by_line.set()
        elif message.method == "REFER":
            self._respond(message, *self.answer_refer(message))
        elif message.method != "ACK":
            self._respond(message, 200, "OK")

    async def notify(self, refer: SipMessage, fragment: str, *, over: bool) -> int:
        """Reports how the transfer goes."""
        state = "terminated;reason=noresource" if over else "active;expires=60"
        headers = (("Event", "refer"), ("Subscription-State", state))
        return (await self._ask(self._request("NOTIFY", fragment + "\r\n", "message/sipfrag;version=2.0", headers))).status

    def requests(self, method: str) -> list[SipMessage]:
        """What the line asked of this telephone."""
        return [message for message in self.said if not message.is_response and message.method == method]

    # ---- the wire ------------------------------------------------------------------------------------------------

    def _offer(self, direction: str = "sendrecv") -> str:
        return write_sdp(HOST, self.rtp.port, next(self._sdp_version), self.codec, direction)

    def _talk_to(self, answer: SipMessage) -> None:
        self.media = read_sdp(answer.body)
        self.rtp.start(self.media.host, self.media.port)

    def _request(
        self, method: str, body: str = "", content: str = "application/sdp", headers: tuple[tuple[str, str], ...] = ()
    ) -> SipMessage:
        sequence = next(self._sequence)
        message = SipMessage(
            f"{method} {self._remote_target} SIP/2.0",
            (
                ("Via", f"SIP/2.0/UDP {HOST}:{self.port};branch=z9hG4bK{random.getrandbits(48):x}"),
                ("Max-Forwards", "70"),
                ("From", f"{self.from_header};tag={self._tag}"),
                ("To", self.to_header + (f";tag={self._remote_tag}" if self._remote_tag else "")),
                ("Call-ID", self._call_id),
                ("CSeq", f"{sequence} {method}"),
                ("Contact", f"<sip:peer@{HOST}:{self.port}>"),
                *self.extra_headers,
                *headers,
                *((("Content-Type", content),) if body else ()),
            ),
            body,
        )
        if method == "INVITE":
            self._invite = message
        return message

    async def _ask(self, request: SipMessage) -> SipMessage:
        """Sends until there is an answer; gives the final one."""
        queue: asyncio.Queue[SipMessage] = asyncio.Queue()
        self._waiting[request.sequence, request.method] = queue
        heard = False
        for _ in range(RETRIES):
            if not heard:
                self._send(request)
            try:
                async with asyncio.timeout(RETRY_SECONDS if not heard else RETRIES * RETRY_SECONDS):
                    while True:
                        response = await queue.get()
                        heard = True
                        if response.status >= 200:
                            return response
            except TimeoutError:
                continue
        raise TimeoutError(f"no answer to {request.method}")

    def _acknowledge(self, invite: SipMessage, body: str) -> None:
        ack = self._request("ACK", body)
        headers = tuple((key, f"{invite.sequence} ACK" if key == "CSeq" else value) for key, value in ack.headers)
        self._send(SipMessage(ack.start, headers, body))

    def _acknowledge_failure(self, invite: SipMessage, final: SipMessage) -> None:
        """The ACK of a refusal belongs to the INVITE's own transaction."""
        kept = ("Via", "Max-Forwards", "From", "Call-ID")
        headers = tuple((key, value) for key, value in invite.headers if key in kept)
        headers += (("To", final.header("To")), ("CSeq", f"{invite.sequence} ACK"))
        self._send(SipMessage(invite.start.replace("INVITE", "ACK", 1), headers))

    def _respond(self, request: SipMessage, status: int, reason: str) -> None:
        copied = [pair for name in ("Via", "From", "To", "Call-ID", "CSeq") for pair in request.all_headers(name)]
        contact = ("Contact", f"<sip:peer@{HOST}:{self.port}>")
        self._send(SipMessage(f"SIP/2.0 {status} {reason}", (*copied, contact)))

    def _send(self, message: SipMessage) -> None:
        assert self._transport is not None
        self._transport.sendto(message.encode(), (HOST, self._to_port))
