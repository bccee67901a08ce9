"""Calls by text over a real WebSocket: a published flow, a draft in the workshop, and what stands in the journal after."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dsl.commands.package_files import compile_path, read_with_libraries
from dsl.compiler import compile_package
from dsl.journal import CallEnded, CallStarted, DataFetched, LanguageSwitched, QuestionUnknown, Said
from dsl.release import LineAssignment, Measure, Release, StopRule, WeightedBundle
from runtime.call.replay import replay
from runtime.call.script import EngineDialogue
from runtime.dialogue.engine import Program

FLOWS = Path(__file__).parents[3] / "flows"


def of_call(feed, call):
    return sorted((record for record in feed.records.values() if record.call == call), key=lambda record: record.sequence)


def is_complete(feed, call):
    records = of_call(feed, call)
    return bool(records) and isinstance(records[-1].fact, CallEnded) and len(records) == records[-1].sequence


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
    await eventually(lambda: is_complete(feed, ready["call"]), 2)
    assert ended["how"] == "line"
    records = of_call(feed, ready["call"])
    assert records[0].fact.caller == "13800001234"
    assert {record.bundle for record in records} == {parcel_status.identity}


async def test_an_unknown_question_is_with_the_designer_within_two_seconds_of_the_calls_end(
    eventually, feed, start, release, parcel_status, prepared_data
):
    feed.publish(release(parcel_status), parcel_status)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    async with runtime.dial() as browser:
        await browser.until("listening")
        await browser.send("text", text="do you sell concert tickets")
        heard = await browser.until("understood")
        await browser.until("listening")
        await browser.send("hang_up")
        await browser.until("ended", how="caller")
    assert heard["intent"] is None

    def asked() -> list[str]:
        return [record.fact.text for record in feed.records.values() if isinstance(record.fact, QuestionUnknown)]

    await eventually(lambda: asked() == ["do you sell concert tickets"], 2)


async def test_a_look_up_goes_to_the_host_that_the_release_maps(
    eventually, feed, start, release, parcel_status, prepared_data, company
):
    feed.publish(release(parcel_status, hosts={"demo.callwright.example": company}), parcel_status)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    async with runtime.dial() as browser:
        call = (await browser.until("ready"))["call"]
        await browser.until("listening")
        await browser.send("text", text="where is my parcel")
        await browser.until("listening", slot="parcel")
        for key in "4711":
            await browser.send("key", key=key)
        await browser.until("listening", step="anything_else")
        assert "on its way" in browser.said
    await eventually(lambda: is_complete(feed, call), 2)
    (fetched,) = [record.fact for record in of_call(feed, call) if isinstance(record.fact, DataFetched)]
    assert (fetched.outcome, fetched.values["status"]) == ("ok", "on its way")


async def test_a_chinese_call_with_a_secret_replays_exactly_and_keeps_the_secret(
    eventually, feed, start, release, phone_bill, prepared_data, company
):
    feed.publish(release(phone_bill, hosts={"demo.callwright.example": company}), phone_bill)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    async with runtime.dial() as browser:
        call = (await browser.until("ready"))["call"]
        await browser.until("listening")
        await browser.send("text", text="我账单上怎么多了一百块")
        understood = await browser.until("understood")
        assert (understood["intent"], understood["slots"]) == ("fee_dispute", {"amount": "100 CNY"})
        await browser.until("listening", slot="pin")
        for key in "123456":
            await browser.send("key", key=key)
        await browser.until("listening", slot="month")
        await browser.send("text", text="上个月的")
        await browser.until("listening", step="anything_else")
        assert "漫游费" in browser.said
        await browser.send("text", text="没有了")
        await browser.until("ended", disposition="solved")
    await eventually(lambda: is_complete(feed, call), 2)
    records = of_call(feed, call)
    assert "123456" not in str(records)
    assert replay(records, EngineDialogue(Program(phone_bill.bundle))) is None


async def test_a_draft_is_tried_out_in_the_workshop_and_leaves_no_trace(feed, start, parcel_status, prepared_data):
    feed.bundles[parcel_status.identity] = parcel_status.data
    workshop = await start(prepared_data, name="workshop", workshop=True)
    assert (await workshop.http.post("/prepare", content=parcel_status.data)).status_code == 200
    async with workshop.dial(bundle=parcel_status.identity) as browser:
        assert (await browser.until("ready"))["bundle"] == parcel_status.identity
        await browser.until("listening")
        await browser.send("text", text="a person please")
        summary = await browser.until("handing_off")
        assert summary["skill"] == "parcels"
        await browser.send("person", accepts=True)
        await browser.until("ended", how="handed_off")
    await asyncio.sleep(0.3)
    assert feed.records == {}


async def test_a_try_out_plays_the_world_as_it_is_wanted(feed, start, parcel_status, prepared_data):
    feed.bundles[parcel_status.identity] = parcel_status.data
    workshop = await start(prepared_data, name="workshop", workshop=True)
    assert (await workshop.http.post("/prepare", content=parcel_status.data)).status_code == 200
    async with workshop.dial(None, bundle=parcel_status.identity) as browser:
        record = {"status": "on its way", "arrives": "2030-01-05"}
        await browser.send("start", mode="text", now="2030-01-01T09:00:00+00:00", data={"parcel_record": record})
        await browser.until("listening")
        await browser.send("text", text="where is my parcel", interrupts=True)
        understood = await browser.until("understood")
        assert understood["ranked"][0] == [understood["intent"], understood["confidence"]] and "anger" in understood["mood"]
        assert understood["why"]["words"]["parcel"] > 0
        await browser.until("listening")
        await browser.send("text", text="four seven one one")
        assert (await browser.until("fetched")).items() >= {"name": "parcel_record", "outcome": "ok", "values": record}.items()
        await browser.until("listening")
        assert "January the fifth." in browser.said  # a date so near has no year
        await browser.send("text", text="well", anger=0.9)
        assert (await browser.until("handing_off"))["skill"] == "complaints"
    async with workshop.dial(None, bundle=parcel_status.identity) as browser:
        await browser.send("start", mode="text", data={"parcel_record": "failed"})
        await browser.until("listening")
        await browser.send("text", text="where is my parcel")
        await browser.until("listening")
        await browser.send("text", text="four seven one one")
        assert (await browser.until("fetched"))["outcome"] == "failed"


async def test_a_published_flow_takes_the_next_call_within_a_second_and_leaves_the_call_in_progress_alone(
    feed, start, release, parcel_status, prepared_data, flows
):
    files = read_with_libraries(flows / "parcel_status")
    changed = compile_package(
        files | {"flow.yaml": files["flow.yaml"].replace(b"How can I help you?", b"What can I do for you?")}
    )
    feed.publish(release(parcel_status), parcel_status)
    runtime = await start(prepared_data)
    workshop = await start(prepared_data, name="workshop", workshop=True)
    await runtime.in_force(1)
    assert (await workshop.http.post("/prepare", content=changed.data)).status_code == 200
    async with runtime.dial() as before:
        await before.until("listening")
        published = time.monotonic()
        feed.publish(release(changed, number=2), changed)
        await runtime.in_force(2)
        assert time.monotonic() - published <= 1
        async with runtime.dial() as after:
            await after.until("listening")
        assert "What can I do for you?" in after.said
        await before.send("silence")
        await before.until("listening")
        assert "What can I do" not in before.said


async def test_which_bundle_a_call_gets_follows_the_dialled_number(
    feed, start, parcel_status, phone_bill, release, prepared_data
):
    both = release(parcel_status)
    both = both.__class__(number=1, lines={"200": both.lines["*"], "100": release(phone_bill).lines["*"]})
    feed.publish(both, parcel_status, phone_bill)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    for dialled, compiled in (("100", phone_bill), ("200", parcel_status)):
        async with runtime.dial(dialled=dialled) as browser:
            assert (await browser.until("ready"))["bundle"] == compiled.identity
    async with runtime.dial(dialled="300") as browser:
        assert (await browser.until("error"))["message"] == "No flow answers this number."


async def test_in_an_emergency_no_flow_runs(eventually, feed, start, release, parcel_status, prepared_data):
    feed.publish(release(parcel_status), parcel_status)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    feed.publish(release(parcel_status, number=2, emergency=True), parcel_status)
    await runtime.in_force(2)
    async with runtime.dial(test=True) as browser:
        assert (await browser.until("ended"))["disposition"] == "emergency"
        assert "nobody is free" in browser.said  # this release names no people
    await eventually(lambda: len(feed.records) == 3)
    facts = {type(record.fact): record.fact for record in feed.records.values()}
    assert set(facts) == {CallStarted, Said, CallEnded}
    assert facts[CallStarted].test, "its ticket says that nobody calls"


async def test_the_emergency_switch_speaks_closes_and_ends_by_itself_with_the_designer_away(
    eventually, feed, start, release, parcel_status, prepared_data
):
    feed.publish(release(parcel_status), parcel_status)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    said = {"en": "We are closed today.", "zh": "今天暂停服务。"}
    late = datetime.now(UTC) + timedelta(seconds=1.5)
    measures = {"100": Measure(does="close", until=late, says=said), "200": Measure(does="notice", until=late, says=said)}
    feed.publish(release(parcel_status, number=2, measures=measures), parcel_status)
    await runtime.in_force(2)
    await feed.down()
    async with runtime.dial(dialled="100") as browser:
        call = (await browser.until("ready"))["call"]
        ended = await browser.until("ended")
        assert (ended["how"], ended["disposition"], browser.said) == ("line", "emergency", "We are closed today.")
    async with runtime.dial(dialled="200") as browser:
        await browser.until("listening")
        assert browser.said.startswith("We are closed today. ") and "automated" in browser.said
    async with runtime.dial(dialled="300") as browser:
        await browser.until("listening")
        assert "closed" not in browser.said
    await asyncio.sleep(max(0.0, (late - datetime.now(UTC)).total_seconds()))
    async with runtime.dial(dialled="100") as browser:
        await browser.until("listening")
        assert "closed" not in browser.said
    await feed.up()
    await eventually(lambda: is_complete(feed, call))
    assert [type(record.fact) for record in of_call(feed, call)] == [CallStarted, Said, CallEnded]
    assert {record.package for record in of_call(feed, call)} == {"parcel_status"}


async def test_a_version_that_does_worse_loses_its_share_though_the_designer_is_away(
    eventually, feed, start, parcel_status, phone_bill, prepared_data
):
    live, tried = parcel_status.identity, phone_bill.identity
    rule = StopRule(rollout=7, bundle=tried, worse_by=50, after=2)
    shared = LineAssignment(package="parcel_status", bundles=(WeightedBundle(live), WeightedBundle(tried)), stop=rule)
    feed.publish(Release(number=1, lines={"*": shared}), parcel_status, phone_bill)
    runtime = await start(prepared_data, name="tries")
    await runtime.in_force(1)
    await feed.down()

    async def ring() -> str:
        async with runtime.dial() as browser:
            ready = await browser.until("ready")
            await browser.until("listening")
            if ready["bundle"] == tried:
                await browser.send("hang_up")
            else:
                await browser.send("text", text="goodbye")
            await browser.until("ended")
        return ready["bundle"]

    runs = [await ring() for _ in range(2)]
    while min(runs.count(live), runs.count(tried)) < 2:
        runs.append(await ring())
    await eventually(lambda: runtime.runtime._switchboard.trials.stopped == (7,))
    assert {await ring() for _ in range(6)} == {live}
    await runtime.close()
    again = await start(prepared_data, name="tries")  # from the release and the stop that are on disk
    assert again.runtime._switchboard.trials.left(shared).bundles == (WeightedBundle(live),)
    await feed.up()
    await eventually(lambda: any(status["stopped"] == [7] for status in feed.statuses))


async def test_a_number_may_choose_the_language_and_a_caller_another(eventually, feed, start, prepared_data, company):
    desk = compile_path(FLOWS / "front_desk")
    line = LineAssignment(package="front_desk", bundles=(WeightedBundle(desk.identity),), language="en-US")
    feed.publish(Release(number=1, lines={"*": line}, hosts={"demo.callwright.example": company}), desk)
    runtime = await start(prepared_data)
    await runtime.in_force(1)
    async with runtime.dial() as browser:
        call = (await browser.until("ready"))["call"]
        await browser.until("listening")
        assert "Bayview Hotel" in browser.said
        await browser.send("text", text="has my package arrived")
        await browser.until("listening", slot="room")
        await browser.send("text", text="请说中文")
        await browser.until("listening", slot="room")
        await browser.send("text", text="三零五")
        await browser.until("listening", step="anything_else")
        assert "您的两个包裹" in browser.said
        await browser.send("text", text="没有了")
        await browser.until("ended", how="line")
    await eventually(lambda: is_complete(feed, call), 2)
    records = of_call(feed, call)
    assert records[0].fact.language == "en-US"
    assert [record.fact.language for record in records if isinstance(record.fact, LanguageSwitched)] == ["zh-CN"]
    assert replay(records, EngineDialogue(Program(desk.bundle))) is None
