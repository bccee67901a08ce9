"""Owns what the tests of the SIP line share: a line on loopback that is closed at the end."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from runtime.line.protocols import Leg
from runtime.line.sip import MOST_CALLS, SipLine
from tests.runtime.line_sip.conversation import OpenLine


@pytest.fixture
async def open_line() -> AsyncIterator[OpenLine]:
    """Opens a line on a free port."""
    lines: list[SipLine] = []

    async def open_one(converse: Callable[[Leg], Awaitable[None]], limit: int = MOST_CALLS) -> SipLine:
        line = SipLine("127.0.0.1", 0, converse, limit=limit)
        lines.append(line)
        await line.start()
        assert line.status == f"udp {line.port}"
        return line

    yield open_one
    for line in lines:
        await line.close()
