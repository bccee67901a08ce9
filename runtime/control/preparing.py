"""Owns preparing: a bundle's understanding is trained in a disposable process with limits, one at a time, at low priority.

A process that dies, hangs or eats the memory costs this one bundle its readiness, and no call anything.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import resource
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Literal

from msgspec import Struct

log = logging.getLogger("callwright.control")

MOST_SECONDS = 180.0
MOST_MEMORY = 4 * 1024**3
NICENESS = 10

Command = Callable[[Path, Path], list[str]]


class Preparation(Struct, frozen=True, kw_only=True):
    """How far a bundle is: `PrepareReport` of the control port. `error` is one sentence."""

    bundle: str
    state: Literal["unknown", "waiting", "working", "ready", "failed"] = "unknown"
    artefact: str = ""
    seconds: float = 0.0
    error: str = ""


class PreparationFailed(Exception):
    """The message is one sentence."""


def understanding_command(bundle: Path, folder: Path) -> list[str]:
    return [sys.executable, "-m", "runtime.understanding.prepare", str(bundle), str(folder)]


@asynccontextmanager
async def _folder_to_ourselves(folder: Path) -> AsyncIterator[None]:
    """Runtimes that share a folder prepare in turn: the second finds what the first made."""
    with (folder / ".preparing").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(0.1)
        yield


class Preparer:
    """Runs one preparing at a time. What became of each is remembered for as long as the runtime lives."""

    def __init__(self, command: Command = understanding_command, *, most_seconds: float = MOST_SECONDS) -> None:
        self._command = command
        self._most_seconds = most_seconds
        self._turn = asyncio.Lock()
        self._known: dict[str, Preparation] = {}
        self._begun: dict[str, float] = {}

    def progress(self, identity: str) -> Preparation:
        known = self._known.get(identity, Preparation(bundle=identity))
        if known.state == "working":
            return Preparation(bundle=identity, state="working", seconds=round(time.monotonic() - self._begun[identity], 1))
        return known

    async def prepare(self, identity: str, bundle: Path, folder: Path) -> Preparation:
        """Raises `PreparationFailed`."""
        self._known[identity] = Preparation(bundle=identity, state="waiting")
        async with self._turn, _folder_to_ourselves(folder):
            self._known[identity] = Preparation(bundle=identity, state="working")
            self._begun[identity] = time.monotonic()
            try:
                artefact = await self._run(self._command(bundle, folder))
            except PreparationFailed as problem:
                self._note(identity, "failed", error=str(problem))
                raise
            except asyncio.CancelledError:
                self._note(identity, "failed", error="The runtime was stopped while it prepared this bundle.")
                raise
            return self._note(identity, "ready", artefact=artefact)

    def _note(self, identity: str, state: Literal["ready", "failed"], *, artefact: str = "", error: str = "") -> Preparation:
        seconds = round(time.monotonic() - self._begun.pop(identity), 2)
        self._known[identity] = Preparation(bundle=identity, state=state, artefact=artefact, seconds=seconds, error=error)
        return self._known[identity]

    async def _run(self, command: list[str]) -> str:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"},
        )
        _limit(process.pid, self._most_seconds)
        try:
            async with asyncio.timeout(self._most_seconds):
                out, complaint = await process.communicate()
        except TimeoutError:
            raise PreparationFailed(f"Preparing took longer than {self._most_seconds:.0f} seconds and was stopped.") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            log.error("a preparing process ended with %s: %s", process.returncode, _last_line(complaint) or "it said nothing")
            raise PreparationFailed(f"The preparing process ended with status {process.returncode}.")
        return _last_line(out)


def _limit(pid: int, seconds: float) -> None:
    """Memory and processor time: the process can't starve the calls beside it."""
    with suppress(ProcessLookupError, PermissionError):
        resource.prlimit(pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.prlimit(pid, resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        os.setpriority(os.PRIO_PROCESS, pid, NICENESS)


def _last_line(text: bytes) -> str:
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else ""
