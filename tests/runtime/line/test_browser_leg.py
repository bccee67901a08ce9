"""The browser's leg by itself: sound both ways, its pace, silence at once, and a browser that does not read."""

from __future__ import annotations

import asyncio
import json

import numpy as np
import pytest

from runtime.line.browser import FRAME_BYTES, MICROPHONE_RATE, MOST_UNREAD, BrowserLeg
from runtime.line.protocols import Audio, Digit, HungUp, PersonAnswered, SilenceClaimed, TextTyped


class FakeSocket:
    """The other end in memory. `deaf`: nothing that is sent gets through."""

    def __init__(self):
        self.inbox = asyncio.Queue()
        self.sent = []
        self.closed = False
        self.deaf = asyncio.Event()

    def says(self, kind, **rest):
        self.inbox.put_nowait(json.dumps({"type": kind, **rest}))

    async def receive(self):
        return await self.inbox.get()

    async def send(self, message):
        if self.deaf.is_set():
            await asyncio.Event().wait()
        self.sent.append(message)

    async def close(self):
        self.closed = True

    @property
    def sound(self):
        return b"".join(message for message in self.sent if isinstance(message, bytes))

    @property
    def messages(self):
        return [json.loads(message) for message in self.sent if isinstance(message, str)]


@pytest.fixture
async def line():
    """A leg that has started by voice, carried beside the test."""
    socket = FakeSocket()
    leg = BrowserLeg(socket, "call-1")
    socket.says("start", mode="voice")
    assert await leg.started()
    await leg.say_ready({})
    carrying = asyncio.create_task(leg.run())
    yield leg, socket, carrying
    carrying.cancel()
    await asyncio.gather(carrying, return_exceptions=True)


async def events_of(leg, count):
    found = []
    async with asyncio.timeout(3):
        async for event in leg.events():
            found.append(event)
            if len(found) == count:
                return found
    return found


async def test_what_the_caller_does_comes_in_order_and_hang_up_last(line):
    leg, socket, _ = line
    socket.says("text", text="hello")
    socket.says("key", key="#")
    socket.says("silence")
    socket.says("person", accepts=False)
    socket.says("hang_up")
    assert await events_of(leg, 9) == [TextTyped("hello"), Digit("#"), SilenceClaimed(), PersonAnswered(False), HungUp()]


async def test_the_microphone_becomes_8_khz_frames_of_the_same_tone(line):
    leg, socket, _ = line
    seconds = np.arange(MICROPHONE_RATE) / MICROPHONE_RATE
    tone = (np.sin(2 * np.pi * 440 * seconds) * 8000).astype("<i2").tobytes()
    for start in range(0, len(tone), 640):
        socket.inbox.put_nowait(tone[start : start + 640])
        await asyncio.sleep(0)
    frames = await events_of(leg, 45)
    assert all(isinstance(frame, Audio) and len(frame.pcm) == FRAME_BYTES for frame in frames)
    heard = np.frombuffer(b"".join(frame.pcm for frame in frames), dtype="<i2")
    spectrum = np.abs(np.fft.rfft(heard))
    assert abs(spectrum.argmax() * 8000 / len(heard) - 440) < 5


async def test_sound_is_sent_shortly_before_it_is_due_and_counted_until_heard(line):
    leg, socket, _ = line
    await leg.play(bytes(8000 * 2))  # a second
    assert 950 <= leg.queued_ms() <= 1000
    await asyncio.sleep(0.15)
    sent_ms = len(socket.sound) / 16
    assert 400 <= sent_ms <= 700
    assert 780 <= leg.queued_ms() <= 870
    await asyncio.sleep(1)
    assert len(socket.sound) == 8000 * 2
    assert leg.queued_ms() == 0


async def test_clear_drops_what_was_not_sent_and_tells_the_browser(line):
    leg, socket, _ = line
    await leg.play(bytes(8000 * 2))
    await asyncio.sleep(0.05)
    await leg.clear()
    assert leg.queued_ms() == 0
    await asyncio.sleep(0.6)
    assert len(socket.sound) <= 500 * 16
    assert socket.messages[-1] == {"type": "clear"}
    await leg.play(bytes(1600))  # the next prompt begins at once
    await asyncio.sleep(0.05)
    assert socket.sent[-1] == bytes(1600)


async def test_a_browser_that_does_not_read_loses_its_call(line, caplog):
    leg, socket, carrying = line
    socket.deaf.set()
    for number in range(MOST_UNREAD + 2):
        await leg.show({"type": "said", "text": str(number)})
    assert (await events_of(leg, 1)) == [HungUp(how="line_lost")]
    assert "reads too slowly" in caplog.text
    await leg.hang_up()
    async with asyncio.timeout(5):
        await carrying
    assert socket.closed


async def test_a_hang_up_of_ours_sends_what_is_left_and_closes(line):
    leg, socket, carrying = line
    await leg.show({"type": "ended", "how": "line", "disposition": "solved"})
    await leg.hang_up()
    async with asyncio.timeout(3):
        await carrying
    assert socket.messages[-1]["type"] == "ended"
    assert socket.closed
    await leg.hang_up()  # of an ended call: nothing happens


async def test_a_browser_that_is_gone_is_a_lost_line(line):
    leg, socket, carrying = line
    socket.inbox.put_nowait(None)
    assert await events_of(leg, 1) == [HungUp(how="line_lost")]
    await carrying
    assert socket.closed


async def test_a_browser_cannot_be_transferred(line):
    leg, _, _ = line
    assert await leg.transfer("sip:people@example") is False
