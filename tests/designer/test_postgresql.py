"""What only a PostgreSQL can show: two designers on it, its own ways to be refused. A line from draft to call on it, too."""

import asyncio

import msgspec
import pytest
from litestar.testing import AsyncTestClient
from sqlalchemy import inspect
from sqlmodel import select

from designer.app import create_app
from designer.configuration import NoSuchDatabase, from_environment
from designer.store.engine import Store, post_after_commit
from designer.store.tables import FileText, JournalRecord, Number, Question
from designer.workspace import texts
from designer.workspace.drafts import Drafts
from dsl.commands import main
from dsl.journal import QuestionUnknown
from tests.designer.browser import BLANK, MACHINE, Browser, record

pytestmark = pytest.mark.databases("postgresql")


async def test_a_line_is_written_published_called_and_learned_from(client, browser: Browser, package, store: Store):
    assert (await browser.post("/packages/line/publish", {"revision": "1"})).status_code == 303
    assert (await browser.post("/numbers", {"dialled": "1001", "package": "line"})).status_code == 303
    release = (await client.get("/feed/release", headers=MACHINE)).json()
    assert release["lines"]["1001"]["package"] == "line"
    unknown = QuestionUnknown(text="where is\0 my parcel", guess="", confidence=0.1)
    records = [msgspec.to_builtins(record("c1", number, unknown)) for number in range(3)]
    for _ in range(2):  # a runtime that heard no answer sends them again
        assert (await client.post("/feed/journal", json=records, headers=MACHINE)).status_code == 200
    async with store.session() as session:
        assert len((await session.exec(select(JournalRecord))).all()) == 3
        question = (await session.exec(select(Question))).one()
        assert (question.count, question.text) == (3, "where is\ufffd my parcel")
    for page in ("/", "/today", "/calls", "/calls/c1", "/questions", "/packages/line/publish", "/settings/audit/proof"):
        assert (await browser.get(page)).status_code == 200, page


async def test_a_number_that_no_column_holds_is_not_there(browser: Browser, package):
    """Its whole numbers are shorter than SQLite's."""
    for number in (2**31, 2**63):
        for address in (
            f"/packages/line/versions/{number}",
            f"/packages/line/history?before={number}",
            f"/questions?start={number}",
        ):
            assert (await browser.get(address)).status_code in (200, 404), address
        assert (await browser.post(f"/settings/accounts/{number}/password")).status_code == 404


async def test_two_designers_share_it_and_each_hears_of_the_other(database):
    one, other = Store(database), Store(database)
    await asyncio.gather(one.open(), other.open())  # neither minds that the other migrates
    before = other.notices.count("release")
    heard = asyncio.create_task(other.notices.changed("release", before, within=10))
    for _ in range(50):  # its ear opens a moment after it does
        async with one.session() as session:
            post_after_commit(session, "release")
        if (await asyncio.wait([heard], timeout=0.1))[0]:
            break
    assert await heard
    untold = one.notices.count("draft")
    with pytest.raises(ZeroDivisionError):
        async with one.session() as session:
            post_after_commit(session, "draft")
            raise ZeroDivisionError
    assert other.notices.count("draft") == untold == 0
    await one.close()
    await other.close()


async def test_two_who_save_the_same_text_at_once_keep_it_once(database):
    store = Store(database)
    await store.open()

    async def keep() -> None:
        async with store.session() as session:
            await texts.keep(session, {"flow.yaml": "the same\n"})
            await asyncio.sleep(0.05)

    await asyncio.gather(*(keep() for _ in range(5)))
    async with store.session() as session:
        assert len((await session.exec(select(FileText))).all()) == 1
    await store.close()


async def test_one_of_two_savers_wins_and_the_other_is_told(database):
    store = Store(database)
    await store.open()
    async with store.session() as session:
        await Drafts(session).add("line", BLANK, by="", what="created")

    async def save(text: str) -> str:
        async with store.session() as session:
            return type(await Drafts(session).save("line", {"intents.yaml": text}, 1, text, "x")).__name__

    assert sorted(await asyncio.gather(save("a: {}\n"), save("b: {}\n"))) == ["Conflict", "Saved"]
    await store.close()


async def test_the_app_opens_on_an_empty_one_and_again(configuration):
    told: list[str | None] = []
    for _ in range(2):
        async with AsyncTestClient(create_app(configuration, announce=told.append)) as client:
            assert (await client.get("/health")).status_code == 200
    assert told[0] is not None and told[1] is None
    store = Store(configuration.database)
    async with store.engine.connect() as connection:
        names = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
    assert "auditentry" in names and Number.__tablename__ in names
    await store.close()


@pytest.mark.parametrize("given", ["mysql://x/y", "nonsense", "sqlite:///x", "postgresql:/x"])
def test_another_database_is_refused_in_one_sentence(tmp_path, given):
    with pytest.raises(NoSuchDatabase, match="postgresql://user"):
        from_environment(tmp_path, database=given)


def test_a_database_that_is_not_there_is_one_sentence_without_the_password(cluster, tmp_path, capsys):
    here = cluster.address("none").replace("postgresql+asyncpg://tests@", "postgresql://tests:secret@")
    assert main(["designer", "--data", str(tmp_path), "--database", here]) == 2
    assert main(["designer", "--data", str(tmp_path), "--database", "postgresql://tests:secret@127.0.0.1:1/none"]) == 2
    assert main(["designer", "--data", str(tmp_path), "--database", "postgresql://x:secret@h:port/n"]) == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 3 and "secret" not in told
    assert 'database "none" does not exist' in told


def test_an_address_is_written_as_psql_takes_it(tmp_path, monkeypatch):
    monkeypatch.setenv("CALLWRIGHT_DATABASE", "postgres://u:p@h/d")
    assert from_environment(tmp_path).database == "postgresql+asyncpg://u:p@h/d"
