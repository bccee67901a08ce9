"""Browsers that mean no good, or no longer are there: every one gets a sentence or nothing, and no other call feels it."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from websockets.exceptions import ConnectionClosed

from dsl.journal import CallerHungUp
from dsl.release import Ticket, sign_ticket


@pytest.fixture
async def runtime(feed, start, release, parcel_status, prepared_data):
    feed.publish(release(parcel_status), parcel_status)
    running = await start(prepared_data)
    await running.in_force(1)
    return running


def ticket(token="shared-token", **about):
    return sign_ticket(Ticket(**({"nonce": str(time.monotonic_ns()), "expires": int(time.time()) + 60} | about)), token)


BAD_TICKETS = {
    "none": "",
    "nonsense": "x" * 5000,
    "not base64": "ä.ö",
    "of another house": ticket("another-token"),
    "too old": ticket(expires=int(time.time()) - 5),
    "changed": ticket().replace(".", "A."),
}


@pytest.mark.parametrize("text", BAD_TICKETS.values(), ids=BAD_TICKETS.keys())
async def test_a_bad_ticket_opens_nothing(runtime, text):
    async with runtime.dial(None, ticket=text) as browser:
        assert "opens no call" in (await browser.until("error"))["message"]
        with pytest.raises(ConnectionClosed):
            await browser.socket.recv()


async def test_a_ticket_opens_one_call_only(runtime):
    text = ticket()
    async with runtime.dial(ticket=text) as first:
        await first.until("listening")
        async with runtime.dial(None, ticket=text) as second:
            assert "used before" in (await second.until("error"))["message"]
        await first.send("hang_up")
        await first.until("ended")


FIRST = [
    b"\x00\x00",
    "{",
    '"start"',
    '{"type":"text","text":"hello"}',
    '{"type":"start","mode":"video"}',
    '{"type":"start","x":1}',
    "\x00",
]


@pytest.mark.parametrize("message", FIRST, ids=range(len(FIRST)))
async def test_a_call_begins_with_start_or_not_at_all(runtime, message):
    async with runtime.dial(None) as browser:
        await browser.socket.send(message)
        await browser.until("error")
        with pytest.raises(ConnectionClosed):
            await browser.socket.recv()


LATER = {
    "no json": "hello",
    "unknown type": '{"type":"shutdown"}',
    "unknown field": '{"type":"text","text":"x","admin":true}',
    "wrong type": '{"type":"person","accepts":"yes"}',
    "no key": '{"type":"key","key":"10"}',
    "long text": json.dumps({"type": "text", "text": "x" * 3000}),
    "long message": json.dumps({"type": "text", "text": "x" * 20_000}),
    "deep": "[" * 4000,
    "second start": '{"type":"start"}',
    "sound in a text call": bytes(640),
}


@pytest.mark.parametrize("message", LATER.values(), ids=LATER.keys())
async def test_a_malformed_message_gets_one_sentence_and_ends_the_call(eventually, runtime, feed, message):
    async with runtime.dial() as browser:
        await browser.until("listening")
        await browser.socket.send(message)
        sentence = (await browser.until("error"))["message"]
        assert sentence.endswith(".")
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(5):
                while True:
                    await browser.socket.recv()
    await eventually(lambda: CallerHungUp(how="line_lost") in [record.fact for record in feed.records.values()])


@pytest.mark.parametrize("message", [bytes(641), bytes(10_000)], ids=["odd", "long"])
async def test_sound_of_the_wrong_size_ends_the_call(runtime, message):
    async with runtime.dial("voice") as browser:
        await browser.until("ready")
        await browser.socket.send(message)
        assert "16-bit PCM" in (await browser.until("error"))["message"]


async def test_a_frame_too_large_for_the_port_ends_only_its_call(runtime):
    async with runtime.dial() as other:
        await other.until("listening")
        async with runtime.dial() as browser:
            await browser.until("listening")
            await browser.socket.send("x" * 200_000)
            with pytest.raises(ConnectionClosed):
                async with asyncio.timeout(5):
                    while True:
                        await browser.socket.recv()
        await other.send("text", text="where is my parcel")
        await other.until("listening", slot="parcel")


async def test_a_flood_of_messages_ends_its_call(runtime):
    async with runtime.dial() as browser:
        await browser.until("listening")
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(10):
                for _ in range(5000):
                    await browser.send("key", key="#")
                while True:
                    await browser.socket.recv()


async def test_a_browser_that_reads_nothing_does_not_slow_the_others(runtime):
    async with runtime.dial() as deaf:
        deaf.socket.transport.pause_reading()
        for number in range(60):
            await deaf.send("text", text=f"nonsense number {number}")
        async with runtime.dial() as other:
            began = time.monotonic()
            await other.until("listening")
            await other.send("text", text="where is my parcel")
            await other.until("listening", slot="parcel")
            assert time.monotonic() - began < 5
        deaf.socket.transport.resume_reading()


async def test_a_browser_that_vanishes_leaves_a_complete_call(eventually, runtime, feed):
    async with runtime.dial() as browser:
        await browser.until("listening")
        browser.socket.transport.abort()
    await eventually(lambda: CallerHungUp(how="line_lost") in [record.fact for record in feed.records.values()])


async def test_when_all_lines_are_busy_the_next_caller_is_told(runtime):
    runtime.runtime._switchboard._most_calls = 1
    async with runtime.dial() as first:
        await first.until("listening")
        async with runtime.dial() as second:
            assert (await second.until("error"))["message"] == "All lines are busy."


async def test_what_a_caller_says_is_shown_as_it_is_and_never_run(runtime):
    async with runtime.dial() as browser:
        await browser.until("listening")
        await browser.send("text", text="<script>alert(1)</script>\n\x07 <amount>")
        assert (await browser.until("heard"))["text"] == "<script>alert(1)</script> <amount>"
