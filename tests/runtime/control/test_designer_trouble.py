"""The designer is down, slow, broken or restarting; the runtime is killed: calls go on, and no fact is lost or kept twice."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from dsl.journal import CallEnded, CallerSpoke


def ended_calls(feed):
    return [record.call for record in feed.records.values() if isinstance(record.fact, CallEnded)]


def gapless(feed):
    by_call = {}
    for record in feed.records.values():
        by_call.setdefault(record.call, []).append(record.sequence)
    return all(sorted(sequences) == list(range(1, len(sequences) + 1)) for sequences in by_call.values())


async def ring_through(runtime):
    async with runtime.dial() as browser:
        await browser.until("listening")
        await browser.send("text", text="goodbye")
        await browser.until("ended", how="line")


async def test_killing_the_designer_in_a_call_costs_nothing(eventually, feed, start, release, parcel_status, prepared_data):
    feed.publish(release(parcel_status), parcel_status)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    async with runtime.dial() as browser:
        await browser.until("listening")
        await feed.down()
        await browser.send("text", text="where is my parcel")
        await browser.until("listening", slot="parcel")
        await ring_through(runtime)  # the next call is taken as well
        await browser.send("hang_up")
        await browser.until("ended", how="caller")
    await feed.up()
    await eventually(lambda: len(ended_calls(feed)) == 2, 10)
    assert gapless(feed)


async def test_a_designer_in_trouble_is_asked_again_and_records_arrive_once_each(
    eventually, feed, start, release, parcel_status, prepared_data
):
    feed.publish(release(parcel_status), parcel_status)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    for status in (500, 503, 429, 401, 404):
        feed.trouble = lambda path, status=status: status
        await ring_through(runtime)
    feed.trouble = lambda path: 0
    await eventually(lambda: len(ended_calls(feed)) == 5, 10)
    assert gapless(feed)
    assert len(feed.arrivals) == len(set(feed.arrivals))  # nothing was taken while it was in trouble


async def test_records_that_the_designer_took_without_saying_so_come_again_under_the_same_name(
    eventually, feed, start, release, parcel_status, prepared_data
):
    feed.publish(release(parcel_status), parcel_status)
    feed.swallow = 2  # answers to the first two deliveries are lost
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    await ring_through(runtime)
    await eventually(lambda: len(ended_calls(feed)) == 1, 10)
    await eventually(lambda: runtime.runtime._outbox.waiting == 0, 10)
    assert len(feed.arrivals) > len(set(feed.arrivals))
    assert gapless(feed)


async def test_without_a_designer_the_last_release_takes_calls(feed, start, release, parcel_status, prepared_data):
    feed.publish(release(parcel_status), parcel_status)
    first = await start(prepared_data, name="lonely")
    await first.in_force(1)
    await first.close()
    await feed.down()
    again = await start(prepared_data, name="lonely")
    await again.in_force(1)
    await ring_through(again)


async def test_a_release_that_cannot_run_does_not_displace_the_one_that_does(
    eventually, feed, start, release, parcel_status, prepared_data, caplog
):
    feed.publish(release(parcel_status), parcel_status)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    broken = release(parcel_status, number=2)
    line = broken.lines["*"].__class__(package="gone", bundles=(broken.lines["*"].bundles[0].__class__("0" * 64),))
    feed.publish(broken.__class__(number=2, lines={"*": line}, hosts={"crm.example": ""}))
    await eventually(lambda: "cannot run here" in caplog.text)
    await eventually(lambda: runtime.runtime._switchboard.release.hosts == {"crm.example": ""})  # all else of it holds
    await ring_through(runtime)


async def test_a_bundle_that_is_not_what_it_says_is_not_run(eventually, feed, start, release, parcel_status, tmp_path, caplog):
    feed.publish(release(parcel_status), parcel_status)
    feed.bundles[parcel_status.identity] = parcel_status.data + b" "
    runtime = await start(tmp_path)
    await eventually(lambda: "not the one that was asked for" in caplog.text)
    assert runtime.runtime._switchboard.release.lines == {}


async def test_a_release_that_cannot_be_read_changes_nothing(feed, start, release, parcel_status, prepared_data, monkeypatch):
    feed.publish(release(parcel_status), parcel_status)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    feed.raw_release = b'{"number": "two"}'
    feed.changed.set()
    await asyncio.sleep(0.5)
    await ring_through(runtime)


async def test_the_heartbeat_says_where_and_how_the_runtime_is(eventually, feed, start, release, parcel_status, prepared_data):
    feed.publish(release(parcel_status), parcel_status)
    runtime = await start(prepared_data)
    await eventually(lambda: any(status["release"] == 1 for status in feed.statuses), 20)
    status = feed.statuses[-1]
    assert (status["role"], status["line_port"], status["calls"]) == ("live", runtime.runtime.port, 0)
    assert (await runtime.http.get(status["control"] + "/health")).status_code == 200
    before = len(feed.statuses)
    await asyncio.sleep(2.3)
    assert len(feed.statuses) - before in (1, 2)


async def test_prepared_artefacts_are_shared_through_the_designer(feed, start, release, parcel_status, prepared_data, tmp_path):
    feed.publish(release(parcel_status), parcel_status)
    first = await start(prepared_data)
    await first.in_force(1)
    library = first.runtime._library
    parts = library._understanding.parts(parcel_status.bundle)
    await library._sharing.give(parts, prepared_data / "artefacts")
    assert set(parts) <= set(feed.artefacts)
    began = time.monotonic()
    second = await start(tmp_path)
    await second.in_force(1)
    assert second.runtime._library.preparation(parcel_status.identity).seconds == 0  # no process prepared it here
    assert (tmp_path / "artefacts" / parts[0]).read_bytes() == feed.artefacts[parts[0]]
    assert time.monotonic() - began < 20


async def test_a_killed_runtime_loses_no_event_and_the_next_ends_its_call(
    eventually, feed, release, parcel_status, prepared_data, tmp_path, start, spawn
):
    """A process of its own this time: killed by `kill -9` in a call while the designer is away, and started again."""
    feed.publish(release(parcel_status), parcel_status)
    await (await start(prepared_data)).in_force(1)  # so that the understanding is prepared
    (tmp_path / "artefacts").symlink_to(prepared_data / "artefacts")
    feed.statuses.clear()
    runtime = spawn(tmp_path)
    await eventually(lambda: any(seen["release"] == 1 and seen["name"] == "live" for seen in feed.statuses), 30)
    feed.trouble = lambda path: 503
    async with runtime.dial() as browser:
        call = (await browser.until("ready"))["call"]
        await browser.until("listening")
        await browser.send("text", text="where is my parcel")
        await browser.until("listening", slot="parcel")
        runtime.kill()
        with suppress(ConnectionClosed):
            await browser.socket.recv()
    assert feed.records == {}
    feed.trouble = lambda path: 0
    spawn(tmp_path)
    await eventually(lambda: call in ended_calls(feed), 30)
    assert gapless(feed)
    facts = [record.fact for record in sorted(feed.records.values(), key=lambda record: record.sequence)]
    assert "where is my parcel" in [fact.text for fact in facts if isinstance(fact, CallerSpoke)]
    assert facts[-1] == CallEnded(how="error", disposition="runtime_lost")


async def test_told_to_end_a_runtime_lets_its_calls_finish_and_delivers_their_last_facts(
    eventually, feed, release, parcel_status, prepared_data, tmp_path, start, spawn
):
    feed.publish(release(parcel_status), parcel_status)
    await (await start(prepared_data)).in_force(1)
    (tmp_path / "artefacts").symlink_to(prepared_data / "artefacts")
    feed.statuses.clear()
    runtime = spawn(tmp_path)
    await eventually(lambda: any(seen["release"] == 1 and seen["name"] == "live" for seen in feed.statuses), 30)
    async with runtime.dial() as browser:
        await browser.until("listening")
        ending = asyncio.create_task(runtime.end())
        await browser.until("ended", how="line_lost")  # the second of grace is over
    assert await ending == 0
    assert len(ended_calls(feed)) == 1
    assert gapless(feed)
