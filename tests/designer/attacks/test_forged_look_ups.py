"""Request forgery by a look-up: what a flow asks for never turns the house against its own network.

By the button that tests a look-up, in a live call, and by a connector: all three go through `HttpFetcher`. Which addresses are
refused by what they say stands in `tests/runtime/call/test_fetching.py`; here it is what a name resolves to.
"""

import asyncio
import socket
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sqlmodel import select

from designer.publishing import settings
from designer.publishing.workshop import Workshop
from designer.refusal import Refused
from designer.store.engine import Store
from designer.store.tables import LookupSample
from designer.workspace.drafts import Drafts
from dsl.model import Connector, Lookup
from dsl.release import RuntimeStatus
from runtime.call.fetching import HttpFetcher
from runtime.control.web import create_app
from tests.designer.browser import TOKEN

WITHIN = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1",
    "192.0.2.1", "192.88.99.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::a00:1", "64:ff9b:1::1",
    "2002:a00:1::1", "2001:0:a00:1::1", "2001:db8::1", "fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1", "5f00::1",
]  # fmt: skip
OUTSIDE = ["93.184.216.34", "2606:4700::1111", "::ffff:5db8:d822"]


class Names:
    """What names resolve to, one answer after the other; the last one stays."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[list[str]] = []
        self.asked = 0
        # of every loop: the test client's designer has one of its own
        monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", lambda _, host, port, **given: self._resolve(port))

    async def _resolve(self, port: int) -> list[Any]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        kinds = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in answer]
        return [(kind, socket.SOCK_STREAM, 6, "", (address, port)) for kind, address in zip(kinds, answer, strict=True)]


class Wire(httpx.AsyncBaseTransport):
    """The requests that would have left."""

    def __init__(self, status: int = 200, location: str = "") -> None:
        self.sent: list[httpx.Request] = []
        self.status, self.headers = status, {"content-type": "application/json", "location": location}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return httpx.Response(self.status, headers=self.headers, stream=httpx.ByteStream(b'{"item": "x"}'))


@pytest.fixture
async def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    return Names(monkeypatch)


@pytest.fixture
async def wire() -> Wire:
    return Wire()


@pytest.fixture
async def fetcher(wire: Wire) -> HttpFetcher:
    return HttpFetcher(lambda: {"crm.example": ""}, httpx.AsyncClient(transport=wire, trust_env=False))


async def ask(fetcher: HttpFetcher, sort: str, address: str = "https://crm.example/x") -> str:
    if sort == "connector":
        return (await fetcher.send(1, Connector(post=address), "13800001234", "x")).outcome
    sent = {"get": address} if sort == "get" else {"post": address}
    return (await fetcher.fetch(1, Lookup(gives={"item": "text"}, **sent), {"q": "a\r\nHost: evil"})).outcome


@pytest.mark.parametrize("sort", ["get", "post", "connector"])
async def test_a_name_that_leads_within_is_not_followed(fetcher, names, wire, sort):
    for address in WITHIN:
        for answer in ([address], [OUTSIDE[0], address], [address, OUTSIDE[0]]):
            names.answers, names.asked = [answer], 0
            assert (await ask(fetcher, sort), wire.sent) == ("failed", []), answer


@pytest.mark.parametrize("address", OUTSIDE)
async def test_a_name_that_changes_its_answer_is_asked_once(fetcher, names, wire, address):
    """DNS rebinding: outside when it is looked at, within when it is connected to."""
    names.answers = [[address], ["127.0.0.1"]]
    assert await ask(fetcher, "get") == "ok"
    (request,) = wire.sent
    assert (names.asked, request.url.host) == (1, address)
    assert (request.headers["host"], request.extensions["sni_hostname"]) == ("crm.example", "crm.example")
    assert "evil" not in request.headers["host"] and "%0D%0A" in str(request.url)


@pytest.mark.parametrize("sort", ["get", "post", "connector"])
@pytest.mark.parametrize(
    "address",
    [
        "https://crm.example@127.0.0.1/", "https://127.0.0.1#@crm.example/", "https://127.0.0.1\\@crm.example/",
        "https://crm.example.127.0.0.1.nip.io/", "https://crm.example%2f@127.0.0.1/", "https://crm.example:80@127.0.0.1/",
        "https://crm.example%00.evil.example/", "gopher://crm.example/", "https://ⓒrm.evil.example/",
        "https://crm.example/%2e%2e/admin", "https://crm.example/a/..%2fadmin",
    ],
)  # fmt: skip
async def test_an_address_that_plays_with_its_parts_leads_nowhere(fetcher, names, wire, sort, address):
    names.answers = [[OUTSIDE[0]]]
    assert (await ask(fetcher, sort, address), wire.sent) == ("failed", [])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(names, status):
    for target in ("http://127.0.0.1/", "http://169.254.169.254/latest/meta-data", "//10.0.0.1/"):
        wire = Wire(status, target)
        fetcher = HttpFetcher(lambda: {"crm.example": ""}, httpx.AsyncClient(transport=wire, trust_env=False))
        names.answers = [[OUTSIDE[0]]]
        for sort in ("get", "connector"):
            wire.sent.clear()
            assert (await ask(fetcher, sort), len(wire.sent)) == ("failed", 1)


async def test_a_path_of_a_mapped_host_writes_no_head(wire):
    fetcher = HttpFetcher(lambda: {"crm.example": "http://10.0.0.7:8000"}, httpx.AsyncClient(transport=wire, trust_env=False))
    assert await ask(fetcher, "get", "https://crm.example/a%0d%0aX-Planted:%20yes%3fq") == "ok"
    assert b"\r" not in wire.sent[0].url.raw_path and b"%3f" in wire.sent[0].url.raw_path.lower()
    assert wire.sent[0].url.host == "10.0.0.7"


# ---- the button ----------------------------------------------------------------------------------------------------------

DATA = "metadata:\n  get: http://{host}/latest/meta-data\n  gives: {{item: text}}\n"


@pytest.fixture
async def button(client, browser, store: Store, package, wire, names):
    """`press(host)` tests a look-up to that host by its button, through a real control port that keeps the release's hosts."""
    hosts: dict[str, str] = {}
    fetcher = HttpFetcher(lambda: hosts, httpx.AsyncClient(transport=wire, trust_env=False))
    control = create_app(SimpleNamespace(token=TOKEN, fetcher=fetcher))
    runtimes = client.app.state.runtimes
    await runtimes.note(RuntimeStatus(name="w", role="workshop", control="http://workshop.test", line_port=1))
    workshop = Workshop(store, runtimes, TOKEN, transport=httpx.ASGITransport(app=control))
    client.app.state.workshop = workshop

    async def press(host: str):
        async with store.session() as session:
            draft = await Drafts(session).read("line")
            await Drafts(session).save("line", {"data.yaml": DATA.format(host=host)}, draft.revision, "x", "x")
            hosts.clear()
            hosts.update((await settings.read(session)).hosts)
        return await browser.fragment("/packages/line/data/metadata/test", {})

    yield press
    await workshop.close()


@pytest.mark.parametrize("host", ["169.254.169.254", "localhost", "[::1]", "crm.example"])
async def test_the_button_reaches_no_host_that_an_admin_did_not_list(button, wire, store: Store, host):
    answer = await button(host)
    assert answer.status_code == 200 and wire.sent == []
    async with store.session() as session:
        assert (await session.exec(select(LookupSample))).all() == []  # nothing of it is kept as a sample


async def test_the_button_follows_no_listed_name_within(button, browser, names, wire):
    await browser.post("/settings/hosts", {"hosts": "crm.example"})
    names.answers = [["169.254.169.254"]]
    await button("crm.example")
    assert wire.sent == [] and names.asked == 1


async def test_only_an_admin_says_where_a_host_is(make_browser, people, store: Store):
    browser = make_browser()
    await browser.sign_in("publisher")
    assert (await browser.post("/settings/hosts", {"hosts": "crm.example = http://127.0.0.1:9"})).status_code == 403
    async with store.session() as session:
        for wrong in ("crm.example = file:///etc", "crm.example = http://x@y", "a b", "http://crm.example", "crm.example/x"):
            with pytest.raises(Refused):
                await settings.set_hosts(session, wrong)
