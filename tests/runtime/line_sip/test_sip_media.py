"""Real sound over RTP: both ways, keys in the same call, quick silence, and many calls at once without a stutter."""

import asyncio
import time

import pytest

from runtime.line.protocols import Digit, HungUp, Leg
from tests.peers.g711 import A_LAW, MU_LAW, Law
from tests.peers.rtp import FRAME_BYTES, Packet
from tests.peers.sip_peer import SipPeer
from tests.peers.tones import loudness, tone, tone_of_frames
from tests.runtime.line_sip.conversation import Conversation, OpenLine, until

SPOKEN = 1000.0


@pytest.mark.parametrize("law", [MU_LAW, A_LAW], ids=lambda law: law.name)
async def test_sound_goes_both_ways(open_line: OpenLine, law: Law) -> None:
    conversation = Conversation(echo=True)
    line = await open_line(conversation)
    async with await SipPeer.open(line.port, law=law) as peer:
        await peer.dial()
        await peer.rtp.play(tone(SPOKEN, 1.5))
        await asyncio.sleep(0.3)
        returned = peer.rtp.recording()
        await peer.hang_up()
        await until(lambda: not line.calls)
    for sound in (conversation.sound(), returned):
        frames, share = tone_of_frames(sound, SPOKEN)
        assert 60 <= frames <= 80
        assert share > 0.95
        assert tone_of_frames(sound, 700.0)[1] < 0.1
        assert 0.7 < max(loudness(_loud_part(sound)), 1) / loudness(tone(SPOKEN, 1.0)) < 1.3


async def test_every_frame_is_20_ms_and_none_is_missing(open_line: OpenLine) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        await asyncio.sleep(2)
        await peer.hang_up()
        await until(lambda: not line.calls)
    frames = len(conversation.sound()) // FRAME_BYTES
    assert len(conversation.sound()) % FRAME_BYTES == 0
    assert 80 <= frames <= 130


async def test_keys_and_speech_in_one_call(open_line: OpenLine) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        await peer.rtp.play(tone(SPOKEN, 0.4))
        for key in "0123456789*#":
            await peer.rtp.press(key, 60)
        await peer.rtp.play(tone(SPOKEN, 0.4))
        await peer.hang_up()
        await until(lambda: not line.calls)
    assert conversation.without_sound() == [*(Digit(key) for key in "0123456789*#"), HungUp("caller")]
    frames, share = tone_of_frames(conversation.sound(), SPOKEN)
    assert frames >= 30
    assert share > 0.9


async def test_what_is_queued_is_known_while_it_is_heard(open_line: OpenLine) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        leg = await conversation.leg()
        await leg.play(tone(SPOKEN, 1.0))
        assert leg.queued_ms() == 1000
        await asyncio.sleep(0.5)
        assert 0 < leg.queued_ms() < 800
        await until(lambda: leg.queued_ms() == 0)
        before = len(peer.rtp.received)
        await asyncio.sleep(0.2)
        assert loudness(b"".join(packet.pcm for packet in peer.rtp.received[before + 3 :])) < 10


async def test_clear_is_silence_within_60_ms_and_the_next_words_are_whole(open_line: OpenLine) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        leg = await conversation.leg()
        delays = []
        for _ in range(5):
            await leg.play(tone(SPOKEN, 5.0))
            await asyncio.sleep(0.4)
            cleared = time.perf_counter()
            await leg.clear()
            assert leg.queued_ms() == 0
            await asyncio.sleep(0.25)
            delays.append(1000 * (_last_loud(peer.rtp.received) - cleared))
        print(f"barge-in to silence, ms: {' '.join(f'{delay:.0f}' for delay in delays)}")
        assert min(delays) <= 60  # a busy machine may delay some; the figure proper stands in tests/bench
        before = len(peer.rtp.received)
        await leg.clear()
        await leg.play(tone(700.0, 0.5))
        await asyncio.sleep(0.8)
        answer = b"".join(packet.pcm for packet in peer.rtp.received[before:])
        frames, share = tone_of_frames(answer, 700.0)
        assert abs(20 * frames - 500) <= 80
        assert share > 0.95


async def test_twenty_calls_at_once_are_all_heard_and_keep_to_themselves(open_line: OpenLine) -> None:
    conversation = Conversation(echo=True)
    line = await open_line(conversation)

    async def call(number: int) -> tuple[list[float], int, float]:
        frequency = 500.0 + 50 * number  # whole turns in 20 ms: any two are told apart
        async with await SipPeer.open(line.port) as peer:
            await peer.dial()
            await peer.rtp.play(tone(frequency, 3.0))
            await asyncio.sleep(0.3)
            return peer.rtp.gaps_ms(), *tone_of_frames(peer.rtp.recording(), frequency)

    results = await asyncio.gather(*(call(number) for number in range(20)))
    gaps = sorted(gap for some, _, _ in results for gap in some)
    print(
        f"20 calls, ms between packets: p50 {gaps[len(gaps) // 2]:.1f} p99 {gaps[len(gaps) * 99 // 100]:.1f} max {gaps[-1]:.1f}"
    )
    for some, frames, share in results:
        assert len(some) >= 140
        assert frames >= 120
        assert share > 0.9


async def test_a_call_goes_on_when_nobody_reads_it(open_line: OpenLine) -> None:
    spoken = asyncio.Event()

    async def speak_only(leg: Leg) -> None:
        await leg.play(tone(SPOKEN, 0.3))
        await spoken.wait()

    line = await open_line(speak_only)
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        await asyncio.sleep(0.6)
        assert abs(_loud_ms(peer.rtp.received) - 300) <= 60
        spoken.set()
        await asyncio.wait_for(peer.hung_up_by_line.wait(), 10)


def _loud_part(pcm: bytes) -> bytes:
    frames = [pcm[start : start + FRAME_BYTES] for start in range(0, len(pcm), FRAME_BYTES)]
    return b"".join(frame for frame in frames if loudness(frame) > 100)


def _last_loud(packets: list[Packet]) -> float:
    return max(packet.arrived for packet in packets if packet.is_loud)


def _loud_ms(packets: list[Packet]) -> int:
    return 20 * sum(packet.is_loud for packet in packets)
