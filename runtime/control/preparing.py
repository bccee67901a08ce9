"""Owns preparing: a bundle's understanding is trained in a disposable process with limits, at low priority, each in its turn.

A process that dies, hangs or eats the memory costs this one bundle its readiness, and no call anything.
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from msgspec import Struct

from runtime.control.precedence import Job, Precedence

log = logging.getLogger("callwright.control")

MOST_SECONDS = 180.0
MOST_MEMORY = 4 * 1024**3

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


class Preparer:
    """Runs one preparing at a time. What became of each is remembered for as long as the runtime lives."""

    def __init__(self, command: Command = understanding_command, *, most_seconds: float = MOST_SECONDS) -> None:
        self._command = command
        self._most_seconds = most_seconds
        self._precedence = Precedence()
        self._known: dict[str, Preparation] = {}
        self._begun: dict[str, float] = {}

    def progress(self, identity: str) -> Preparation:
        known = self._known.get(identity, Preparation(bundle=identity))
        if known.state == "working":
            return Preparation(bundle=identity, state="working", seconds=round(time.monotonic() - self._begun[identity], 1))
        return known

    def hurry(self, identity: str) -> None:
        """Somebody waits for it now: if it waits or is stopped for another, it goes on before what nobody waits for."""
        self._precedence.hurry(identity)

    async def prepare(self, identity: str, bundle: Path, folder: Path, *, urgent: bool = False) -> Preparation:
        """`urgent`: somebody waits for it. Raises `PreparationFailed`."""
        self._known[identity] = Preparation(bundle=identity, state="waiting")
        async with self._precedence.turn(identity, folder, urgent=urgent) as job:
            self._known[identity] = Preparation(bundle=identity, state="working")
            self._begun[identity] = time.monotonic()
            try:
                artefact = await self._run(self._command(bundle, folder), job)
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

    async def _run(self, command: list[str], job: Job) -> str:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"},
        )
        _limit(process.pid, self._most_seconds)
        try:
            async with asyncio.timeout(self._most_seconds) as job.clock:
                job.runs_as(process.pid)
                out, complaint = await process.communicate()
        except TimeoutError:
            raise PreparationFailed(f"Preparing took longer than {self._most_seconds:.0f} seconds and was stopped.") from None
        finally:
            job.ended()
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


def _last_line(text: bytes) -> str:
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else ""
