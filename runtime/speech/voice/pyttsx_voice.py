"""Owns the voice of the line: texts in, 8 kHz sound out, spoken by pyttsx3 in worker processes.

Clauses of all calls share the workers: the one whose sound is needed first is made first. A worker that dies or hangs
costs one retried clause, of which the caller hears no sample twice.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

from dsl.emphasis import Stress
from runtime.speech.protocols import SAMPLE_RATE, StaticPrompt
from runtime.speech.voice.clauses import clauses_of
from runtime.speech.voice.messages import Render, Reply, Sound, Stop
from runtime.speech.voice.prompt_cache import PromptCache
from runtime.speech.voice.readings import spoken_parts
from runtime.speech.voice.styles import manner_of, voice_of
from runtime.speech.workers import Worker, WorkerLost, WorkerPool

BYTES_PER_SECOND = SAMPLE_RATE * 2
WORKER_SECONDS = 1.0  # without a sound; a clause takes hundredths
ATTEMPTS = 6
AHEAD_BYTES = 4 * BYTES_PER_SECOND  # made before the listener took it; more would be thrown away at a barge-in
PREPARING = 3600.0  # deadline of static prompts, behind all that callers wait for
WORKER_MODULE = "runtime.speech.voice.worker"


class VoiceFailed(Exception):
    """No worker could speak the words."""


class PyttsxVoice:
    """Implements `protocols.Voice`."""

    name = "pyttsx3, espeak-ng"

    def __init__(self, workers: int = 1, spares: int = 1) -> None:
        self.pool: WorkerPool[Reply] = WorkerPool(WORKER_MODULE, Reply, size=workers, spares=spares)
        self.cache = PromptCache()

    async def start(self) -> None:
        await self.pool.start()

    async def close(self) -> None:
        await self.pool.close()

    async def speak(
        self, text: str, *, language: str, style: str = "neutral", slower: bool = False
    ) -> AsyncGenerator[bytes, None]:
        """Raises VoiceFailed when no worker can speak, ValueError when the language has no voice."""
        prompt = _Prompt(self, _orders(text, language, style, slower))
        try:
            async for sound in prompt.sounds():
                yield sound
        finally:
            prompt.stop()

    async def prepare(self, prompts: Iterable[StaticPrompt]) -> None:
        """Makes the sound of static prompts, one after another, whenever no caller waits for the workers."""
        for prompt in prompts:
            for order, _ in _orders(prompt.text, prompt.language, prompt.style, False):
                if self.cache.announce(order):
                    deadline = asyncio.get_running_loop().time() + PREPARING
                    async with aclosing(self.render(order, deadline, asyncio.Event())) as sounds:
                        async for _ in sounds:
                            pass

    async def render(self, order: Render, deadline: float, stopped: asyncio.Event) -> AsyncGenerator[bytes, None]:
        """The sound of one clause, from the cache or a worker."""
        known = self.cache.get(order)
        if known is not None:
            yield known
            return
        sound = bytearray()
        for _ in range(ATTEMPTS):
            try:
                async with self.pool.lend(deadline) as worker:
                    await worker.send(order, WORKER_SECONDS)
                    async for position, piece in _pieces(worker, stopped):
                        fresh = piece[max(0, len(sound) - position) :]
                        sound += fresh
                        if fresh:
                            yield fresh
                break
            except WorkerLost:
                continue
        else:
            raise VoiceFailed("no worker could speak")
        if not stopped.is_set():
            self.cache.keep(order, bytes(sound))


async def _pieces(worker: Worker[Reply], stopped: asyncio.Event) -> AsyncGenerator[tuple[int, bytes], None]:
    """What a worker sends of its clause, each piece with its place; told to stop, it is heard out without its sound."""
    position = 0
    told = False
    while True:
        if stopped.is_set() and not told:
            await worker.send(Stop(), WORKER_SECONDS)
            told = True
        reply = await worker.receive(WORKER_SECONDS)
        if not isinstance(reply, Sound):
            return
        if not told:
            yield position, reply.pcm
        position += len(reply.pcm)


def _orders(text: str, language: str, style: str, slower: bool) -> Iterable[tuple[Render, int]]:
    """Each clause as what the engine is to render, with the silence after it."""
    voice_of(language)  # a language without a voice is refused whatever the text is
    for clause in clauses_of(text, language):
        parts = list(spoken_parts(clause.text, language))
        stress = Stress()
        for number, (words, tongue) in enumerate(parts, 1):
            pause = clause.pause_ms if number == len(parts) else 0
            yield Render(stress.whole(words), voice_of(tongue), manner_of(style, tongue, slower)), pause


class _Prompt:
    """One prompt on its way: clauses are made ahead of the listener, but not far ahead."""

    def __init__(self, voice: PyttsxVoice, orders: Iterable[tuple[Render, int]]) -> None:
        self._voice = voice
        self._orders = orders
        self._made: deque[bytes] = deque()
        self._made_bytes = 0
        self._changed = asyncio.Event()
        self._taken = asyncio.Event()
        self._stopped = asyncio.Event()
        self._maker: asyncio.Task[None] | None = None

    async def sounds(self) -> AsyncGenerator[bytes, None]:
        self._maker = asyncio.create_task(self._make())
        while True:
            while self._made:
                sound = self._made.popleft()
                self._made_bytes -= len(sound)
                self._taken.set()
                yield sound
            if self._maker.done():
                self._maker.result()
                return
            self._changed.clear()
            await self._changed.wait()

    def stop(self) -> None:
        """Nobody listens any more. The maker ends by itself, with its worker in a known state."""
        self._stopped.set()
        self._taken.set()
        if self._maker is not None and not self._maker.done():
            _ending.add(self._maker)
            self._maker.add_done_callback(_forget)

    async def _make(self) -> None:
        try:
            await self._make_clauses()
        finally:
            self._changed.set()

    async def _make_clauses(self) -> None:
        needed_at = asyncio.get_running_loop().time()
        pause = 0
        for order, silence in self._orders:
            self._put(bytes(pause * BYTES_PER_SECOND // 1000))
            async with aclosing(self._voice.render(order, needed_at, self._stopped)) as sounds:
                async for sound in sounds:
                    needed_at += len(sound) / BYTES_PER_SECOND
                    self._put(sound)
            pause = silence
            await self._until_wanted()
            if self._stopped.is_set():
                return

    def _put(self, sound: bytes) -> None:
        if sound and not self._stopped.is_set():
            self._made.append(sound)
            self._made_bytes += len(sound)
            self._changed.set()

    async def _until_wanted(self) -> None:
        while self._made_bytes > AHEAD_BYTES and not self._stopped.is_set():
            self._taken.clear()
            await self._taken.wait()


_ending: set[asyncio.Task[None]] = set()
"""Prompts that were stopped and still let their worker finish; kept here, for the event loop alone would forget them."""


def _forget(task: asyncio.Task[None]) -> None:
    _ending.discard(task)
    if not task.cancelled():
        task.exception()  # nobody listens: a failure has no one to be told
