"""Owns whose preparing goes on: one at a time on a data folder, and one that somebody waits for before what is made ahead.

What runs when somebody comes, here or in another runtime of the folder, is stopped where it is, and goes on after them; its time
stands still meanwhile.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from runtime.control.folder_turns import FolderTurns

NICENESS = 10
LOOKS_EVERY = 0.1  # seconds


class Job:
    """One preparing that wants its turn. `urgent`: somebody waits for it."""

    def __init__(self, identity: str, *, urgent: bool) -> None:
        self.identity, self.urgent = identity, urgent
        self.turn = asyncio.Event()
        self.clock: asyncio.Timeout | None = None
        self._pid: int | None = None
        self._left = 0.0  # seconds of its clock, while it is stopped

    def runs_as(self, pid: int) -> None:
        self._pid = pid
        with suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, pid, NICENESS)
        if not self.turn.is_set():
            self._send(signal.SIGSTOP)

    def ended(self) -> None:
        self._pid, self.clock = None, None

    def go(self) -> None:
        if self.turn.is_set():
            return
        self.turn.set()
        self._send(signal.SIGCONT)
        if self.clock is not None and self.clock.when() is None:
            self.clock.reschedule(asyncio.get_running_loop().time() + self._left)

    def stop(self) -> None:
        if not self.turn.is_set():
            return
        self.turn.clear()
        self._send(signal.SIGSTOP)
        if self.clock is not None and (due := self.clock.when()) is not None:
            self._left = due - asyncio.get_running_loop().time()
            with suppress(RuntimeError):  # its time is over this very moment
                self.clock.reschedule(None)

    def _send(self, sign: signal.Signals) -> None:
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, sign)


class Precedence:
    """The jobs of one runtime, and its turn among those that share the folder."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._hurried: set[str] = set()  # those that are about to come as well
        self._turns: FolderTurns | None = None  # while there are jobs
        self._looking: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def turn(self, identity: str, folder: Path, *, urgent: bool) -> AsyncIterator[Job]:
        """Enters when it is this job's turn; it may be stopped and go on before it is over."""
        job = Job(identity, urgent=urgent or identity in self._hurried)
        self._jobs.append(job)
        try:
            if self._turns is None:
                self._turns = FolderTurns(folder)
                self._looking = asyncio.create_task(self._look())
            self._settle()
            await job.turn.wait()
            yield job
        finally:
            self._jobs.remove(job)
            self._hurried.discard(identity)
            if self._jobs:
                self._settle()
            else:
                self._leave()

    def hurry(self, identity: str) -> None:
        """Somebody waits for it now."""
        self._hurried.add(identity)
        for job in self._jobs:
            job.urgent = job.urgent or job.identity == identity
        self._settle()

    def _settle(self) -> None:
        """The first goes on where it is this runtime's turn; all others stand still."""
        first = next((job for job in self._jobs if job.urgent), self._jobs[0] if self._jobs else None)
        ours = self._turns is not None and first is not None and self._turns.take(first.identity, urgent=first.urgent)
        for job in self._jobs:
            if job is not first or not ours:
                job.stop()
        if first is not None and ours:
            first.go()

    async def _look(self) -> None:
        """Other runtimes come and go without a word."""
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            self._settle()

    def _leave(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        if self._turns is not None:
            self._turns.close()
        self._turns = self._looking = None
