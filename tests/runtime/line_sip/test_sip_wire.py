"""Messages between the runtime and its line process survive any way that a stream cuts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.line.sip.wire import (
    BrokenStream,
    Caller,
    Kind,
    Message,
    Reader,
    decode_audio,
    decode_caller,
    encode,
    encode_audio,
    encode_caller,
)

messages = st.builds(
    Message, kind=st.sampled_from(Kind), leg=st.integers(min_value=0, max_value=2**32 - 1), body=st.binary(max_size=700)
)


@given(st.lists(messages, max_size=8), st.integers(min_value=1, max_value=400))
def test_a_stream_in_pieces(said: list[Message], piece: int) -> None:
    stream = b"".join(encode(message.kind, message.leg, message.body) for message in said)
    reader = Reader()
    heard = [message for start in range(0, len(stream), piece) for message in reader.feed(stream[start : start + piece])]
    assert heard == said


@pytest.mark.parametrize("stream", [bytes(9) + b"x", b"\xff" * 9, encode(Kind.PLAY)[:5] + b"\xff\xff\xff\xff"])
def test_what_is_no_message(stream: bytes) -> None:
    with pytest.raises(BrokenStream):
        list(Reader().feed(stream))


def test_bodies() -> None:
    (audio,) = Reader().feed(encode_audio(7, 123_456_789_012, b"\1\2"))
    assert (audio.kind, audio.leg) == (Kind.AUDIO, 7)
    assert decode_audio(audio.body) == (123_456_789_012, b"\1\2")
    who = Caller(caller="+4915112345", dialled="星河")
    assert decode_caller(encode_caller(who)) == who
