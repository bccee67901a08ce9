"""The store: migrations from nothing and from what is there, moments, notices, and work that dies half-way."""

import asyncio
import multiprocessing
import os
from datetime import datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import StatementError
from sqlmodel import SQLModel, select

from designer.accounts import accounts, audit
from designer.store.engine import Store, post_after_commit
from designer.store.notices import Notices
from designer.store.tables import Account, AuditEntry, Number
from designer.workspace.drafts import Drafts
from tests.designer.browser import BLANK


def differences(connection: Connection) -> list[object]:
    return compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)


@pytest.mark.databases("sqlite", "postgresql")
async def test_the_migrations_give_exactly_the_tables_of_the_code(database):
    store = Store(database)
    await store.open()
    async with store.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await store.close()


@pytest.mark.databases("sqlite", "postgresql")
async def test_opening_an_existing_store_again_keeps_what_is_there(database):
    for _ in range(2):
        store = Store(database)
        await store.open()
        async with store.session() as session:
            await session.merge(Number(dialled="1001", package="line"))
        async with store.session() as session:
            assert len((await session.exec(select(Number))).all()) == 1
        await store.close()


async def test_the_database_is_durable_and_checks_references(database):
    store = Store(database)
    async with store.engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys")
        found = [(await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in asked]
    assert found == ["wal", 2, 1]
    await store.close()


@pytest.mark.databases("sqlite", "postgresql")
async def test_a_failed_unit_of_work_leaves_nothing_and_tells_nobody(database):
    store = Store(database)
    await store.open()
    with pytest.raises(ZeroDivisionError):
        async with store.session() as session:
            session.add(Number(dialled="1001", package="line"))
            await session.flush()
            post_after_commit(session, "numbers")
            raise ZeroDivisionError
    assert store.notices.count("numbers") == 0
    async with store.session() as session:
        assert (await session.exec(select(Number))).all() == []
    await store.close()


@pytest.mark.databases("sqlite", "postgresql")
async def test_moments_are_aware_and_naive_ones_are_refused(database):
    store = Store(database)
    await store.open()
    async with store.session() as session:
        account, _ = await accounts.create(session, "somebody", ["agent"])
    async with store.session() as session:
        read = (await session.exec(select(Account).where(Account.id == account.id))).one()
        assert read.created_at == account.created_at and read.created_at.tzinfo is not None
    with pytest.raises(StatementError, match="naive"):
        async with store.session() as session:
            session.add(Account(name="other", password_hash="", created_at=datetime(2026, 1, 1)))
    await store.close()


async def test_a_change_between_looking_and_waiting_is_not_missed():
    notices = Notices()
    before = notices.count("release")
    notices.post("release")
    assert await notices.changed("release", before, within=0)
    assert not await notices.changed("release", notices.count("release"), within=0.01)
    waiting = [asyncio.create_task(notices.changed("release", notices.count("release"), within=5)) for _ in range(3)]
    await asyncio.sleep(0)
    notices.post("release")
    assert await asyncio.gather(*waiting) == [True, True, True]


@pytest.mark.databases("sqlite", "postgresql")
async def test_the_audit_chain_tells_when_an_entry_was_changed_or_taken_out(database):
    store = Store(database)
    await store.open()
    async with store.session() as session:
        for what in ("published", "rolled_back", "signed_in"):
            await audit.note(session, "boss", what, "line 1")
    async with store.session() as session:
        assert (await audit.verify(session)).whole
        second = (await session.exec(select(AuditEntry).where(AuditEntry.what == "rolled_back"))).one()
        second.who = "somebody else"
        session.add(second)
    async with store.session() as session:
        verdict = await audit.verify(session)
        assert (verdict.whole, verdict.broken_at) == (False, second.id)
        await session.delete(await session.get_one(AuditEntry, second.id))
    async with store.session() as session:
        assert not (await audit.verify(session)).whole
    await store.close()


@pytest.mark.databases("sqlite", "postgresql")
async def test_many_writers_at_once_make_one_chain(database):
    store = Store(database)
    await store.open()

    async def write(number: int) -> None:
        async with store.session() as session:
            await audit.note(session, "boss", "published", f"line {number}")

    await asyncio.gather(*(write(number) for number in range(20)))
    async with store.session() as session:
        assert await audit.verify(session) == audit.Verdict(True, 20)
    await store.close()


def _save_and_die(database: str) -> None:
    async def work() -> None:
        store = Store(database)
        async with store.session() as session:
            draft = await Drafts(session).read("line")
            await Drafts(session).save("line", {"intents.yaml": "a: {}\n", "slots.yaml": "b: {}\n"}, draft.revision, "x", "y")
            os.kill(os.getpid(), 9)

    asyncio.run(work())


@pytest.mark.databases("sqlite", "postgresql")
async def test_a_process_killed_in_the_middle_of_a_save_leaves_the_draft_as_it_was(database):
    store = Store(database)
    await store.open()
    async with store.session() as session:
        await Drafts(session).add("line", BLANK, by="", what="created")
    process = multiprocessing.get_context("spawn").Process(target=_save_and_die, args=(database,))
    process.start()
    await asyncio.to_thread(process.join, 60)
    assert process.exitcode == -9
    async with store.session() as session:
        draft = await Drafts(session).read("line")
        assert (draft.revision, draft.files) == (1, BLANK)
        saved = await Drafts(session).save("line", {"intents.yaml": ""}, 1, "x", "y")
        assert saved.revision == 2  # nothing holds a lock
    await store.close()
