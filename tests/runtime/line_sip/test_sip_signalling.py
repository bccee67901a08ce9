"""Real calls over UDP: answered, cancelled, refused, held, handed over and ended, in every order that was seen to fail."""

import asyncio
import logging
import random

import pytest

from runtime.line.protocols import Digit, HungUp, Leg
from tests.peers.sip_message import SipMessage, read_sdp
from tests.peers.sip_peer import SipPeer
from tests.runtime.line_sip.conversation import Conversation, OpenLine, until

SETTLE_SECONDS = 0.3  # longer than baresip waits before it re-INVITEs a call that it isn't content with


async def test_a_call_is_answered_and_the_caller_hangs_up(open_line: OpenLine) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    async with await SipPeer.open(line.port, "4711") as peer:
        assert await peer.dial() == 200
        await asyncio.sleep(SETTLE_SECONDS)
        assert not peer.requests("INVITE"), "one offer and one answer are enough"
        assert peer.media is not None
        assert peer.media.payload_types == (0, 101)
        assert await peer.hang_up() == 200
        await until(lambda: not line.calls)
    (leg,) = conversation.legs
    assert (leg.caller, leg.dialled, leg.line, leg.direction, leg.voice) == ("+4915112345", "4711", "sip", "inbound", True)
    assert conversation.without_sound() == [HungUp("caller")]


async def test_who_calls_and_what_was_dialled(open_line: OpenLine) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    async with await SipPeer.open(line.port) as peer:
        peer.from_header = '"Eva, \\"the\\" <sip:9@x> caller" <tel:+49-151-123>'
        peer.to_header = "<sip:100@service.example>"
        assert await peer.dial(request_uri=f"sip:%2B4930200@127.0.0.1:{line.port};user=phone") == 200
        leg = await conversation.leg()
    assert (leg.caller, leg.dialled) == ("+49151123", "+4930200")


async def test_numbers_and_keys_stand_in_no_log(
    open_line: OpenLine, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    line = await open_line(Conversation())
    async with await SipPeer.open(line.port, "46464646") as peer:
        await peer.dial()
        await peer.rtp.press("5")
        await peer.hang_up()
        await until(lambda: not line.calls)
    await line.close()
    written = caplog.text + "".join(capfd.readouterr())
    assert "46464646" not in written
    assert "15112345" not in written
    assert "Digit" not in written


async def test_our_hang_up_reaches_the_caller(open_line: OpenLine) -> None:
    async def say_goodbye(leg: Leg) -> None:
        await leg.hang_up()
        await leg.hang_up()
        assert [event async for event in leg.events()][-1] == HungUp("caller")
        await leg.hang_up()

    line = await open_line(say_goodbye)
    async with await SipPeer.open(line.port) as peer:
        assert await peer.dial() == 200
        await asyncio.wait_for(peer.hung_up_by_line.wait(), 10)
        assert len(peer.requests("BYE")) == 1
        await until(lambda: not line.calls)


async def test_a_conversation_that_fails_ends_its_call_and_no_other(
    open_line: OpenLine, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(leg: Leg) -> None:
        raise RuntimeError(leg.caller)

    line = await open_line(fail)
    for _ in range(2):
        async with await SipPeer.open(line.port) as peer:
            assert await peer.dial() == 200
            await asyncio.wait_for(peer.hung_up_by_line.wait(), 10)
    assert "RuntimeError" in caplog.text
    assert "15112345" not in caplog.text


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.01])
async def test_a_caller_who_cancels_leaves_nothing_behind(open_line: OpenLine, seconds: float) -> None:
    line = await open_line(Conversation())
    async with await SipPeer.open(line.port) as peer:
        invited, cancelled = await peer.dial_and_cancel(seconds)
        assert invited in (200, 487)
        assert cancelled in (200, 481)
        await until(lambda: not line.calls)
    async with await SipPeer.open(line.port) as peer:
        assert await peer.dial() == 200


async def test_hold_and_resume_keep_the_call(open_line: OpenLine) -> None:
    conversation = Conversation(echo=True)
    line = await open_line(conversation)
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        assert await peer.reinvite("sendonly") == "recvonly"
        await asyncio.sleep(0.2)
        assert await peer.reinvite("sendrecv") == "sendrecv"
        assert await peer.reinvite("inactive") == "inactive"
        await asyncio.sleep(0.2)
        assert await peer.reinvite("sendrecv") == "sendrecv"
        before = len(peer.rtp.received)
        await asyncio.sleep(0.3)
        assert len(peer.rtp.received) - before >= 10
        assert not peer.hung_up_by_line.is_set()
        await peer.hang_up()
        await until(lambda: not line.calls)
    assert conversation.without_sound() == [HungUp("caller")]


async def test_an_invite_without_an_offer(open_line: OpenLine) -> None:
    conversation = Conversation(echo=True)
    line = await open_line(conversation)
    async with await SipPeer.open(line.port) as peer:
        assert await peer.dial(with_sdp=False) == 200
        await asyncio.sleep(SETTLE_SECONDS)
        assert len(peer.rtp.received) > 5
        await peer.hang_up()
        await until(lambda: not line.calls)
    assert len(conversation.legs) == 1


async def test_a_duplicate_invite_is_the_same_call(open_line: OpenLine) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        peer.repeat_invite()
        await asyncio.sleep(0.2)
        assert line.calls == 1
        await peer.hang_up()
        await until(lambda: not line.calls)
    assert len(conversation.legs) == 1


async def test_the_call_past_the_limit_hears_busy(open_line: OpenLine) -> None:
    line = await open_line(Conversation(), limit=2)
    async with await SipPeer.open(line.port) as one, await SipPeer.open(line.port) as two:
        assert [await one.dial(), await two.dial()] == [200, 200]
        async with await SipPeer.open(line.port) as third:
            assert await third.dial() == 486
        await two.hang_up()
        await until(lambda: line.calls == 1)
        async with await SipPeer.open(line.port) as fourth:
            assert await fourth.dial() == 200


async def test_a_caller_who_speaks_no_codec_of_ours_is_told(open_line: OpenLine) -> None:
    line = await open_line(Conversation())
    async with await SipPeer.open(line.port) as peer:
        peer.codec = ("G729", 18)
        assert await peer.dial() == 488
    assert line.calls == 0


async def test_options_are_answered(open_line: OpenLine) -> None:
    line = await open_line(Conversation())
    async with await SipPeer.open(line.port) as peer:
        assert await peer.ask_options() == 200


async def test_keys_by_info(open_line: OpenLine) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        for key in "19*#":
            assert await peer.press_by_info(key) == 200
            await asyncio.sleep(0.15)
        await peer.hang_up()
        await until(lambda: not line.calls)
    assert conversation.without_sound() == [Digit("1"), Digit("9"), Digit("*"), Digit("#"), HungUp("caller")]


class Transfers:
    """Hands the caller over as soon as the call begins, and keeps how that went."""

    def __init__(self, address: str = "sip:agents@127.0.0.1:9") -> None:
        self.address = address
        self.results: list[bool] = []
        self.alive_afterwards = asyncio.Event()
        self.may_end = asyncio.Event()

    async def __call__(self, leg: Leg) -> None:
        self.results.append(await leg.transfer(self.address))
        self.alive_afterwards.set()
        await self.may_end.wait()


async def test_a_transfer_that_the_trunk_refuses_keeps_the_call(open_line: OpenLine) -> None:
    transfers = Transfers()
    line = await open_line(transfers)
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        await asyncio.wait_for(transfers.alive_afterwards.wait(), 10)
        assert transfers.results == [False]
        assert "sip:agents@127.0.0.1:9" in peer.requests("REFER")[0].header("Refer-To")
        await asyncio.sleep(0.1)
        assert line.calls == 1
        assert not peer.hung_up_by_line.is_set()
        transfers.may_end.set()
        await asyncio.wait_for(peer.hung_up_by_line.wait(), 10)


async def test_a_transfer_that_works_ends_our_part_with_our_bye(open_line: OpenLine) -> None:
    transfers = Transfers()
    line = await open_line(transfers)
    referred: asyncio.Queue[SipMessage] = asyncio.Queue()
    async with await SipPeer.open(line.port) as peer:
        peer.answer_refer = lambda refer: (referred.put_nowait(refer), (202, "Accepted"))[1]
        await peer.dial()
        refer = await asyncio.wait_for(referred.get(), 10)
        assert await peer.notify(refer, "SIP/2.0 180 Ringing", over=False) == 200
        assert not transfers.results
        assert await peer.notify(refer, "SIP/2.0 200 OK", over=True) == 200
        await asyncio.wait_for(transfers.alive_afterwards.wait(), 10)
        assert transfers.results == [True]
        await asyncio.wait_for(peer.hung_up_by_line.wait(), 10)
        await until(lambda: not line.calls)
        transfers.may_end.set()
    assert len(peer.requests("BYE")) == 1


async def test_nobody_answers_the_transfer(open_line: OpenLine) -> None:
    transfers = Transfers()
    line = await open_line(transfers)
    referred: asyncio.Queue[SipMessage] = asyncio.Queue()
    async with await SipPeer.open(line.port) as peer:
        peer.answer_refer = lambda refer: (referred.put_nowait(refer), (202, "Accepted"))[1]
        await peer.dial()
        refer = await asyncio.wait_for(referred.get(), 10)
        await peer.notify(refer, "SIP/2.0 486 Busy Here", over=True)
        await asyncio.wait_for(transfers.alive_afterwards.wait(), 10)
        assert transfers.results == [False]
        assert line.calls == 1
        transfers.may_end.set()


async def test_the_caller_hangs_up_while_being_transferred(open_line: OpenLine) -> None:
    transfers = Transfers()
    line = await open_line(transfers)
    async with await SipPeer.open(line.port) as peer:
        peer.answer_refer = lambda _: (202, "Accepted")
        await peer.dial()
        await until(lambda: bool(peer.requests("REFER")))
        assert await peer.hang_up() == 200
        await asyncio.wait_for(transfers.alive_afterwards.wait(), 10)
        assert transfers.results == [False]
        await until(lambda: not line.calls)
        transfers.may_end.set()


async def test_an_address_that_is_none_is_never_sent(open_line: OpenLine) -> None:
    transfers = Transfers("agents\r\nEvil: yes")
    line = await open_line(transfers)
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        await asyncio.wait_for(transfers.alive_afterwards.wait(), 10)
        assert transfers.results == [False]
        assert not peer.requests("REFER")
        transfers.may_end.set()


async def test_garbage_changes_nothing_and_is_not_repeated(open_line: OpenLine, capfd: pytest.CaptureFixture[str]) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    process = line.process_id
    async with await SipPeer.open(line.port) as stranger, await SipPeer.open(line.port) as peer:
        await peer.dial()
        transport = stranger._transport
        assert transport is not None
        for packet in _garbage(500):
            transport.sendto(packet, ("127.0.0.1", line.port))
            await asyncio.sleep(0.001)
        stranger.datagram_received = lambda *_: None  # type: ignore[method-assign]
        await asyncio.sleep(0.2)
        assert not peer.hung_up_by_line.is_set()
        async with await SipPeer.open(line.port) as following:
            assert await following.dial() == 200
            assert await following.hang_up() == 200
        assert await peer.hang_up() == 200
    assert line.process_id == process
    assert "4711" not in "".join(capfd.readouterr())


def _garbage(count: int) -> list[bytes]:
    """SIP requests with bytes changed, cut out and put in; the same ones every time."""
    chance = random.Random(11)
    packets = []
    for number in range(count):
        method = chance.choice(["INVITE", "OPTIONS", "BYE", "CANCEL", "ACK", "UPDATE", "NOTIFY", "REFER", "INFO", "NONSENSE"])
        packet = bytearray(
            f"{method} sip:4711@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{number}\r\n"
            f"From: <sip:1@127.0.0.1>;tag=f{number}\r\nTo: <sip:4711@127.0.0.1>\r\nCall-ID: garbage{number}\r\n"
            f"CSeq: 1 {method}\r\nContact: <sip:1@127.0.0.1:9>\r\nContent-Type: application/sdp\r\nContent-Length: 90\r\n\r\n"
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n".encode()
        )
        for _ in range(chance.randint(1, 12)):
            place = chance.randrange(len(packet))
            if chance.random() < 0.5:
                packet[place] = chance.randrange(256)
            elif chance.random() < 0.5:
                del packet[place : place + chance.randint(1, 20)]
            else:
                packet[place:place] = chance.randbytes(chance.randint(1, 10))
        packets.append(bytes(packet))
    return packets


def test_the_peer_reads_what_it_writes() -> None:
    assert read_sdp("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 0\r\na=recvonly\r\n").direction == "recvonly"
