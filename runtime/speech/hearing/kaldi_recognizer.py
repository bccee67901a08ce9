"""Owns hearing by Kaldi: each utterance is decoded while it comes, by the rules of its moment, in a worker process.

A bundle's rules are compiled in a disposable process with limits, kept by content under a folder, and never compiled twice.
Workers are shared by utterances; one that dies or hangs is replaced, and its utterances begin again on another with the sound
they have had, but for one that has killed two workers: that is not heard, and the caller is asked again.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import resource
import sys
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

import msgspec
from msgspec import Struct

from dsl.bundle import Bundle, encode
from dsl.turn import Expectation
from runtime.speech.hearing.kaldi.artefact import CompiledHearing, load
from runtime.speech.hearing.kaldi.messages import Begin, Cancel, Feed, Finish, Heard, Open, Reply, SoFar
from runtime.speech.hearing.kaldi.sharing import SharedWorker
from runtime.speech.hearing.rules import RuleBook
from runtime.speech.hearing.spoken_sound import BYTES_PER_MS, SpokenSound
from runtime.speech.protocols import Partial, Transcript
from runtime.speech.workers import WorkerPool

log = logging.getLogger("callwright.speech")

WORKER_MODULE = "runtime.speech.hearing.kaldi.worker"
COMPILING_MODULE = "runtime.speech.hearing.kaldi.compiling"
COMPILE_SECONDS = 60.0
COMPILE_MEMORY = 4 * 1024**3
PIECE_BYTES = 60 * BYTES_PER_MS  # sent at a time
MOST_LOSSES = 2  # workers that one utterance may be at when they die
MOST_MOVES = 6  # times that an innocent utterance begins again
MOST_BUNDLES = 50

NOTHING = Transcript(text="", confidence=0.0)


class CannotHear(Exception):
    """The bundle's hearing could not be compiled; the message is one sentence."""


class Prepared(Struct):
    """A bundle that can be listened for."""

    key: str
    hearing: CompiledHearing
    book: RuleBook


class KaldiRecognizer:
    """Implements `protocols.Recognizer`. `model`: the folder of an operator's model; None: the practice model."""

    def __init__(self, language: str, folder: Path, model: Path | None = None, *, workers: int = 1, spares: int = 1) -> None:
        self.language = language
        self.name = f"Kaldi, {model.name}" if model else f"Kaldi, practice model ({language}): synthetic speech only"
        self._root, self._model = folder, model
        self.pool: WorkerPool[Reply] = WorkerPool(WORKER_MODULE, Reply, size=workers, spares=spares)
        opening = Open(language, "" if model is None else str(model), str(folder))
        self.shared = [SharedWorker(self.pool, opening, self._lost) for _ in range(workers)]
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()
        self._compiling = asyncio.Lock()
        self._utterances: dict[int, StreamedUtterance] = {}
        self._numbers = count(1)

    async def start(self) -> None:
        await self.pool.start()
        for worker in self.shared:
            worker.start()

    async def close(self) -> None:
        await self.pool.close()
        await asyncio.gather(*(worker.close() for worker in self.shared))

    async def prepare(self, bundle: Bundle, identity: str) -> None:
        """Raises CannotHear."""
        if identity in self._prepared:
            return
        data = encode(bundle)
        key = hashlib.sha256(data + str(self._model or "").encode()).hexdigest()[:32]
        async with self._compiling:
            hearing = await self._compiled(data, key)
        self._prepared[identity] = Prepared(key, hearing, RuleBook(bundle))
        while len(self._prepared) > MOST_BUNDLES:
            self._prepared.popitem(last=False)

    def hearing_of(self, identity: str) -> CompiledHearing:
        """Raises KeyError when the bundle was not prepared."""
        return self._prepared[identity].hearing

    async def listen(self, identity: str, expectation: Expectation) -> StreamedUtterance:
        """Raises KeyError when the bundle was not prepared."""
        prepared = self._prepared[identity]
        self._prepared.move_to_end(identity)
        mask = prepared.hearing.mask(prepared.book.moment(expectation), open=prepared.book.ways.is_open(expectation.slot))
        utterance = StreamedUtterance(next(self._numbers), prepared.key, mask, self._forget)
        self._utterances[utterance.number] = utterance
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

    async def _compiled(self, data: bytes, key: str) -> CompiledHearing:
        """What is kept from before, or made now."""
        with suppress(OSError, msgspec.ValidationError, msgspec.DecodeError):
            return load(self._root, key)
        self._root.mkdir(parents=True, exist_ok=True)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            COMPILING_MODULE,
            self.language,
            str(self._model or ""),
            str(self._root),
            key,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"},
        )
        with suppress(ProcessLookupError, PermissionError):
            resource.prlimit(process.pid, resource.RLIMIT_AS, (COMPILE_MEMORY, COMPILE_MEMORY))
        try:
            async with asyncio.timeout(COMPILE_SECONDS):
                out, _ = await process.communicate(data)
        except TimeoutError:
            raise CannotHear(f"Compiling the hearing took longer than {COMPILE_SECONDS:.0f} seconds and was stopped.") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            raise CannotHear(out.decode(errors="replace").strip()[-300:] or "The process that compiles the hearing died.")
        return load(self._root, key)


class StreamedUtterance:
    """Implements `protocols.Utterance`. Keeps its sound until it is read, so that it can begin again."""

    def __init__(self, number: int, key: str, mask: tuple[bool, ...], forget: Callable[[StreamedUtterance], None]) -> None:
        self.number = number
        self.losses = self.moves = 0
        self._key, self._mask, self._forget = key, mask, forget
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
        if len(self._pcm) - self._sent >= PIECE_BYTES:
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
        worker.begin(Begin(self.number, self._key, self._mask), self._listen)
        self._send()
        if self._finished:
            self._tell(Finish(self.number))

    def give_up(self) -> None:
        if not self._result.done():
            self._result.set_result(NOTHING)

    # ---- inside ----------------------------------------------------------------------------------------------------

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
            self._result.set_result(Transcript(text=reply.text, confidence=reply.confidence, alternatives=reply.alternatives))
