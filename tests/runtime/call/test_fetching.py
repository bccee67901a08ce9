"""Look-ups over real HTTP: outcomes and types, and every way in which an address or an answer could be turned against us."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from dsl.model import Connector, Lookup
from runtime.call.fetching import LARGEST_ANSWER, HttpFetcher

GIVES = {"extra": "money", "item": "text"}


class Crm:
    """A system of somebody's over HTTP: answers every request with the bytes that the test set."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.seconds = 0.0
        self.desks: set[asyncio.Task[None] | None] = set()
        self.answers('{"extra": "100.00 CNY", "item": "漫游费"}')

    def answers(self, body: str | bytes, status: int = 200, kind: str = "application/json", more: str = "") -> None:
        data = body.encode() if isinstance(body, str) else body
        head = f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {len(data)}\r\nconnection: close\r\n{more}\r\n"
        self.answer = head.encode() + data

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.desks.add(asyncio.current_task())
        try:
            await self._answer(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length")), 0)
        self.requests.append(head + (await reader.readexactly(length)).decode())
        await asyncio.sleep(self.seconds)
        writer.write(self.answer)
        await writer.drain()


@pytest.fixture
async def crm() -> AsyncIterator[Crm]:
    desk = Crm()
    server = await asyncio.start_server(desk.serve, "127.0.0.1", 0)
    desk.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield desk
    server.close()
    await asyncio.gather(*desk.desks, return_exceptions=True)


@pytest.fixture
async def fetch(crm):
    hosts = {"crm.example": crm.base}
    fetcher = HttpFetcher(lambda: hosts)
    fetcher.hosts = hosts

    async def look_up(parameters=None, *, address="https://crm.example/bills", **rest):
        lookup = Lookup(**({"gives": GIVES, "get": address} | rest))
        return await fetcher.fetch(7, lookup, parameters or {})

    look_up.hosts = hosts
    yield look_up
    await fetcher.close()


async def test_values_come_typed_and_canonical(fetch, crm):
    fetched = await fetch({"number": "13800001234", "month": "2026-02"})
    assert (fetched.fetch, fetched.outcome, fetched.values) == (7, "ok", {"extra": "100 CNY", "item": "漫游费"})
    assert crm.requests[0].startswith("GET /bills?number=13800001234&month=2026-02 ")
    assert "host: crm.example" in crm.requests[0].lower()


async def test_parameters_cannot_leave_their_place(fetch, crm):
    await fetch({"number": "1&admin=1#?\r\nX-Evil: 1", "m": "/../x"})
    line, _, head = crm.requests[0].partition("\r\n")
    assert line == "GET /bills?number=1%26admin%3D1%23%3F%0D%0AX-Evil%3A+1&m=%2F..%2Fx HTTP/1.1"
    assert "evil" not in head.lower()


async def test_a_post_sends_json(fetch, crm):
    fetched = await fetch({"code": "4711"}, get=None, post="https://crm.example/deliveries")
    assert fetched.outcome == "ok"
    assert json.loads(crm.requests[0].partition("\r\n\r\n")[2]) == {"code": "4711"}


@pytest.mark.parametrize(
    ("answer", "kind", "text"),
    [
        (True, "flag", "true"),
        (True, "yes/no", "yes"),
        (12.5, "number", "12.5"),
        (3, "count", "3"),
        ("2026-02", "date", "2026-02"),
    ],
)
async def test_json_of_its_own_kind_becomes_the_declared_type(fetch, crm, answer, kind, text):
    crm.answers(json.dumps({"it": answer, "more": "not asked for"}))
    assert (await fetch(gives={"it": kind})).values == {"it": text}


async def test_what_is_missing_stays_unknown(fetch, crm):
    crm.answers('{"extra": null}')
    assert ((await fetch()).outcome, (await fetch()).values) == ("ok", {})


@pytest.mark.parametrize("body", ['{"extra": "a lot"}', '{"extra": [1]}', "[1, 2]", "nonsense", "", b"\xff\xfe", "[" * 100_000])
async def test_an_answer_of_another_type_fails(fetch, crm, body):
    crm.answers(body)
    assert (await fetch()).outcome == "failed"


async def test_statuses_become_the_outcomes_that_the_look_up_names(fetch, crm):
    crm.answers('{"error": "not known"}', status=404)
    assert (await fetch(outcomes={"no_such_bill": 404})).outcome == "no_such_bill"
    assert (await fetch()).outcome == "failed"
    crm.answers("boom", status=500, kind="text/html")
    assert (await fetch(outcomes={"no_such_bill": 404})).outcome == "failed"


async def test_a_system_that_is_late_or_gone_is_an_outcome(fetch, crm):
    crm.seconds = 0.5
    late = await fetch(within=100)
    assert late.outcome == "timed_out"
    assert 90 <= late.milliseconds <= 400
    fetch.hosts["crm.example"] = "http://127.0.0.1:1"
    assert (await fetch()).outcome == "failed"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/bills",
        "https://crm.example.evil.example/bills",
        "https://crm.example@evil.example/bills",
        "https://user:pass@crm.example/bills",
        "http://127.0.0.1/bills",
        "http://[::1]/bills",
        "http://2130706433/bills",
        "http://0x7f000001/bills",
        "file:///etc/passwd",
        "ftp://crm.example/bills",
        "//crm.example",
        "",
    ],
)
async def test_no_host_is_reached_that_the_release_does_not_name(fetch, crm, address):
    assert (await fetch(address=address)).outcome == "failed"
    assert crm.requests == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "0.0.0.0", "[::ffff:127.0.0.1]"]
)
async def test_an_allowed_host_that_leads_into_a_private_network_is_refused(fetch, crm, host, caplog):
    port = crm.base.rpartition(":")[2]
    fetch.hosts[host.strip("[]")] = ""
    assert (await fetch(address=f"http://{host}:{port}/bills")).outcome == "failed"
    assert crm.requests == []
    assert "private network" in caplog.text


async def test_redirects_are_not_followed(fetch, crm):
    crm.answers("", status=302, more=f"location: {crm.base}/elsewhere\r\n")
    assert (await fetch()).outcome == "failed"
    assert len(crm.requests) == 1


async def test_large_packed_and_other_answers_are_not_read(fetch, crm, caplog):
    crm.answers('{"item": "' + "x" * LARGEST_ANSWER + '"}')
    assert (await fetch()).outcome == "failed"
    crm.answers('{"item": "x"}', more="content-encoding: gzip\r\n")
    assert (await fetch()).outcome == "failed"
    crm.answers("<html>", kind="text/html")
    assert (await fetch()).outcome == "failed"
    for reason in ("too large", "packed", "not JSON"):
        assert reason in caplog.text


async def test_proxies_of_the_environment_are_not_used(crm, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    fetcher = HttpFetcher(lambda: {"crm.example": crm.base})
    assert (await fetcher.fetch(1, Lookup(gives=GIVES, get="https://crm.example/x"), {})).outcome == "ok"
    await fetcher.close()


async def test_a_mapped_host_keeps_the_path_of_its_base(fetch, crm):
    fetch.hosts["crm.example"] = crm.base + "/v2/"
    await fetch({"a": "1"})
    assert crm.requests[0].startswith("GET /v2/bills?a=1 ")


async def test_no_value_stands_in_the_log(fetch, crm, caplog):
    caplog.set_level("DEBUG", logger="callwright")
    crm.answers('{"extra": "secret-answer"}')
    await fetch({"number": "13800001234"})
    assert "138000" not in caplog.text
    assert "secret-answer" not in caplog.text


# ---- messages ------------------------------------------------------------------------------------------------------


@pytest.fixture
async def send(crm):
    fetcher = HttpFetcher(lambda: {"sms.example": crm.base})

    async def message(address="https://sms.example/messages", within=2000):
        return await fetcher.send(9, Connector(post=address, within=within), "13800001234", "您的包裹明天到。")

    yield message
    await fetcher.close()


async def test_a_message_is_posted(send, crm):
    crm.answers("queued", kind="text/plain")
    sent = await send()
    assert (sent.send, sent.outcome) == (9, "ok")
    (request,) = crm.requests
    assert request.startswith("POST /messages ") and "host: sms.example" in request.lower()
    assert json.loads(request.split("\r\n\r\n")[1]) == {"to": "13800001234", "text": "您的包裹明天到。"}


@pytest.mark.parametrize("status", [302, 400, 500])
async def test_a_message_that_is_not_taken_has_failed(send, crm, status, caplog):
    crm.answers("{}", status=status, more="location: https://sms.example/elsewhere\r\n")
    assert (await send()).outcome == "failed"
    assert len(crm.requests) == 1
    assert "13800001234" not in caplog.text and "包裹" not in caplog.text


async def test_a_message_goes_to_no_host_that_nobody_allowed(send, crm):
    assert (await send("https://elsewhere.example/messages")).outcome == "failed"
    assert crm.requests == []


async def test_a_message_that_takes_too_long_has_timed_out(send, crm):
    crm.seconds = 1.0
    assert (await send(within=100)).outcome == "timed_out"
