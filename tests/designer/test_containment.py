"""Who was helped without a person: not handed over, not lost, and not back within a day."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from msgspec.structs import replace
from sqlmodel import select

from designer.calls import containment
from designer.calls.containment import Contained
from designer.publishing import versions
from designer.publishing.versions import Candidate
from designer.store.engine import Store, migration_config
from designer.store.tables import CallSummary
from designer.workspace.drafts import Drafts
from dsl.journal import CallEnded, CallStarted, Record
from tests.designer.test_drop_off import deliver, records

NOW = datetime.now(UTC)


def call(
    name: str, hours_ago: float, how: str = "line", caller: str = "13800000001", disposition: str = "solved", *,
    test: bool = False, package: str = "line",
) -> list[Record]:  # fmt: skip
    facts = [("", CallStarted(caller=caller, test=test)), ("bye", CallEnded(how=how, disposition=disposition))]
    return records(name, facts, NOW - timedelta(hours=hours_ago), package=package)


async def again(store: Store) -> set[str]:
    async with store.session() as session:
        return set((await session.exec(select(CallSummary.call).where(CallSummary.again))).all())


CALLS = [
    call("first", 100), call("back", 80), call("late", 50),  # 20 hours later, and 30 hours after that
    call("other flow", 99, package="other"), call("a test", 98, test=True),
    call("nobody", 97, caller=""), call("nobody 2", 96, caller=""), call("somebody", 99, caller="13800000002"),
]  # fmt: skip


@pytest.mark.databases("sqlite", "postgresql")
async def test_a_call_is_marked_once_its_caller_rings_the_same_flow_again(client, store):
    await deliver(client, [record for one in CALLS for record in one])
    assert await again(store) == {"first"}


async def test_in_whatever_order_they_come(client, store):
    for seed in range(3):
        shuffled = random.Random(seed).sample(CALLS, len(CALLS))
        async with store.session() as session:
            for row in (await session.exec(select(CallSummary))).all():
                await session.delete(row)
        for one in shuffled:
            await deliver(client, renamed(one, seed))
        assert await again(store) == {f"first {seed}"}


def renamed(one: list[Record], seed: int) -> list[Record]:
    return [replace(record, call=f"{record.call} {seed}") for record in one]


async def test_what_was_stored_before_is_marked_when_the_store_is_opened(client, store: Store):
    await deliver(client, [record for one in CALLS for record in one])
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(migration_config(sync), "0021"))
        await connection.run_sync(lambda sync: command.upgrade(migration_config(sync), "head"))
    assert await again(store) == {"first"}


async def test_who_was_handed_over_lost_or_not_helped_does_not_count_as_helped(client, store):
    ends = [("line", "solved"), ("caller", ""), ("handed_off", "handed_off"), ("line_lost", ""), ("error", "loop"),
            ("line", "unsolved"), ("line", "nobody_available"), ("line", "closed")]  # fmt: skip
    for number, (how, disposition) in enumerate(ends):
        await deliver(client, call(f"call {number}", 30 + number, how, f"1390000000{number}", disposition))
    await deliver(client, [*call("young", 2), *call("old", 24 * 9), *call("first", 100), *call("back", 80)])
    async with store.session() as session:
        found = await containment.by_package(session, None, NOW)
        assert await containment.by_package(session, {"other"}, NOW) == {}
    assert found == {"line": Contained(calls=9, solved=3, hung_up=1)}  # all but the closed one, and two of one caller
    assert found["line"].share == pytest.approx(100 / 3)


async def test_today_gives_the_share_of_each_flow_once_there_are_enough(browser, client, store, package):
    async with store.session() as session:
        draft = await Drafts(session).read("line")
        await versions.publish(session, Candidate("line", draft.revision, dict(draft.files), "b" * 64, b"{}"), "eve")
    await deliver(client, call("one", 40))
    assert "too few calls yet" in (await browser.get("/today")).text
    for number in range(30):
        how = "handed_off" if number % 3 == 0 else "line"
        await deliver(client, call(f"call {number}", 30, how, f"139000000{number:02}"))
    page = (await browser.get("/today")).text
    assert ">68%</a>" in page and "/packages/line/graph?calls=7&amp;version=live" in page  # 21 of 31
    assert "of 31; 0 of them hung up themselves" in page
