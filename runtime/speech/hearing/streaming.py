"""Owns utterances that are decoded while they come, by worker processes that many share: what Kaldi and Vosk have in common.

As soon as the caller seems to have ended, while the endpoint is still waiting, the utterance is read to its end: a decoder says
words so far with a fifth of a second's delay, its last words at once, and with how sure it is. If the caller goes on, decoding
begins again with the sound there has been. A worker that dies or hangs is replaced, and its utterances begin again on another,
but for one that has been at two workers' deaths: that is not heard, and the caller is asked again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from itertools import count

from msgspec.structs import replace

from runtime.speech.hearing.kaldi.messages import Begin, Cancel, Feed, Finish, Heard, Open, Reply, SoFar
from runtime.speech.hearing.kaldi.sharing import SharedWorker
from runtime.speech.hearing.spoken_sound import BYTES_PER_MS, SpokenSound
from runtime.speech.protocols import Partial, Transcript
from runtime.speech.workers import WorkerPool

log = logging.getLogger("callwright.speech")

WORKER_MODULE = "runtime.speech.hearing.kaldi.worker"
PIECE_BYTES = 60 * BYTES_PER_MS  # sent at a time
SETTLED_MS = 60  # of silence after which an utterance is read to its end
MOST_READINGS = 4  # to the end, of one utterance; who pauses more often is read as they go on
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
        utterance = StreamedUtterance(Begin(next(self._numbers), bundle, mask, phrases), self._begin_again, self._forget)
        self._utterances[utterance.number] = utterance
        utterance.move_to(self._least_loaded())
        return utterance

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _begin_again(self, utterance: StreamedUtterance) -> None:
        """Under another number, for an answer to the old one may be on its way."""
        self._forget(utterance)
        utterance.number = next(self._numbers)
        self._utterances[utterance.number] = utterance
        utterance.move_to(self._least_loaded())

    def _least_loaded(self) -> SharedWorker:
        """Of those that work, if any does: one that is being replaced has no load either."""
        return min(self.shared, key=lambda worker: (worker.pid is None, worker.load))

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

    def __init__(
        self,
        beginning: Begin,
        begin_again: Callable[[StreamedUtterance], None],
        forget: Callable[[StreamedUtterance], None],
    ) -> None:
        self.number = beginning.utterance
        self.losses = self.moves = 0
        self._beginning, self._begin_again, self._forget = beginning, begin_again, forget
        self._sound = SpokenSound()
        self._pcm = bytearray()
        self._sent = 0
        self._worker: SharedWorker | None = None
        self._partial: Partial | None = None
        self._result: asyncio.Future[Transcript] = asyncio.get_running_loop().create_future()
        self._settled = False  # all that was said is read, or being read
        self._readings = 0

    @property
    def partial(self) -> Partial | None:
        return self._partial

    async def feed(self, pcm: bytes) -> None:
        voiced = self._sound.take(pcm)
        self._pcm += pcm
        if self._settled:
            if voiced:
                self._go_on()
        elif self._readings < MOST_READINGS and self._sound.has_voice and self._sound.silent_ms >= SETTLED_MS:
            self._settle()
        elif len(self._pcm) - self._sent >= PIECE_BYTES:
            self._send()

    async def finish(self) -> Transcript:
        if not self._sound.has_voice:
            await self.cancel()
            return NOTHING
        if not self._settled:
            self._settle()
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
        worker.begin(replace(self._beginning, utterance=self.number), self._listen)
        self._send()
        if self._settled:
            self._tell(Finish(self.number))

    def give_up(self) -> None:
        if not self._result.done():
            self._result.set_result(NOTHING)

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """The caller may have ended."""
        self._settled = True
        self._readings += 1
        self._send()
        self._tell(Finish(self.number))

    def _go_on(self) -> None:
        """They had not: what is read of them, or was, is not all."""
        self._settled = False
        self._result = asyncio.get_running_loop().create_future()
        self._begin_again(self)

    def _send(self) -> None:
        if self._sent < len(self._pcm):
            self._tell(Feed(self.number, bytes(self._pcm[self._sent :])))
            self._sent = len(self._pcm)

    def _tell(self, order: Feed | Finish | Cancel) -> None:
        if self._worker is not None and not self._result.done():
            self._worker.tell(order)

    def _listen(self, reply: SoFar | Heard) -> None:
        if reply.utterance != self.number:
            return  # the caller went on since
        if isinstance(reply, SoFar):
            heard_ms = reply.bytes_heard // BYTES_PER_MS
            self._partial = Partial(text=reply.text, heard_ms=heard_ms, complete=reply.complete, goes_on=reply.goes_on)
        elif not self._result.done():
            self._partial = Partial(
                text=reply.so_far,
                heard_ms=self._sent // BYTES_PER_MS,
                complete=reply.complete,
                goes_on=reply.goes_on,
                confidence=reply.confidence if reply.text == reply.so_far else 0.0,
            )
            self._result.set_result(
                Transcript(text=reply.text, confidence=reply.confidence, alternatives=reply.alternatives, words=reply.words)
            )
