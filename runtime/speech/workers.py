"""Owns the supervision of worker processes: started, lent, replaced when they die or hang.

A worker is lent for one job. Whoever waits with the earliest deadline gets the next free one. A worker that is returned
as lost is killed, and another takes its place; a spare one stands by, so that nobody waits for a process to start.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import os
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Generic, TypeVar

import msgspec

from runtime.speech.frames import PipeBroken, frame, receive

log = logging.getLogger("callwright.speech")

START_SECONDS = 30.0  # a busy machine may take long to start Python; a worker that says nothing by then never will
RESTART_PAUSE = 0.5  # seconds between attempts when workers don't start at all, doubled up to
LONGEST_RESTART_PAUSE = 30.0

Reply = TypeVar("Reply")


class WorkerLost(Exception):
    """The worker died, hung, or sent nonsense. The job may be given to another."""


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The first message of every worker: it has loaded what it needs."""


class Worker(Generic[Reply]):
    """One process and its pipe."""

    def __init__(self, process: asyncio.subprocess.Process, decoder: msgspec.msgpack.Decoder[Reply | Ready]) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._process = process
        self._input, self._output = process.stdin, process.stdout
        self._decoder = decoder
        self.known: set[str] = set()  # names of what the worker was given to keep, such as grammars

    @property
    def pid(self) -> int:
        return self._process.pid

    async def send(self, message: object, seconds: float) -> None:
        """Raises WorkerLost when it doesn't take the message in time."""
        try:
            async with asyncio.timeout(seconds):
                self._input.write(frame(message))
                await self._input.drain()
        except (TimeoutError, ConnectionError, RuntimeError) as problem:
            raise WorkerLost from problem

    async def receive(self, seconds: float) -> Reply | Ready:
        """Raises WorkerLost when nothing comes in time."""
        try:
            async with asyncio.timeout(seconds):
                return await receive(self._output, self._decoder)
        except (TimeoutError, PipeBroken) as problem:
            raise WorkerLost from problem

    async def died(self) -> None:
        """Returns when the process has ended."""
        await self._process.wait()

    async def end(self) -> None:
        """Kills it, at once: a worker keeps nothing that could be lost."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        transport = getattr(self._process, "_transport", None)  # asyncio leaves the pipes open until garbage collection
        if transport is not None:
            transport.close()


class WorkerPool(Generic[Reply]):
    """`size` workers and `spares` beside them, all of one module that is run by `python -m`."""

    def __init__(self, module: str, replies: object, *, size: int, spares: int = 0) -> None:
        self._command = (sys.executable, "-m", module)
        self._decoder: msgspec.msgpack.Decoder[Reply | Ready] = msgspec.msgpack.Decoder(replies)
        self._size = size + spares
        self._lendable = size
        self._free: list[Worker[Reply]] = []
        self._lent = 0
        self._waiting: list[tuple[float, int, asyncio.Future[Worker[Reply]]]] = []
        self._order = count()
        self._workers: set[Worker[Reply]] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._watching: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False
        self.replaced = 0

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def workers(self) -> frozenset[Worker[Reply]]:
        return frozenset(self._workers)

    async def start(self) -> None:
        """Returns when the first worker is ready; the others follow. Raises WorkerLost when none starts."""
        self._closed = False
        self._add(await self._launch())
        for _ in range(self._size - 1):
            self._launch_soon()

    async def ready(self) -> None:
        """Returns when every worker that is being started has been."""
        while self._starting:
            await asyncio.gather(*self._starting, return_exceptions=True)

    async def close(self) -> None:
        self._closed = True
        tasks = self._starting | self._watching
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _, _, waiter in self._waiting:
            waiter.cancel()
        self._waiting.clear()
        self._free.clear()
        workers, self._workers = self._workers, set()
        await asyncio.gather(*(worker.end() for worker in workers), *self._ending)

    @asynccontextmanager
    async def lend(self, deadline: float) -> AsyncIterator[Worker[Reply]]:
        """A worker for one job. Any way out but the end of the block counts as lost, for what is in its pipe is unknown."""
        worker = await self._take(deadline)
        try:
            yield worker
        except BaseException:
            self._lent -= 1
            self._replace(worker)
            raise
        self._lent -= 1
        self._give(worker)

    # ---- inside ----------------------------------------------------------------------------------------------------

    async def _take(self, deadline: float) -> Worker[Reply]:
        if self._closed:
            raise WorkerLost
        if self._free and self._lent < self._lendable:
            self._lent += 1
            return self._free.pop()
        waiter: asyncio.Future[Worker[Reply]] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (deadline, next(self._order), waiter))
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._lent -= 1
                self._give(waiter.result())
            raise

    def _give(self, worker: Worker[Reply]) -> None:
        """Straight to whoever waits with the earliest deadline: a queue would starve them."""
        if self._closed:
            return
        self._free.append(worker)
        self._serve()

    def _serve(self) -> None:
        while self._waiting and self._free and self._lent < self._lendable:
            _, _, waiter = heapq.heappop(self._waiting)
            if not waiter.done():
                self._lent += 1
                waiter.set_result(self._free.pop())

    def _add(self, worker: Worker[Reply]) -> None:
        self._workers.add(worker)
        self._spawn(self._watch(worker), self._watching)
        self._give(worker)

    async def _watch(self, worker: Worker[Reply]) -> None:
        """Replaces a worker that dies while nobody uses it; one that dies at work is noticed by its job."""
        await worker.died()
        if worker in self._free:
            self._free.remove(worker)
            self._replace(worker)

    def _replace(self, worker: Worker[Reply]) -> None:
        self._workers.discard(worker)
        if self._closed:
            return
        self.replaced += 1
        self._spawn(worker.end(), self._ending)
        self._launch_soon()
        self._serve()

    def _launch_soon(self) -> None:
        self._spawn(self._launch_until_it_works(), self._starting)

    def _spawn(self, work: Coroutine[object, object, None], tasks: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _launch_until_it_works(self) -> None:
        pause = RESTART_PAUSE
        while not self._closed:
            try:
                worker = await self._launch()
            except (WorkerLost, OSError) as problem:
                log.warning("a worker of %s did not start (%s); trying again", self._command[-1], type(problem).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_RESTART_PAUSE)
            else:
                self._add(worker)
                return

    async def _launch(self) -> Worker[Reply]:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        worker: Worker[Reply] = Worker(process, self._decoder)
        try:
            await worker.receive(START_SECONDS)
        except BaseException:
            await worker.end()
            raise
        return worker
