"""Owns one decoding worker that many utterances share: their orders go in, the replies come back to each.

The worker answers in the order it was asked, so when it dies or hangs, what it was at is known: that utterance is the suspect,
and the others begin again elsewhere with the sound they have had so far.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable
from pathlib import Path

from runtime.speech.hearing.kaldi.messages import Begin, Cancel, Feed, Finish, Heard, Open, Order, Reply, SoFar
from runtime.speech.workers import Worker, WorkerLost, WorkerPool

ANSWER_SECONDS = 1.0  # after which a worker that sleeps or is stopped counts as hung
BUSY_SECONDS = 2.0  # of the processor, after which one that works counts as lost in what it does
LONGEST_SECONDS = 15.0  # for one that works, but that a busy machine lets do little
SEND_SECONDS = 10.0  # a busy machine lets it read late
_PROCESSES = Path("/proc")

Listener = Callable[[SoFar | Heard], None]
Lost = Callable[[set[int], int | None], None]
"""Told which utterances were on a worker that is gone, and at which of them it was."""


class SharedWorker:
    """Keeps one worker of a pool for as long as it lives, then takes the next."""

    def __init__(self, pool: WorkerPool[Reply], opening: Open, lost: Lost) -> None:
        self._pool, self._opening, self._lost = pool, opening, lost
        self._worker: Worker[Reply] | None = None
        self._listeners: dict[int, Listener] = {}
        self._asked: deque[Order] = deque()
        self._sending: asyncio.Queue[Order] = asyncio.Queue()
        self._answered_at = 0.0
        self._spent_before: float | None = None  # of the processor, when an answer was first missed; None: none is
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    @property
    def load(self) -> int:
        return len(self._listeners)

    @property
    def pid(self) -> int | None:
        return None if self._worker is None else self._worker.pid

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_one())

    async def ready(self) -> None:
        await self._ready.wait()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def begin(self, order: Begin, listener: Listener) -> None:
        self._listeners[order.utterance] = listener
        self.tell(order)

    def tell(self, order: Begin | Feed | Finish | Cancel) -> None:
        if order.utterance in self._listeners:
            self._sending.put_nowait(order)
            if isinstance(order, Cancel):
                del self._listeners[order.utterance]

    # ---- inside ----------------------------------------------------------------------------------------------------

    async def _keep_one(self) -> None:
        while not self._pool.closed:
            try:
                async with self._pool.lend(asyncio.get_running_loop().time()) as worker:
                    await worker.send(self._opening, SEND_SECONDS)
                    self._worker = worker
                    self._ready.set()
                    await self._work(worker)
            except WorkerLost:
                self._worker = None
                self._ready.clear()
                if not self._pool.closed:
                    self._mourn()

    async def _work(self, worker: Worker[Reply]) -> None:
        """Until it is lost."""
        sending, receiving = asyncio.create_task(self._send(worker)), asyncio.create_task(self._receive(worker))
        try:
            done, _ = await asyncio.wait({sending, receiving}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (sending, receiving):
                task.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)

    async def _send(self, worker: Worker[Reply]) -> None:
        while True:
            order = await self._sending.get()
            if not self._asked:
                self._note_answer()
            self._asked.append(order)
            await worker.send(order, SEND_SECONDS)

    async def _receive(self, worker: Worker[Reply]) -> None:
        incoming = asyncio.create_task(self._next(worker))
        try:
            while True:
                done, _ = await asyncio.wait({incoming}, timeout=ANSWER_SECONDS / 4)
                if done:
                    self._take(incoming.result())
                    incoming = asyncio.create_task(self._next(worker))
                elif self._is_late():
                    raise WorkerLost
        finally:
            incoming.cancel()
            await asyncio.gather(incoming, return_exceptions=True)

    async def _next(self, worker: Worker[Reply]) -> Reply:
        return await worker.receive(3600.0)

    def _is_late(self) -> bool:
        """Whether an answer is owed that will not come. One that works on a busy machine is not late: killing it costs more."""
        if not any(isinstance(order, Feed | Finish) for order in self._asked):
            return False
        if self._worker is None:
            return False
        waited = asyncio.get_running_loop().time() - self._answered_at
        state, spent = activity(self._worker.pid)
        if self._spent_before is None:
            self._spent_before = spent
        if waited <= ANSWER_SECONDS:
            return False
        if state in ("S", "T", "t", "Z", ""):
            return True
        return spent - self._spent_before > BUSY_SECONDS or waited > LONGEST_SECONDS

    def _take(self, reply: Reply) -> None:
        if not isinstance(reply, SoFar | Heard):
            raise WorkerLost
        wanted = Finish if isinstance(reply, Heard) else Feed
        while self._asked:
            order = self._asked.popleft()
            if isinstance(order, wanted) and order.utterance == reply.utterance:
                break
        self._note_answer()
        listener = self._listeners.get(reply.utterance)
        if isinstance(reply, Heard):
            self._listeners.pop(reply.utterance, None)
        if listener is not None:
            listener(reply)

    def _note_answer(self) -> None:
        self._answered_at = asyncio.get_running_loop().time()
        self._spent_before = None

    def _mourn(self) -> None:
        """Gives back what was under way."""
        suspect = next((order.utterance for order in self._asked if not isinstance(order, Open)), None)
        utterances = set(self._listeners)
        self._listeners.clear()
        self._asked.clear()
        while not self._sending.empty():
            self._sending.get_nowait()
        self._lost(utterances, suspect)


def activity(pid: int) -> tuple[str, float]:
    """What a process is at (`R` running, `S` asleep, `T` stopped; `?` where that can't be told), and its processor seconds."""
    if not _PROCESSES.is_dir():
        return "?", 0.0
    try:
        fields = (_PROCESSES / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "", 0.0
    return fields[0], (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
