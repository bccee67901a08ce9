"""Owns whose preparing goes on: one at a time on a data folder, and one that somebody waits for before what is made ahead.

What runs when somebody comes is stopped where it is, and goes on after them; its time stands still meanwhile.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO

NICENESS = 10


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
            self.clock.reschedule(None)

    def _send(self, sign: signal.Signals) -> None:
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, sign)


class Precedence:
    """The jobs of one runtime. Other runtimes on the folder wait until none of these is left."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._hurried: set[str] = set()  # those that are about to come as well
        self._locking = asyncio.Lock()
        self._lock: BinaryIO | None = None

    @asynccontextmanager
    async def turn(self, identity: str, folder: Path, *, urgent: bool) -> AsyncIterator[Job]:
        """Enters when it is this job's turn; it may be stopped and go on before it is over."""
        job = Job(identity, urgent=urgent or identity in self._hurried)
        self._jobs.append(job)
        try:
            self._settle()
            await job.turn.wait()
            await self._have_to_ourselves(folder)
            yield job
        finally:
            self._jobs.remove(job)
            self._hurried.discard(identity)
            self._settle()
            if not self._jobs and self._lock is not None:
                self._lock.close()
                self._lock = None

    def hurry(self, identity: str) -> None:
        """Somebody waits for it now."""
        self._hurried.add(identity)
        for job in self._jobs:
            job.urgent = job.urgent or job.identity == identity
        self._settle()

    def _settle(self) -> None:
        first = next((job for job in self._jobs if job.urgent), self._jobs[0] if self._jobs else None)
        for job in self._jobs:
            if job is not first:
                job.stop()
        if first is not None:
            first.go()

    async def _have_to_ourselves(self, folder: Path) -> None:
        """Runtimes that share a folder prepare in turn: the second finds what the first made."""
        async with self._locking:
            if self._lock is not None:
                return
            lock = (folder / ".preparing").open("wb")
            try:
                while not _locked(lock):  # noqa: ASYNC110 - another process is waited for
                    await asyncio.sleep(0.1)
            except BaseException:
                lock.close()
                raise
            self._lock = lock


def _locked(lock: BinaryIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
