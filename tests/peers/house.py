"""Owns a whole runtime with a SIP line, for callers of the tests: a designer's feed, a flow, and the company it asks.

Every part is the product's own but the designer, whose feed is played; what the calls leave in the journal is read there.
"""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import numpy as np
import soundfile

from dsl.call_sound import wav_header
from dsl.commands.package_files import compile_path
from dsl.journal import AnyFact, CallStarted, Record, StepEntered
from dsl.release import SoundRule
from runtime.app import Runtime, Settings
from runtime.commands.demo_data import Company, read_records, serve, shipped_records
from tests.peers.feed import TOKEN, FeedStub, eventually, release_of
from tests.peers.sip_peer import SipPeer

FLOWS = Path(__file__).parents[2] / "flows"
SERVICE_NUMBER = "4711"
TELL_SECONDS = 15
PREPARING_SECONDS = 120  # everything from nothing, on a busy machine


class House:
    """A runtime that answers SIP calls. Callers are numbered; a number is heard of again in the journal."""

    def __init__(self, feed: FeedStub) -> None:
        self._feed = feed

    @property
    def port(self) -> int:
        return int(self._feed.statuses[-1]["sip"].removeprefix("udp "))

    async def ring(self, caller: int) -> SipPeer:
        """The telephone of this caller, ready to dial."""
        return await telephone(self.port, caller)

    def journals(self) -> list[list[Record]]:
        """What stands in the journal, call by call, in order."""
        records = sorted(self._feed.records.values(), key=lambda record: record.sequence)
        return [[record for record in records if record.call == call] for call in sorted({record.call for record in records})]

    def journal(self, caller: int) -> list[Record]:
        """What stands in the journal of this caller's call, in order."""
        return [
            record
            for records in self.journals()
            if any(isinstance(one.fact, CallStarted) and one.fact.caller == number_of(caller) for one in records)
            for record in records
        ]

    def facts(self, caller: int) -> list[AnyFact]:
        return [record.fact for record in self.journal(caller)]

    def steps(self, caller: int) -> list[str]:
        return [record.step for record in self.journal(caller) if isinstance(record.fact, StepEntered)]

    async def sound(self, caller: int) -> tuple[np.ndarray, np.ndarray]:
        """What was kept of this caller's call once it was over: their samples and the line's, 16 bits at 8 kHz."""
        call = self.journal(caller)[0].call
        await eventually(lambda: call in self._feed.sounds, TELL_SECONDS)
        kept = self._feed.sounds[call]
        samples, _ = soundfile.read(io.BytesIO(wav_header(len(kept)) + kept), dtype="int16")
        return samples[:, 0], samples[:, 1]

    async def tells(self, caller: int, kind: type[AnyFact]) -> list[AnyFact]:
        """The facts of this caller's call, as soon as one of this kind is among them."""
        await eventually(lambda: any(isinstance(fact, kind) for fact in self.facts(caller)), TELL_SECONDS)
        return self.facts(caller)


async def telephone(port: int, caller: int) -> SipPeer:
    """That of this caller, ready to dial the service at a port."""
    peer = await SipPeer.open(port, SERVICE_NUMBER)
    peer.from_header = f"<sip:{number_of(caller)}@127.0.0.1:{peer.port}>"
    return peer


@asynccontextmanager
async def open_house(flow: str | Path, data: Path, sound: SoundRule | None = None) -> AsyncIterator[House]:
    """Returns when calls are taken. What was prepared in `data` for this flow before is there at once.

    `flow`: one of the ready-made, or the folder of another."""
    feed = FeedStub()
    await feed.up()
    package = FLOWS / flow
    compiled = compile_path(package)
    with _company() as address:
        feed.publish(release_of(compiled, hosts={"demo.callwright.example": address}, sound=sound), compiled)
        runtime = Runtime(Settings(data=data / package.name, designer=feed.address, token=TOKEN, sip_port=0, grace=1.0))
        stop = asyncio.Event()
        running = asyncio.create_task(runtime.run(stop))
        try:
            await eventually(lambda: running.done() or _takes_calls(feed), PREPARING_SECONDS)
            yield House(feed)
        finally:
            stop.set()
            await running
            await feed.down()


@contextmanager
def _company() -> Iterator[str]:
    """The address of the company that the ready-made flows ask."""
    server = serve(Company(read_records(shipped_records())), "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _takes_calls(feed: FeedStub) -> bool:
    return bool(feed.statuses) and feed.statuses[-1]["release"] == 1 and feed.statuses[-1]["sip"].startswith("udp ")


def number_of(caller: int) -> str:
    return f"+44200000{caller:03}"
