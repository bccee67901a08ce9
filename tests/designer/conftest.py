"""A designer of the tests: its own data folder, its own store, a browser that is signed in."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from designer.accounts import accounts
from designer.app import create_app
from designer.configuration import Configuration
from designer.store.engine import Store

TOKEN = "a-token-of-the-tests"
PASSWORD = "a-password-of-the-tests"


class Browser:
    """A test client that sends the form token as our pages do."""

    def __init__(self, client: AsyncTestClient[Litestar]) -> None:
        self.client = client

    async def get(self, address: str, **options):
        return await self.client.get(address, follow_redirects=False, **options)

    async def post(self, address: str, data=None, **options):
        headers = {"x-csrftoken": self.client.cookies.get("csrf", "")} | options.pop("headers", {})
        return await self.client.post(address, data=data or {}, headers=headers, follow_redirects=False, **options)

    async def htmx(self, address: str, data=None, method: str = "post", **options):
        headers = {"hx-request": "true"} | options.pop("headers", {})
        if method == "get":
            return await self.get(address, headers=headers, **options)
        return await self.post(address, data, headers=headers, **options)

    async def sign_in(self, name: str, password: str = PASSWORD):
        await self.get("/sign-in")
        return await self.post("/sign-in", {"name": name, "password": password})


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    return Configuration(data=tmp_path, token=TOKEN, flows=tmp_path / "no_flows")


@pytest.fixture
async def client(configuration: Configuration) -> AsyncIterator[AsyncTestClient[Litestar]]:
    async with AsyncTestClient(create_app(configuration)) as client:
        client.cookies.set("language", "en")
        yield client


@pytest.fixture
def store(client: AsyncTestClient[Litestar]) -> Store:
    return client.app.state.store


@pytest.fixture
async def people(store: Store) -> None:
    """One person a role, each named like it."""
    async with store.session() as session:
        for role in ("operator", "publisher", "curator", "agent", "boss"):
            await accounts.create(session, role, ["admin" if role == "boss" else role], PASSWORD)


@pytest.fixture
async def browser(client: AsyncTestClient[Litestar], people: None) -> Browser:
    """Signed in as an admin."""
    browser = Browser(client)
    assert (await browser.sign_in("boss")).status_code == 303
    return browser


def field(html: str, name: str) -> str:
    """The value of a field of a page's form."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', html)
    assert found, f"the page has no field {name}"
    return found[1]
