"""Owns utterances that are decoded while they come, by worker processes that many share: what Kaldi and Vosk have in common.

A worker that dies or hangs is replaced, and its utterances begin again on another with the sound they have had, but for one that
has been at two workers' deaths: that is not heard, and the caller is asked again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from itertools import count

from runtime.speech.hearing.kaldi.messages import Begin, Cancel, Feed, Finish, Heard, Open, Reply, SoFar
from runtime.speech.hearing.kaldi.sharing import SharedWorker
from runtime.speech.hearing.spoken_sound import BYTES_PER_MS, SpokenSound
from runtime.speech.protocols import Partial, Transcript
from runtime.speech.workers import WorkerPool

log = logging.getLogger("callwright.speech")

WORKER_MODULE = "runtime.speech.hearing.kaldi.worker"
PIECE_BYTES = 60 * BYTES_PER_MS  # sent at a time; in a pause, which may be the end, each frame at once
PAUSE_MS = 300  # of silence; by then all that was said is read
MOST_LOSSES = 2  # workers that one utterance may be at when they die
MOST_MOVES = 6  # times that an innocent utterance begins again

NOTHING = Transcript(text="", confidence=0.0)


class DecodingWorkers:
    """Workers of one model, started when the first bundle needs them: a language that nobody speaks costs nothing."""

    def __init__(self, opening: Open, *, workers: int, spares: int) -> None:
        self.pool: WorkerPool[Reply] = WorkerPool(WORKER_MODULE, Reply, size=workers, spares=spares)
        self.shared = [SharedWorker(self.pool, opening, self._lost) for _ in range(workers)]
        self._utterances: dict[int, StreamedUtterance] = {}
        self._numbers = count(1)
        self._starting = asyncio.Lock()
        self._started = False

    async def start(self) -> None:
        """Raises WorkerLost when none starts."""
        async with self._starting:
            if not self._started:
                await self.pool.start()
                for worker in self.shared:
                    worker.start()
                self._started = True

    async def close(self) -> None:
        await self.pool.close()
        await asyncio.gather(*(worker.close() for worker in self.shared))

    def listen(self, bundle: str, mask: tuple[bool, ...] = (), phrases: tuple[str, ...] = ()) -> StreamedUtterance:
        number = next(self._numbers)
        utterance = StreamedUtterance(Begin(number, bundle, mask, phrases), self._forget)
        self._utterances[number] = utterance
        utterance.move_to(self._least_loaded())
        return utterance

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _least_loaded(self) -> SharedWorker:
        return min(self.shared, key=lambda worker: worker.load)

    def _forget(self, utterance: StreamedUtterance) -> None:
        self._utterances.pop(utterance.number, None)

    def _lost(self, numbers: set[int], suspect: int | None) -> None:
        log.warning("a worker that decodes was lost; %d utterances begin again", len(numbers))
        for number in numbers:
            utterance = self._utterances.get(number)
            if utterance is None:
                continue
            utterance.losses += number == suspect
            utterance.moves += 1
            if utterance.losses >= MOST_LOSSES or utterance.moves > MOST_MOVES:
                utterance.give_up()
            else:
                utterance.move_to(self._least_loaded())


class StreamedUtterance:
    """Implements `protocols.Utterance`. Keeps its sound until it is read, so that it can begin again."""

    def __init__(self, beginning: Begin, forget: Callable[[StreamedUtterance], None]) -> None:
        self.number = beginning.utterance
        self.losses = self.moves = 0
        self._beginning, self._forget = beginning, forget
        self._sound = SpokenSound()
        self._pcm = bytearray()
        self._sent = 0
        self._worker: SharedWorker | None = None
        self._partial: Partial | None = None
        self._result: asyncio.Future[Transcript] = asyncio.get_running_loop().create_future()
        self._finished = False

    @property
    def partial(self) -> Partial | None:
        return self._partial

    async def feed(self, pcm: bytes) -> None:
        self._sound.take(pcm)
        self._pcm += pcm
        if self._pausing or len(self._pcm) - self._sent >= PIECE_BYTES:
            self._send()

    async def finish(self) -> Transcript:
        if not self._sound.has_voice:
            await self.cancel()
            return NOTHING
        self._finished = True
        if not self._result.done():
            self._send()
            self._tell(Finish(self.number))
        try:
            return await self._result
        finally:
            await self.cancel()

    async def cancel(self) -> None:
        if not self._result.done():
            self._tell(Cancel(self.number))
            self._result.cancel()
        self._forget(self)

    def move_to(self, worker: SharedWorker) -> None:
        """Begins there, with all the sound there is."""
        self._worker, self._sent = worker, 0
        worker.begin(self._beginning, self._listen)
        self._send()
        if self._finished:
            self._tell(Finish(self.number))

    def give_up(self) -> None:
        if not self._result.done():
            self._result.set_result(NOTHING)

    # ---- inside ----------------------------------------------------------------------------------------------------

    @property
    def _pausing(self) -> bool:
        return self._sound.has_voice and 0 < self._sound.silent_ms <= PAUSE_MS

    def _send(self) -> None:
        if self._sent < len(self._pcm) and not self._result.done():
            self._tell(Feed(self.number, bytes(self._pcm[self._sent :])))
            self._sent = len(self._pcm)

    def _tell(self, order: Feed | Finish | Cancel) -> None:
        if self._worker is not None:
            self._worker.tell(order)

    def _listen(self, reply: SoFar | Heard) -> None:
        if isinstance(reply, SoFar):
            heard_ms = reply.bytes_heard // BYTES_PER_MS
            self._partial = Partial(text=reply.text, heard_ms=heard_ms, complete=reply.complete, goes_on=reply.goes_on)
        elif not self._result.done():
            self._result.set_result(
                Transcript(text=reply.text, confidence=reply.confidence, alternatives=reply.alternatives, words=reply.words)
            )
