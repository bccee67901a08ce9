"""Owns SIP messages as the peer writes and reads them: just enough of RFC 3261, and nothing it would forgive itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SipMessage:
    start: str
    headers: tuple[tuple[str, str], ...]
    body: str = ""

    @property
    def is_response(self) -> bool:
        return self.start.startswith("SIP/2.0 ")

    @property
    def status(self) -> int:
        return int(self.start.split(" ")[1])

    @property
    def method(self) -> str:
        """Of a request, or of the request that a response answers."""
        return self.header("CSeq").split(" ")[1]

    @property
    def sequence(self) -> int:
        return int(self.header("CSeq").split(" ")[0])

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def all_headers(self, name: str) -> list[tuple[str, str]]:
        return [(key, value) for key, value in self.headers if key.lower() == name.lower()]

    def encode(self) -> bytes:
        body = self.body.encode()
        lines = [self.start, *(f"{key}: {value}" for key, value in self.headers), f"Content-Length: {len(body)}", "", ""]
        return "\r\n".join(lines).encode() + body


def parse(data: bytes) -> SipMessage:
    head, _, body = data.decode().partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    headers = tuple((key.strip(), value.strip()) for key, _, value in (line.partition(":") for line in lines))
    return SipMessage(start, headers, body)


def tag_of(address: str) -> str:
    found = re.search(r";tag=([^;>\s]+)", address)
    return found[1] if found else ""


def uri_of(address: str) -> str:
    found = re.search(r"<([^>]+)>", address)
    return found[1] if found else address.split(";")[0].strip()


@dataclass(frozen=True)
class MediaDescription:
    """What one side's SDP says of its one audio stream."""

    host: str
    port: int
    direction: str
    payload_types: tuple[int, ...] = field(default=())


def read_sdp(body: str) -> MediaDescription:
    connection = re.search(r"^c=IN IP4 (\S+)", body, re.MULTILINE)
    media = re.search(r"^m=audio (\d+) \S+ ([\d ]+)", body, re.MULTILINE)
    if not connection or not media:
        raise ValueError("no audio in the description")
    direction = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)\s*$", body, re.MULTILINE)
    types = tuple(int(kind) for kind in media[2].split())
    return MediaDescription(connection[1], int(media[1]), direction[1] if direction else "sendrecv", types)


def write_sdp(host: str, port: int, version: int, codec: tuple[str, int], direction: str = "sendrecv") -> str:
    name, payload_type = codec
    return (
        f"v=0\r\no=peer 1 {version} IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP {payload_type} 101\r\n"
        f"a=rtpmap:{payload_type} {name}/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        f"a=fmtp:101 0-15\r\na=ptime:20\r\na={direction}\r\n"
    )
