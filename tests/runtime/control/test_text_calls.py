"""Calls by text over a real WebSocket: a published flow, a draft in the workshop, and what stands in the journal after."""

from __future__ import annotations

from dsl.journal import CallEnded


async def test_a_browser_rings_a_published_flow_and_its_journal_arrives(
    eventually, feed, start, release, parcel_status, prepared_data
):
    feed.publish(release(parcel_status), parcel_status)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    async with runtime.dial(dialled="100") as browser:
        ready = await browser.until("ready")
        assert (ready["language"], ready["mode"], ready["rate"]) == (parcel_status.bundle.language, "text", 8000)
        await browser.until("listening")
        assert "automated" in browser.said
        await browser.send("text", text="goodbye")
        ended = await browser.until("ended")
    await eventually(lambda: any(isinstance(record.fact, CallEnded) for record in feed.records.values()), 2)
    assert ended["how"] == "line"
    records = sorted((r for r in feed.records.values() if r.call == ready["call"]), key=lambda r: r.sequence)
    assert [record.sequence for record in records] == list(range(1, len(records) + 1))
    assert records[0].fact.caller == "13800001234"
    assert {record.bundle for record in records} == {parcel_status.identity}
