"""A version on a share of the calls: what the release says, how it is stopped, and the ways it ends."""

import asyncio
from datetime import timedelta

import msgspec
import pytest
from sqlmodel import select

from designer import rolling_out
from designer.background import watch_rollouts
from designer.calls import intake
from designer.publishing import release, rollouts, versions
from designer.store.engine import Store, post_after_commit
from designer.store.moments import now
from designer.store.tables import AuditEntry, CallSummary, Rollout
from dsl.release import RuntimeStatus, WeightedBundle, choose_bundle
from tests.designer.browser import MACHINE
from tests.designer.test_publishing import edit, live, publish

PAGE = "/packages/line/rollouts/1"


@pytest.fixture
async def tried(browser, package, store: Store) -> tuple[str, str]:
    """Version 2 runs on a quarter of the calls, held against version 1: the bundles of both."""
    await browser.post("/numbers", {"dialled": "1001", "package": "line"})
    await publish(browser, store)
    revision = await edit(store, "Goodbye", "Bye now")
    form = {"revision": str(revision), "percent": "25", "worse_by": "10", "after": "20"}
    assert (await browser.post("/packages/line/publish", form)).status_code == 303
    async with store.session() as session:
        first, second = [(await versions.find(session, "line", number)).bundle for number in (1, 2)]
    return first, second


async def ended(store: Store, bundle: str, **endings: int) -> None:
    async with store.session() as session:
        for how, times in endings.items():
            for number in range(times):
                at = now() + timedelta(milliseconds=number)
                call = f"{bundle[:8]}-{how}-{at.isoformat()}"
                session.add(
                    CallSummary(call=call, package="line", bundle=bundle, started_at=at, last_at=at, ended_at=at, how=how)
                )
        post_after_commit(session, intake.CALLS)


async def line_of(store: Store):
    async with store.session() as session:
        return (await release.assemble(session, 0)).lines["1001"]


async def the(store: Store) -> Rollout:
    async with store.session() as session:
        return await rollouts.find(session, "line", 1)


async def deeds(store: Store) -> list[str]:
    async with store.session() as session:
        return [f"{entry.what} {entry.subject}" for entry in (await session.exec(select(AuditEntry))).all()]


async def test_a_share_of_the_calls_runs_it_and_the_live_version_stays(browser, store, tried):
    first, second = tried
    line = await line_of(store)
    assert line.bundles == (WeightedBundle(first, 75), WeightedBundle(second, 25))
    assert line.stop is not None and (line.stop.bundle, line.stop.worse_by, line.stop.after) == (second, 10, 20)
    share = sum(choose_bundle(line, f"call-{number}") == second for number in range(2000)) / 2000
    assert 0.22 < share < 0.28
    assert (await live(store)).number == 1
    page = (await browser.get("/packages/line/publish")).text
    assert "Version 2 runs on 25% of the calls" in page and PAGE in page
    assert "2 on 25%" in (await browser.get("/today")).text


@pytest.mark.databases("sqlite", "postgresql")
async def test_both_versions_stand_side_by_side_with_the_calls_behind_them(browser, store, tried):
    first, second = tried
    await ended(store, first, line=30, caller=10)
    await ended(store, second, line=8, handed_off=1, error=1)
    page = (await browser.get(PAGE)).text
    assert f"bundle={second}" in page and "Too few calls to tell" in page
    async with store.session() as session:
        found = await rolling_out.standing(session, await rollouts.find(session, "line", 1))
    assert (found.live.calls, found.live.hung_up) == (40, 10)
    assert (found.tried.completed, found.tried.handed_off, found.tried.failed) == (8, 1, 1)
    calls = (await browser.get(f"/calls?package=line&ended=handed_off&bundle={second}")).text
    assert f"{second[:8]}-handed_off" in calls and "-error-" not in calls and "-line-" not in calls
    assert "Version 2 only" in calls
    assert (await browser.get(PAGE + "/figures")).status_code == 200


async def test_the_rule_stops_it_once_there_are_calls_enough(browser, store, tried):
    first, second = tried
    watching = asyncio.create_task(watch_rollouts(store, None))
    try:
        await ended(store, first, line=20)
        await ended(store, second, line=9, handed_off=10)  # worse by far, and a call too few
        await asyncio.sleep(0.5)
        assert (await the(store)).state == "running"
        await ended(store, second, line=1)
        async with asyncio.timeout(5):
            while (await the(store)).state == "running":  # noqa: ASYNC110 - another task is waited for
                await asyncio.sleep(0.02)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    stopped = await the(store)
    assert (stopped.state, stopped.reason, stopped.ended_by) == ("stopped", "handed_off", "")
    line = await line_of(store)
    assert line.bundles == (WeightedBundle(first),) and line.stop is None
    assert "rollout_stopped line 2 25% handed_off" in await deeds(store)
    today = (await browser.get("/today")).text
    assert "version 2 did worse on its share" in today and f'hx-post="{PAGE}/put-away"' in today
    assert "handed to people 10 points" in (await browser.get(PAGE)).text
    for deed in ("finish", "withdraw"):
        assert (await browser.post(f"{PAGE}/{deed}")).status_code == 409
    async with store.session() as session:
        await rolling_out.put_away(session, await rollouts.find(session, "line", 1), "ann")
    assert "did worse" not in (await browser.get("/today")).text and "ann put it away" in (await browser.get(PAGE)).text
    assert "rollout_put_away line 2 25%" in await deeds(store)
    assert (await browser.post(f"{PAGE}/put-away")).status_code == 409
    async with store.session() as session:
        (await session.get_one(Rollout, 1)).seen_by = ""
    await edit(store, "Bye now", "So long")
    assert (await publish(browser, store)).status_code == 303
    assert "did worse" not in (await browser.get("/today")).text


async def test_a_runtime_that_stopped_it_by_itself_is_heard(client, browser, store, tried):
    status = RuntimeStatus(name="one", role="live", control="http://127.0.0.1:1", line_port=1, stopped=(1, 99))
    assert (await client.post("/feed/status", content=msgspec.json.encode(status), headers=MACHINE)).status_code == 204
    assert ((await the(store)).state, (await the(store)).reason) == ("stopped", "runtime")
    assert "A line stopped it" in (await browser.get(PAGE)).text
    assert (await client.post("/feed/status", content=msgspec.json.encode(status), headers=MACHINE)).status_code == 204


@pytest.mark.databases("sqlite", "postgresql")
async def test_who_ends_it_a_moment_later_ends_nothing(store, tried):
    first, second = tried
    await ended(store, first, line=20)
    await ended(store, second, error=20)
    async with store.session() as slow:
        looked_at = await rollouts.find(slow, "line", 1)
        async with store.session() as quick:
            assert [one.id for one in await rolling_out.stop_those_that_do_worse(quick)] == [1]
        assert looked_at.state == "running" and await rolling_out.stop_those_that_do_worse(slow) == []
        await rolling_out.stopped_by_a_runtime(slow, {1})
    assert (await deeds(store)).count("rollout_stopped line 2 25% failed") == 1


async def test_to_everybody_makes_it_the_live_version(browser, store, tried):
    assert (await browser.post(f"{PAGE}/finish")).status_code == 303
    assert (await live(store)).number == 2 and (await the(store)).state == "finished"
    assert (await line_of(store)).bundles == (WeightedBundle(tried[1]),)


async def test_the_share_and_the_rule_can_be_changed_and_taken_back(browser, store, tried):
    form = {"percent": "50", "worse_by": "5", "after": "100"}
    assert (await browser.post(f"{PAGE}/share", form)).status_code == 303
    line = await line_of(store)
    assert [item.weight for item in line.bundles] == [50, 50] and line.stop.rollout == 1
    assert (await browser.post(f"{PAGE}/withdraw")).status_code == 303
    assert (await the(store)).state == "withdrawn" and (await live(store)).number == 1
    assert (await line_of(store)).stop is None


async def test_nothing_else_is_published_meanwhile_but_a_roll_back_waits_for_nothing(browser, store, tried):
    await edit(store, "Bye now", "So long")
    assert (await publish(browser, store)).status_code == 409
    assert (await browser.post("/packages/line/versions/2/restore")).status_code == 303
    assert (await the(store)).state == "withdrawn" and (await live(store)).number == 3


@pytest.mark.parametrize("form", [{"percent": "91"}, {"percent": "-1"}, {"percent": "some"}, {"percent": "5", "after": "0"}])
async def test_a_share_that_makes_no_sense_is_one_sentence(browser, store, package, form):
    await publish(browser, store)
    revision = await edit(store, "Goodbye", "Bye now")
    answer = await browser.post("/packages/line/publish", {"revision": str(revision)} | form)
    assert answer.status_code == 422 and 'role="alert"' in answer.text


async def test_the_first_version_goes_to_every_call(browser, store, package):
    assert (await browser.post("/packages/line/publish", {"revision": "1", "percent": "10"})).status_code == 409
    async with store.session() as session:
        assert await versions.all_versions(session, "line") == []


async def test_a_share_waits_for_the_second_person_as_well(browser, make_browser, store, package):
    await publish(browser, store)
    revision = await edit(store, "Goodbye", "Bye now")
    await browser.post("/settings/approval", {"approval": "true"})
    form = {"revision": str(revision), "percent": "10", "worse_by": "7", "after": "30"}
    assert (await browser.post("/packages/line/publish", form)).status_code == 303
    other = make_browser()
    await other.sign_in("publisher")
    assert "For 10% of the calls." in (await other.get("/packages/line/proposals/1")).text
    assert (await other.post("/packages/line/proposals/1/approve")).status_code == 303
    rollout = await the(store)
    assert (rollout.percent, rollout.worse_by, rollout.after, rollout.by) == (10, 7, 30, "boss")
    assert (await live(store)).number == 1
