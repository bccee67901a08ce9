"""The leg of a SIP call: what is queued is known to the byte, and every call ends once."""

import asyncio

from runtime.line.protocols import Audio, Digit, HungUp
from runtime.line.sip.leg import MOST_QUEUED_BYTES, MOST_UNHEARD_FRAMES, SipLeg
from runtime.line.sip.wire import Caller, Kind, Message, Reader, encode_audio


class LineProcess:
    """Takes down what the leg orders."""

    def __init__(self) -> None:
        self.orders: list[tuple[Kind, bytes]] = []
        self.leg = SipLeg(3, Caller(caller="1", dialled="2"), lambda kind, _, body: self.orders.append((kind, body)))

    def says(self, kind: Kind, body: bytes = b"") -> None:
        self.leg.receive(Message(kind, 3, body))

    def has_played(self, size: int, pcm: bytes = bytes(320)) -> None:
        (message,) = Reader().feed(encode_audio(3, size, pcm))
        self.leg.receive(message)

    @property
    def given(self) -> int:
        return sum(len(body) for kind, body in self.orders if kind is Kind.PLAY)


async def test_what_is_queued() -> None:
    line = LineProcess()
    await line.leg.play(bytes(16_000))
    await line.leg.play(bytes(320))
    assert line.leg.queued_ms() == 1020
    line.has_played(8_000)
    assert line.leg.queued_ms() == 520
    await line.leg.clear()
    assert line.leg.queued_ms() == 0
    line.has_played(9_000)  # said before it obeyed
    assert line.leg.queued_ms() == 0
    await line.leg.play(bytes(160))
    assert line.leg.queued_ms() == 10


async def test_a_long_speech_waits_for_room_and_is_dropped_with_the_rest() -> None:
    line = LineProcess()
    speech = asyncio.create_task(line.leg.play(bytes(2 * MOST_QUEUED_BYTES)))
    await asyncio.sleep(0)
    assert not speech.done()
    assert MOST_QUEUED_BYTES < line.given < 1.1 * MOST_QUEUED_BYTES
    assert line.leg.queued_ms() == 2 * MOST_QUEUED_BYTES // 16
    line.has_played(line.given // 2)
    await asyncio.sleep(0)
    before = line.given
    await line.leg.clear()
    await speech
    assert line.given == before
    assert line.leg.queued_ms() == 0


async def test_hang_up_is_told_once_and_an_ended_call_is_fine() -> None:
    line = LineProcess()
    ending = asyncio.gather(line.leg.hang_up(), line.leg.hang_up())
    await asyncio.sleep(0)
    line.says(Kind.ENDED, b"caller")
    await ending
    await line.leg.hang_up()
    await line.leg.clear()
    assert not await line.leg.transfer("sip:x@y")
    line.says(Kind.ENDED, b"caller")
    line.has_played(0)
    assert [event async for event in line.leg.events()] == [HungUp()]


async def test_a_call_whose_line_is_lost_says_so_last() -> None:
    line = LineProcess()
    line.has_played(0, b"\1" * 320)
    line.says(Kind.DIGIT, b"5")
    line.leg.end("line_lost")
    events = [event async for event in line.leg.events()]
    assert events == [Audio(b"\1" * 320), Digit("5"), HungUp("line_lost")]


async def test_a_call_that_does_not_listen_keeps_the_newest_sound_and_every_key() -> None:
    line = LineProcess()
    line.says(Kind.DIGIT, b"1")
    for number in range(MOST_UNHEARD_FRAMES + 100):
        line.has_played(0, number.to_bytes(2, "little"))
    line.leg.end("caller")
    events = [event async for event in line.leg.events()]
    assert events[0] == Digit("1")
    assert events[-1] == HungUp()
    frames = [event.pcm for event in events if isinstance(event, Audio)]
    assert len(frames) == MOST_UNHEARD_FRAMES
    assert frames[-1] == (MOST_UNHEARD_FRAMES + 99).to_bytes(2, "little")


async def test_transfer_waits_for_its_result() -> None:
    for body, moved in ((b"1", True), (b"0", False)):
        line = LineProcess()
        asking = asyncio.create_task(line.leg.transfer("sip:agents@pbx.example"))
        await asyncio.sleep(0)
        assert line.orders == [(Kind.TRANSFER, b"sip:agents@pbx.example")]
        line.says(Kind.TRANSFERRED, body)
        assert await asking is moved
