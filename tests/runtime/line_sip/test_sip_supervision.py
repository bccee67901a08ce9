"""The line process may die, hang, or find its port taken: the runtime stays, says what is, and gets its line back."""

import asyncio
import os
import signal
import socket
import sys
import time

import pytest

from runtime.line.protocols import HungUp
from runtime.line.sip import SipLine
from tests.peers.sip_peer import SipPeer
from tests.runtime.line_sip.conversation import Conversation, OpenLine, until


async def dial_until_answered(port: int, seconds: float) -> float:
    """Seconds until a call is answered."""
    began = time.monotonic()
    async with asyncio.timeout(seconds), await SipPeer.open(port) as peer:
        assert await peer.dial() == 200
        return time.monotonic() - began


async def test_a_line_process_that_dies_ends_its_calls_and_comes_back(open_line: OpenLine) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    process = line.process_id
    assert process is not None
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        leg = await conversation.leg()
        os.kill(process, signal.SIGKILL)
        await until(lambda: conversation.without_sound() == [HungUp("line_lost")])
        assert line.calls == 0
        await leg.play(bytes(320))
        await leg.hang_up()
        peer._in_call = False
        assert await dial_until_answered(line.port, 10) < 5
    assert line.process_id not in (None, process)
    assert line.status == f"udp {line.port}"


async def test_a_line_process_that_hangs_is_replaced(open_line: OpenLine) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    process = line.process_id
    assert process is not None
    async with await SipPeer.open(line.port) as peer:
        await peer.dial()
        await conversation.leg()
        os.kill(process, signal.SIGSTOP)
        await until(lambda: conversation.without_sound() == [HungUp("line_lost")], 30)
        peer._in_call = False
    await until(lambda: line.process_id not in (None, process), 30)
    assert await dial_until_answered(line.port, 10) < 10


async def test_a_busy_port_is_said_and_tried_again() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        line = SipLine("127.0.0.1", port, Conversation())
        await line.start()
        assert line.status == f"port {port} is in use"
    await until(lambda: line.status == f"udp {port}", 30)
    await line.close()
    assert line.status == "closed"


@pytest.mark.parametrize("host", ["192.0.2.77", "no.such.machine.invalid"])
async def test_an_address_of_another_machine_is_said(host: str) -> None:
    line = SipLine(host, 5060, Conversation())
    await line.start()
    assert line.status == f"{host} is no address of this machine"
    await line.close()


async def test_a_name_of_this_machine_will_do() -> None:
    line = SipLine("localhost", 0, Conversation())
    await line.start()
    assert await dial_until_answered(line.port, 10) < 10
    await line.close()


@pytest.mark.parametrize("limit", [0, 201])
def test_a_line_has_a_limit(limit: int) -> None:
    with pytest.raises(ValueError, match="1 to 200"):
        SipLine("127.0.0.1", 0, Conversation(), limit=limit)


async def test_closing_the_line_says_goodbye_to_every_caller(open_line: OpenLine) -> None:
    conversation = Conversation()
    line = await open_line(conversation)
    async with await SipPeer.open(line.port) as one, await SipPeer.open(line.port) as two:
        await one.dial()
        await two.dial()
        await until(lambda: line.calls == 2)
        await line.close()
        await asyncio.wait_for(one.hung_up_by_line.wait(), 10)
        await asyncio.wait_for(two.hung_up_by_line.wait(), 10)
    assert line.process_id is None
    assert line.calls == 0


RUNTIME = """
import asyncio, sys
from runtime.line.sip import SipLine

async def listen(leg):
    async for event in leg.events():
        pass

async def main():
    line = SipLine("127.0.0.1", 0, listen)
    await line.start()
    print(line.port, line.process_id, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_callers_are_not_left_hanging_when_the_runtime_dies() -> None:
    runtime = await asyncio.create_subprocess_exec(sys.executable, "-c", RUNTIME, stdout=asyncio.subprocess.PIPE)
    assert runtime.stdout is not None
    port, line_process = map(int, (await runtime.stdout.readline()).split())
    async with await SipPeer.open(port) as peer:
        assert await peer.dial() == 200
        runtime.kill()
        await asyncio.wait_for(peer.hung_up_by_line.wait(), 10)
    await runtime.communicate()
    await until(lambda: not _is_alive(line_process))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
