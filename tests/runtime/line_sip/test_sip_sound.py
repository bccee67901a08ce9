"""The sound of one call in the line process: a short lead, quick silence, and a steady clock of frames."""

from dataclasses import replace

from baresip import AudioInfo, AudioNotActive, AudioRestarted

from runtime.line.sip.sound import FRAME, LEAD, MISSING_TICKS, SETTLING_TICKS, SILENCE, CallSound

INFO = AudioInfo(
    tx_ready=True, rx_ready=True, tx_sample_rate=8000, tx_channels=1, tx_ptime_ms=20, rx_sample_rate=8000, rx_channels=1,
    tx_buffered=0, rx_buffered=0, tx_capacity=32000, rx_capacity=32000,
)  # fmt: skip


class Streams:
    """A stack that sends a frame whenever the test says so."""

    def __init__(self) -> None:
        self.buffered = bytearray()
        self.sent = bytearray()
        self.heard = b""
        self.trouble: Exception | None = None

    def info(self) -> AudioInfo:
        self._raise()
        return replace(INFO, tx_buffered=len(self.buffered))

    def read(self, max_bytes: int) -> bytes:
        self._raise()
        taken, self.heard = self.heard[:max_bytes], self.heard[max_bytes:]
        return taken

    def write(self, pcm: bytes) -> int:
        self._raise()
        self.buffered += pcm
        return len(pcm)

    def flush_tx(self) -> None:
        self._raise()
        self.buffered.clear()

    def send_frame(self) -> None:
        self.sent += self.buffered[:FRAME]
        del self.buffered[:FRAME]

    def _raise(self) -> None:
        if self.trouble:
            raise self.trouble


def test_the_stack_is_never_given_more_than_the_lead() -> None:
    streams = Streams()
    sound = CallSound(streams)
    speech = bytes(range(1, 251)) * 64
    sound.play(speech)
    for _ in range(len(speech) // FRAME + 1):
        sound.tick()
        assert len(streams.buffered) <= LEAD
        assert sound.played == len(streams.sent)
        streams.send_frame()
    assert streams.sent == speech


def test_clear_drops_everything_and_new_speech_waits_until_the_stack_is_empty() -> None:
    streams = Streams()
    sound = CallSound(streams)
    sound.play(bytes(10 * FRAME))
    sound.tick()
    sound.clear()
    assert not streams.buffered
    assert sound.played == 10 * FRAME
    sound.play(b"\1" * FRAME)
    for _ in range(SETTLING_TICKS):
        sound.tick()
        assert not streams.buffered
    sound.tick()
    assert streams.buffered == b"\1" * FRAME


def test_a_reply_does_not_wait_for_the_next_tick() -> None:
    streams = Streams()
    sound = CallSound(streams)
    sound.play(b"\1" * 2 * FRAME)
    assert streams.buffered == b"\1" * 2 * FRAME
    sound.play(b"\2" * 9 * FRAME)
    assert len(streams.buffered) == LEAD


def test_streams_that_are_replaced_cost_nothing_that_waits() -> None:
    streams = Streams()
    streams.trouble = AudioNotActive("not yet")
    sound = CallSound(streams)
    sound.play(b"\1" * 2 * FRAME)
    for trouble in (AudioNotActive("not yet"), AudioRestarted("re-INVITE")):
        streams.trouble = trouble
        sound.tick()
        sound.clear() if isinstance(trouble, AudioNotActive) else None
        sound.play(b"\2" * FRAME)
    streams.trouble = None
    sound.tick()
    assert streams.buffered == b"\2" * 2 * FRAME


def test_frames_are_whole_whatever_the_packets_are() -> None:
    streams = Streams()
    sound = CallSound(streams)
    streams.heard = bytes(FRAME + 100)
    assert [len(frame) for frame in sound.tick()] == [FRAME]
    streams.heard = bytes(FRAME - 100)
    assert [len(frame) for frame in sound.tick()] == [FRAME]


def test_a_caller_who_sends_nothing_is_silent_not_absent() -> None:
    sound = CallSound(Streams())
    assert [sound.tick() for _ in range(MISSING_TICKS)] == [[]] * MISSING_TICKS
    assert sound.tick() == [SILENCE]
