"""Owns look-ups and messages over HTTP: only to allowed hosts, in bounded time, of bounded size, with typed results.

What a flow asks for can't be turned against the network: an address whose host the release doesn't name is refused, no
redirect is followed, no proxy of the environment is used, and a host that stands for itself must resolve to a public
address, to which the connection is then pinned. A host that an admin mapped to a base address goes where the admin said.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import httpx
import msgspec

from dsl import values
from dsl.journal import DataFetched, MessageSent
from dsl.model import Connector, Lookup

log = logging.getLogger("callwright.call")

LARGEST_ANSWER = 256 * 1024
LONGEST_VALUE = 4_000
_OPEN_IPV6 = ipaddress.IPv6Network("2000::/3")
_RELAYS = ipaddress.IPv4Network("192.88.99.0/24")


class Refused(Exception):
    """This request is not made, or its answer not taken; the message says why and names no value."""


class HttpFetcher:
    """`hosts` gives the release's allowed hosts at the moment of the request."""

    def __init__(self, hosts: Callable[[], Mapping[str, str]], client: httpx.AsyncClient | None = None) -> None:
        self._hosts = hosts
        self._client = client or httpx.AsyncClient(follow_redirects=False, trust_env=False)

    async def close(self) -> None:
        await self._client.aclose()

    async def fetch(self, number: int, lookup: Lookup, parameters: Mapping[str, str]) -> DataFetched:
        begun = asyncio.get_running_loop().time()
        outcome, found = await self._outcome(lookup, parameters)
        spent = round((asyncio.get_running_loop().time() - begun) * 1000)
        return DataFetched(fetch=number, outcome=outcome, values=found, milliseconds=spent)

    async def send(self, number: int, connector: Connector, to: str, text: str) -> MessageSent:
        """Posts a text message. What the connector answers beside its status is not read."""
        begun = asyncio.get_running_loop().time()
        outcome = await self._sent(connector, {"to": to, "text": text})
        spent = round((asyncio.get_running_loop().time() - begun) * 1000)
        return MessageSent(send=number, outcome=outcome, milliseconds=spent)

    async def _sent(self, connector: Connector, message: dict[str, str]) -> str:
        try:
            async with asyncio.timeout(connector.within / 1000):
                answer = await self._ask("POST", connector.post, message)
                await answer.aclose()
            if answer.is_success:
                return "ok"
            raise Refused(f"status {answer.status_code}")
        except (TimeoutError, httpx.TimeoutException):
            return "timed_out"
        except Refused as refusal:
            log.warning("a message was not sent: %s", refusal)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as problem:
            log.warning("a message was not sent: %s", type(problem).__name__)
        return "failed"

    async def _outcome(self, lookup: Lookup, parameters: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        try:
            async with asyncio.timeout(lookup.within / 1000):
                status, body = await self._request(lookup, parameters)
            named = next((name for name, code in lookup.outcomes.items() if code == status), None)
            if named is not None:
                return named, {}
            if not 200 <= status < 300:
                raise Refused(f"status {status}")
            return "ok", _typed(lookup, body)
        except (TimeoutError, httpx.TimeoutException):
            return "timed_out", {}
        except Refused as refusal:
            log.warning("a look-up failed: %s", refusal)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as problem:
            log.warning("a look-up failed: %s", type(problem).__name__)
        return "failed", {}

    async def _request(self, lookup: Lookup, parameters: Mapping[str, str]) -> tuple[int, bytes]:
        method, address = ("GET", lookup.get) if lookup.get is not None else ("POST", lookup.post or "")
        answer = await self._ask(method, address, parameters)
        try:
            return answer.status_code, await _body(answer)
        finally:
            await answer.aclose()

    async def _ask(self, method: str, address: str, parameters: Mapping[str, str]) -> httpx.Response:
        """The answer, of which the body is still to be read; whoever asks closes it."""
        url, headers, extensions = await self._destination(address)
        sent: dict[str, Any] = {"params": dict(parameters)} if method == "GET" else {"json": dict(parameters)}
        request = self._client.build_request(
            method,
            url,
            headers={**headers, "Accept": "application/json", "Accept-Encoding": "identity"},
            extensions=extensions,
            **sent,
        )
        return await self._client.send(request, stream=True)

    async def _destination(self, address: str) -> tuple[httpx.URL, dict[str, str], dict[str, Any]]:
        """Where the request really goes, with the headers and the name that the certificate must bear."""
        url = httpx.URL(address)
        host = url.host.rstrip(".").lower()
        hosts = self._hosts()
        if url.scheme not in ("http", "https") or url.userinfo or host not in hosts:
            raise Refused("its host is not one that an admin allowed")
        if ".." in url.path.split("/"):
            raise Refused("its path climbs out of where it begins")
        base = hosts[host]
        if base:
            place = httpx.URL(base)
            path = place.raw_path.rstrip(b"/") + url.raw_path
            return url.copy_with(scheme=place.scheme, host=place.host, port=place.port, raw_path=path), {"Host": host}, {}
        public = await _public_address(host, url.port or (443 if url.scheme == "https" else 80))
        return url.copy_with(host=public), {"Host": url.netloc.decode()}, {"sni_hostname": host}


async def _public_address(host: str, port: int) -> str:
    """An address of this host outside of every private network. All of them have to be, or none is taken."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
    if not addresses or not all(_is_public(address) for address in addresses):
        raise Refused("its host stands for an address inside a private network")
    return str(addresses[0])


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Of IPv6, what is routed in the open alone: not what stands for an IPv4 address by some gateway (NAT64, 6to4)."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_public(address.ipv4_mapped)
        return address in _OPEN_IPV6 and address.is_global and address.sixtofour is None and address.teredo is None
    return address.is_global and not address.is_multicast and address not in _RELAYS


async def _body(answer: httpx.Response) -> bytes:
    """The answer's JSON, refused as soon as it is too large. What isn't JSON is not read at all."""
    if answer.status_code >= 300:
        return b""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise Refused("the answer is not JSON")
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused("the answer is packed, though it was asked for plain")
    body = bytearray()
    async for chunk in answer.aiter_raw():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise Refused("the answer is too large")
    return bytes(body)


def _typed(lookup: Lookup, body: bytes) -> dict[str, str]:
    """The values that the look-up declares, as canonical texts. One that is there but of another type fails it all."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused("the answer is not JSON") from None
    if not isinstance(found, dict):
        raise Refused("the answer is not a JSON object")
    typed: dict[str, str] = {}
    for name, kind in lookup.gives.items():
        if found.get(name) is None:
            continue
        text = _canonical(values.parse_type(kind), found[name])
        if text is None:
            raise Refused(f"the answer's {name} is no {kind}")
        typed[name] = text
    return typed


def _canonical(kind: values.ValueType, given: object) -> str | None:
    if isinstance(given, bool):
        text = ("yes" if given else "no") if kind.name == "yes/no" else ("true" if given else "false")
    elif isinstance(given, int | float):
        text = format(Decimal(str(given)), "f")
    elif isinstance(given, str) and len(given) <= LONGEST_VALUE:
        text = given
    else:
        return None
    value = values.from_text(kind, text)
    return None if value is None else values.to_text(kind, value)
