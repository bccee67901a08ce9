"""Owns hearing English by pocketsphinx: utterances are read by worker processes, for its decoder holds Python's lock.

An utterance's sound is gathered here. As soon as the caller seems to have ended, while the endpoint is still waiting, it
is read, so that the words are there when the endpoint is sure; if the caller goes on, it is read again. Reading the
whole at once is what keeps workers few: none is held while somebody speaks, and a lost one costs one more reading.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict

from msgspec import Struct

from dsl.bundle import Bundle
from dsl.turn import Expectation
from runtime.speech.hearing.grammar import Grammar, GrammarBook
from runtime.speech.hearing.messages import Forgotten, Hear, Heard, Learn, Learned, Reply
from runtime.speech.hearing.moments import moments
from runtime.speech.hearing.spoken_sound import SpokenSound
from runtime.speech.protocols import SAMPLE_RATE, Partial, Transcript
from runtime.speech.workers import Worker, WorkerLost, WorkerPool

log = logging.getLogger("callwright.speech")

WORKER_MODULE = "runtime.speech.hearing.worker"
ATTEMPTS = 3
LEARN_SECONDS = 5.0
READ_SECONDS = 1.5  # for any utterance, and
READ_SECONDS_A_SECOND = 0.5  # more for each second of it
SETTLED_MS = 160  # of silence after which the words are read ahead of the endpoint
AHEAD_GRACE = 0.5  # seconds by which reading ahead stands behind what a call already waits for
MOST_BUNDLES = 50

NOTHING = Transcript(text="", confidence=0.0)


class HearingReport(Struct, frozen=True):
    """What a bundle's words mean for the ear: those no dictionary has with the phones they got, and those not heard at all."""

    pronounced: dict[str, str]
    unheard: tuple[str, ...]


class PocketsphinxRecognizer:
    """Implements `protocols.Recognizer`."""

    language = "en"
    name = "pocketsphinx, English, US"
    practice = False

    def __init__(self, workers: int = 1, spares: int = 1) -> None:
        self.pool: WorkerPool[Reply] = WorkerPool(WORKER_MODULE, Reply, size=workers, spares=spares)
        self._books: OrderedDict[str, GrammarBook] = OrderedDict()
        self._reports: dict[str, HearingReport] = {}

    async def start(self) -> None:
        await self.pool.start()

    async def close(self) -> None:
        await self.pool.close()

    async def prepare(self, bundle: Bundle, identity: str) -> None:
        if identity in self._books:
            return
        book = GrammarBook(bundle)
        pronounced: dict[str, str] = {}
        unheard: set[str] = set()
        for expectation in moments(bundle):
            learned = await self._try_out(book.moment(expectation))
            pronounced.update(learned.pronounced)
            unheard.update(learned.unheard)
        self._books[identity] = book
        self._reports[identity] = HearingReport(dict(sorted(pronounced.items())), tuple(sorted(unheard)))
        while len(self._books) > MOST_BUNDLES:
            oldest, _ = self._books.popitem(last=False)
            del self._reports[oldest]

    def report(self, identity: str) -> HearingReport:
        """Raises KeyError when the bundle was not prepared."""
        return self._reports[identity]

    async def listen(self, identity: str, expectation: Expectation) -> BufferedUtterance:
        """Raises KeyError when the bundle was not prepared."""
        self._books.move_to_end(identity)
        return BufferedUtterance(self, self._books[identity].moment(expectation))

    async def read(self, grammar: Grammar, pcm: bytes, reading: Reading) -> Transcript:
        """One reading of a whole utterance. Never raises for a lost worker: then nothing was heard."""
        seconds = READ_SECONDS + READ_SECONDS_A_SECOND * len(pcm) / (SAMPLE_RATE * 2)
        for _ in range(ATTEMPTS):
            try:
                async with self.pool.lend(reading.deadline) as worker:
                    if reading.unwanted:
                        return NOTHING
                    heard = await _hear(worker, grammar, pcm, seconds)
                return Transcript(text=heard.text, confidence=heard.confidence, alternatives=heard.alternatives)
            except WorkerLost:
                continue
        return NOTHING

    async def _try_out(self, grammar: Grammar) -> Learned:
        """A worker learns the grammar, which proves that it compiles and tells which words it lacks."""
        for _ in range(ATTEMPTS):
            try:
                async with self.pool.lend(asyncio.get_running_loop().time() + AHEAD_GRACE) as worker:
                    return await _learn(worker, grammar)
            except WorkerLost:
                continue
        log.error("grammar %s could not be learned: its moment will hear nothing", grammar.name)
        return Learned({}, ())


class Reading(Struct):
    """A reading that was ordered: until when it is needed, and whether somebody still wants it."""

    deadline: float
    heard_ms: int = 0  # of the utterance, when it was ordered
    unwanted: bool = False


class BufferedUtterance:
    """Implements `protocols.Utterance`."""

    def __init__(self, recognizer: PocketsphinxRecognizer, grammar: Grammar) -> None:
        self._recognizer = recognizer
        self._grammar = grammar
        self._sound = SpokenSound()
        self._ahead: tuple[asyncio.Task[Transcript], Reading] | None = None

    @property
    def partial(self) -> Partial | None:
        """The words so far, once the caller has paused and they are read; None while they speak."""
        if self._ahead is None or not self._ahead[0].done() or self._ahead[0].cancelled():
            return None
        task, reading = self._ahead
        return Partial(text=task.result().text, heard_ms=reading.heard_ms)

    async def feed(self, pcm: bytes) -> None:
        if self._sound.take(pcm):
            self._drop_reading()
        if self._ahead is None and self._sound.has_voice and self._sound.silent_ms >= SETTLED_MS:
            self._read(asyncio.get_running_loop().time() + AHEAD_GRACE)

    async def finish(self) -> Transcript:
        if not self._sound.has_voice:
            return NOTHING
        task, _ = self._ahead or self._read(asyncio.get_running_loop().time())
        return await asyncio.shield(task)  # a call that is gone must not cost a worker in the midst of its reading

    async def cancel(self) -> None:
        self._drop_reading()

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _read(self, deadline: float) -> tuple[asyncio.Task[Transcript], Reading]:
        reading = Reading(deadline, self._sound.milliseconds)
        self._ahead = asyncio.create_task(self._recognizer.read(self._grammar, self._sound.words(), reading)), reading
        return self._ahead

    def _drop_reading(self) -> None:
        """A reading that is not wanted ends by itself, with its worker in a known state."""
        if self._ahead is not None:
            task, reading = self._ahead
            reading.unwanted = True
            if not task.done():
                _unwanted.add(task)
                task.add_done_callback(_unwanted.discard)
            self._ahead = None


_unwanted: set[asyncio.Task[Transcript]] = set()
"""Readings that nobody waits for; kept here until they end, for the event loop alone would forget them."""


async def _learn(worker: Worker[Reply], grammar: Grammar) -> Learned:
    await worker.send(Learn(grammar), LEARN_SECONDS)
    learned = await worker.receive(LEARN_SECONDS)
    if not isinstance(learned, Learned):
        raise WorkerLost
    worker.known.add(grammar.name)
    return learned


async def _hear(worker: Worker[Reply], grammar: Grammar, pcm: bytes, seconds: float) -> Heard:
    for _ in range(2):  # again when the worker has forgotten the grammar
        if grammar.name not in worker.known:
            await _learn(worker, grammar)
        await worker.send(Hear(grammar.name, pcm), seconds)
        heard = await worker.receive(seconds)
        if isinstance(heard, Heard):
            return heard
        if not isinstance(heard, Forgotten):
            raise WorkerLost
        worker.known.discard(grammar.name)
    raise WorkerLost
