"""Where callers are lost: a call counts once for each step and edge, in whatever order its records come; and its calls."""

import json
import random
from datetime import UTC, datetime, timedelta
from urllib.parse import urlparse

import msgspec
import pytest
from alembic import command
from sqlmodel import select

from designer.calls import passages
from designer.drop_off import drop_off, read
from designer.publishing import versions
from designer.publishing.versions import Candidate
from designer.store.engine import Store, migration_config
from designer.store.tables import CallSummary, Passage
from designer.workspace.drafts import Drafts
from dsl.editing.renaming import Renaming
from dsl.journal import CallEnded, CallStarted, Fact, Record, StepEntered
from tests.designer.browser import MACHINE

OLD, NEW = "a" * 64, "b" * 64
SERVED = [
    ("", CallStarted()), ("greet", StepEntered(why="entry:inbound")), ("listen", StepEntered(why="next")),
    ("balance", StepEntered(why="hear:check_balance")), ("identity/ask_pin", StepEntered(why="needs:verified")),
    ("balance", StepEntered(why="return:ok")), ("listen", StepEntered(why="next")),
    ("balance", StepEntered(why="hear:check_balance")),
    ("bye", StepEntered(why="next")), ("bye", CallEnded(how="line")),
]  # fmt: skip
GONE = [*SERVED[:5], ("identity/ask_pin", CallEnded(how="caller"))]
BROKEN = [*SERVED[:3], ("listen", CallEnded(how="error"))]
HANDED = [*SERVED[:3], ("agent", StepEntered(why="no_match")), ("agent", CallEnded(how="handed_off"))]


def records(call: str, facts: list[tuple[str, Fact]], began: datetime, bundle: str = NEW, package: str = "line") -> list[Record]:
    return [
        Record(
            call=call, sequence=number, at=(began + timedelta(seconds=number)).isoformat(timespec="milliseconds"),
            bundle=bundle, package=package, step=step, fact=fact,  # type: ignore[arg-type] # as told
        )
        for number, (step, fact) in enumerate(facts)
    ]  # fmt: skip


def now() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=60)


async def deliver(client, some: list[Record]) -> None:
    answer = await client.post("/feed/journal", content=msgspec.json.encode(some), headers=MACHINE)
    assert answer.status_code == 200, answer.text


async def counted(store) -> dict[tuple[str, str, str], int]:
    async with store.session() as session:
        rows = (await session.exec(select(Passage).where(Passage.calls != 0))).all()
    return {(row.step, row.kind, row.label): row.calls for row in rows}


@pytest.mark.databases("sqlite", "postgresql")
async def test_a_call_counts_once_at_each_step_and_on_each_edge(client, store):
    await deliver(client, [*records("one", SERVED, now()), *records("two", GONE, now()), *records("three", HANDED, now())])
    found = await counted(store)
    assert found["", "came", ""] == 3 == found["listen", "came", ""]
    assert found["balance", "came", ""] == 2 and found["listen", "hear", "check_balance"] == 2  # one of them went round twice
    assert found["balance", "next", ""] == 1 and ("balance", "failed", "") not in found
    assert found["identity/ask_pin", "ended", "caller"] == 1 and found["bye", "ended", "line"] == 1
    assert found["listen", "no_match", ""] == 1 == found["agent", "ended", "handed_off"]
    async with store.session() as session:
        last = dict((await session.exec(select(CallSummary.call, CallSummary.step))).all())
    assert last == {"one": "bye", "two": "identity/ask_pin", "three": "agent"}


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_order_records_come_in_the_counts_are_the_same(client, store, seed):
    chance = random.Random(seed)
    every = [
        record
        for number, facts in enumerate((SERVED, GONE, BROKEN, HANDED, SERVED))
        for record in records(f"call-{number}", facts, now())
    ]
    chance.shuffle(every)
    while every:
        some = [every.pop() for _ in range(min(len(every), chance.randrange(1, 9)))]
        await deliver(client, [*some, *chance.sample(some, len(some) // 2)])  # some of them come twice
    expected = {
        ("", "came", ""): 5, ("greet", "came", ""): 5, ("listen", "came", ""): 5, ("balance", "came", ""): 3,
        ("identity/ask_pin", "came", ""): 3, ("bye", "came", ""): 2, ("agent", "came", ""): 1,
        ("", "entry", "inbound"): 5, ("greet", "next", ""): 5, ("listen", "hear", "check_balance"): 3, ("balance", "next", ""): 2,
        ("listen", "no_match", ""): 1, ("bye", "ended", "line"): 2, ("identity/ask_pin", "ended", "caller"): 1,
        ("listen", "ended", "error"): 1, ("agent", "ended", "handed_off"): 1, ("", "reason", "check_balance"): 3,
    }  # fmt: skip
    assert await counted(store) == expected


async def test_test_calls_and_calls_that_came_to_no_step_count_nowhere(client, store):
    await deliver(client, records("test", [("", CallStarted(test=True)), *SERVED[1:]], now()))
    await deliver(client, records("closed", [("", CallStarted()), ("", CallEnded(how="line", disposition="closed"))], now()))
    await deliver(client, records("late", SERVED[1:], now())[:4])  # its first record has not come in
    assert await counted(store) == {}


async def test_what_was_stored_before_is_counted_when_the_store_is_opened(client, store: Store):
    await deliver(client, [*records("one", SERVED, now()), *records("two", GONE, now())])
    before = await counted(store)
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(migration_config(sync), "0018"))
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(migration_config(sync), "head"))
    assert await counted(store) == before
    async with store.session() as session:
        assert (await session.get(CallSummary, "two")).step == "identity/ask_pin"


def test_what_was_renamed_since_counts_under_its_name_in_the_draft():
    rows = [
        passages.Counted(OLD, "", "came", "", 10), passages.Counted(NEW, "", "came", "", 5),
        passages.Counted(OLD, "listen", "came", "", 9), passages.Counted(NEW, "ask", "came", "", 5),
        passages.Counted(OLD, "listen", "hear", "balance", 4), passages.Counted(NEW, "ask", "hear", "money", 2),
        passages.Counted(OLD, "", "reason", "balance", 4), passages.Counted(NEW, "", "reason", "money", 1),
        passages.Counted(OLD, "identity/pin", "ended", "caller", 3), passages.Counted(NEW, "ask", "ended", "line", 1),
    ]  # fmt: skip
    since = [
        Renaming("step", "listen", "asks"), Renaming("step", "asks", "ask"), Renaming("intent", "balance", "money"),
        Renaming("subflow", "identity", "who"), Renaming("step", "pin", "code", "subflows/who.yaml"),
        Renaming("step", "listen", "elsewhere", "subflows/other.yaml"),
    ]  # fmt: skip
    found = drop_off(rows, {OLD: since, NEW: []})
    assert found.calls == 15 and found.steps["ask"].calls == 14 and set(found.steps["ask"].names) == {"listen", "ask"}
    assert [(edge.step, edge.label, edge.calls) for edge in found.edges] == [("ask", "money", 6)]
    assert found.reasons == {"money": 5}
    assert found.lost == ["who/code"] and found.steps["who/code"].lost == 3


async def test_the_canvas_asks_for_a_span_and_a_version(browser, client, store, package):
    async with store.session() as session:
        draft = await Drafts(session).read("line")
        for bundle in (OLD, NEW):
            files = draft.files | {"intents.yaml": bundle}
            await versions.publish(session, Candidate("line", draft.revision, files, bundle, b"{}"), "eve")
    await deliver(client, [*records("old", GONE, now() - timedelta(days=20), OLD), *records("two", GONE, now(), OLD)])
    await deliver(client, records("one", SERVED, now()))

    async def asked(query: str) -> dict:
        return json.loads((await browser.get(f"/packages/line/graph/calls{query}")).text)

    live = await asked("")
    assert (live["state"], live["version"], live["days"], live["calls"], live["lost"]) == ("counted", 2, 7, 1, [])
    everything = await asked("?version=all&span=30")
    assert everything["calls"] == 3 and everything["lost"] == [{"step": "identity/ask_pin", "there": False}]
    assert everything["steps"]["identity/ask_pin"]["ended"] == {"caller": 2}
    assert live["reasons"] == [{"intent": "opening_hours", "title": "Opening hours", "calls": 0}]
    assert (await asked("?version=1"))["calls"] == 1 and (await asked("?version=1&span=30"))["calls"] == 2
    assert (await browser.get("/packages/line/graph/calls?version=9")).status_code == 404
    assert (await browser.get("/packages/line/graph/calls?version=x")).status_code == 404
    address = everything["steps"]["identity/ask_pin"]["address"]
    assert urlparse(address).path == "/calls"
    page = (await browser.get(f"{address}&ended=lost")).text
    assert 'id="call-old"' in page and 'id="call-two"' in page and 'id="call-one"' not in page
    week = (await browser.get(f"{address}&ended=lost".replace("last=30", "last=7"))).text
    assert 'id="call-two"' in week and 'id="call-old"' not in week


async def test_a_flow_that_is_not_live_or_that_nobody_called_says_so(browser, package):
    assert (await browser.get("/packages/line/graph/calls")).json()["state"] == "no_live"
    assert (await browser.get("/packages/line/graph/calls?version=all")).json()["state"] == "no_calls"


async def test_only_a_flow_that_takes_calls_has_them_counted(browser, package):
    assert 'id="called"' in (await browser.get("/packages/line/graph")).text
    for place in ("graph?whole=true", "graph/compared?against=1&at=1"):
        shown = await browser.get(f"/packages/line/{place}")
        assert shown.status_code == 200 and 'id="called"' not in shown.text


async def test_renames_of_saves_are_followed_to_the_draft(client, store, package):
    async with store.session() as session:
        draft = await Drafts(session).read("line")
        await versions.publish(session, Candidate("line", draft.revision, dict(draft.files), NEW, b"{}"), "eve")
        text = draft.files["flow.yaml"]
        name = next(line.strip(" :") for line in text.split("steps:\n", 1)[1].splitlines() if line.strip())
        changed = {"flow.yaml": text.replace(name, "renamed_step")}
        await Drafts(session).save("line", changed, draft.revision, "eve", "renamed")
    await deliver(client, records("one", [("", CallStarted()), (name, StepEntered(why="entry:inbound"))], now()))
    async with store.session() as session:
        found = await read(session, "line", now().date() - timedelta(days=2))
    assert list(found.steps) == ["renamed_step"] and found.steps["renamed_step"].names == [name]
