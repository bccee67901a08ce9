"""Where a call was sent is read from the stack's trace, which comes on another thread, early or late or never."""

import asyncio
import logging
import threading

import pytest

from runtime.line.sip import request_uris
from runtime.line.sip.request_uris import KEPT, RequestUris


def traced(text: str) -> logging.LogRecord:
    return logging.LogRecord("baresip.native.sip", logging.DEBUG, "", 0, "%s", (text,), None)


def invite(uri: str, call_id: str, header: str = "Call-ID") -> str:
    return f"RX UDP 127.0.0.1:5 -> 127.0.0.1:6\nINVITE {uri} SIP/2.0\r\nVia: x\r\n{header}: {call_id}\r\nCSeq: 1 INVITE\r\n\r\n"


@pytest.mark.parametrize("header", ["Call-ID", "call-id", "i"])
async def test_the_first_invite_counts(header: str) -> None:
    uris = RequestUris()
    uris.emit(traced(invite("sip:200@gw.example", "a@x", header)))
    uris.emit(traced(invite("sip:callwright@198.51.100.7", "a@x", header)))  # a re-INVITE goes to our contact
    assert await uris.of("a@x") == "sip:200@gw.example"


async def test_a_trace_that_comes_after_its_call() -> None:
    uris = RequestUris()
    asking = asyncio.create_task(uris.of("a@x"))
    await asyncio.sleep(0)
    late = threading.Thread(target=uris.emit, args=(traced(invite("sip:200@gw.example", "a@x")),))
    late.start()
    assert await asking == "sip:200@gw.example"
    late.join()


@pytest.mark.parametrize("text", ["", "TX UDP a -> b\nINVITE sip:1@x SIP/2.0\r\nCall-ID: a@x\r\n", "RX UDP a -> b (9000 bytes)"])
async def test_what_is_no_invite_of_a_caller(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_uris, "LATE_SECONDS", 0.01)
    uris = RequestUris()
    uris.emit(traced(text))
    assert await uris.of("a@x") == ""
    assert await uris.of(None) == ""


async def test_strangers_do_not_fill_the_memory() -> None:
    uris = RequestUris()
    for number in range(3 * KEPT):
        uris.emit(traced(invite("sip:1@x", f"{number}@x")))
    await asyncio.sleep(0)
    assert len(uris._uris) == KEPT
    assert await uris.of(f"{3 * KEPT - 1}@x") == "sip:1@x"
