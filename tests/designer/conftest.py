"""A designer of the tests: its own data folder, its own store, people who may sign in."""

import asyncio
import functools
import shutil
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import AsyncTestClient
from sqlmodel import select

from designer import app
from designer.accounts import accounts, passwords
from designer.configuration import Configuration
from designer.store import engine
from designer.store.engine import Store
from designer.store.tables import Account, RoleGrant
from designer.workspace.drafts import Drafts
from tests.designer.browser import BLANK, PASSWORD, TOKEN, Browser
from tests.designer.control import control as control  # a fixture
from tests.designer.postgresql import cluster as cluster  # a fixture
from tests.designer.postgresql import empty_database

authorities = functools.cache(ssl.create_default_context)  # each client reads all of them anew


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is slow on purpose; the tests sign in hundreds of times."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that is marked with the names of databases runs on each of them."""
    if (mark := metafunc.definition.get_closest_marker("databases")) and "database" in metafunc.fixturenames:
        metafunc.parametrize("database", mark.args, indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty one: a file, where no mark wants another kind."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return empty_database(request.getfixturevalue("cluster"))
    return f"sqlite+aiosqlite:///{tmp_path / 'designer.sqlite'}"


@pytest.fixture
def configuration(tmp_path: Path, database: str) -> Configuration:
    return Configuration(data=tmp_path, token=TOKEN, flows=tmp_path / "no_flows", database_url=database)


@pytest.fixture(scope="session")
def wired() -> Litestar:
    """The app, whose wiring takes longer than most tests; what it is an app of, each test gives it."""
    with TemporaryDirectory() as folder:
        return app.create_app(Configuration(data=Path(folder), token=TOKEN))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the newest tables with nothing in it, to be copied. `test_store` migrates on both kinds."""
    file = tmp_path_factory.mktemp("migrated") / "designer.sqlite"

    async def make() -> None:
        store = Store(f"sqlite+aiosqlite:///{file}")
        await store.open()
        await store.close()

    asyncio.run(make())
    return file


def unsynchronised(connection: Any, record: Any, set_pragmas: Callable[[Any, Any], None] = engine._set_pragmas) -> None:
    """No test cuts the power."""
    set_pragmas(connection, record)
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
async def client(
    configuration: Configuration, wired: Litestar, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AsyncTestClient[Litestar]]:
    if configuration.database.startswith("sqlite"):
        shutil.copy(migrated, configuration.data / "designer.sqlite")
        monkeypatch.setattr(engine, "migrate", lambda connection: None)
        monkeypatch.setattr(engine, "_set_pragmas", unsynchronised)
    monkeypatch.setattr(app, "gc", SimpleNamespace(collect=int, freeze=int))  # that is for what stays for good
    monkeypatch.setattr(ssl, "create_default_context", authorities)
    wired.state = app.shared(configuration)
    async with AsyncTestClient(wired) as client:
        yield client


@pytest.fixture
async def store(client: AsyncTestClient[Litestar], configuration: Configuration) -> AsyncIterator[Store]:
    """The same database as the running designer's, through connections of the tests' own."""
    store = Store(configuration.database)
    yield store
    await store.close()


@pytest.fixture
async def people(store: Store) -> None:
    """One person a role, each named like it; `boss` is an admin."""
    async with store.session() as session:
        for role in ("operator", "publisher", "curator", "agent", "auditor"):
            await accounts.create(session, role, [role], PASSWORD)
        await accounts.create(session, "boss", ["admin"], PASSWORD)


@pytest.fixture
async def make_browser(client: AsyncTestClient[Litestar]) -> AsyncIterator[Callable[[], Browser]]:
    """Browsers that share nothing but the designer."""
    made: list[httpx.AsyncClient] = []

    def make() -> Browser:
        made.append(httpx.AsyncClient(transport=client._transport, base_url=client.base_url))
        return Browser(made[-1])

    yield make
    # Closing one would close the transport that all of them share, which the test client closes itself.


@pytest.fixture
async def browser(client: AsyncTestClient[Litestar], people: None) -> Browser:
    """Signed in as an admin."""
    browser = Browser(client)
    assert (await browser.sign_in("boss")).status_code == 303
    return browser


@pytest.fixture
async def package(store: Store) -> str:
    """A package that passes its checks, as a draft."""
    async with store.session() as session:
        await Drafts(session).add("line", BLANK, by="", what="created")
    return "line"


@pytest.fixture
def grant(store: Store, people: None) -> Callable[[str, str, str], Awaitable[None]]:
    """Gives one of the people a role on one package beside what they have."""

    async def add(name: str, role: str, package: str) -> None:
        async with store.session() as session:
            account = (await session.exec(select(Account).where(Account.name == name))).one()
            session.add(RoleGrant(account_id=account.id, role=role, package=package))

    return add
