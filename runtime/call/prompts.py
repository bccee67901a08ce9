"""Owns what the line says in one call: prompts in order, how far each was heard, and silence at once when the caller cuts in."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable

from dsl.journal import Heard
from runtime.dialogue.effects import Pause, Say, Segment, Words
from runtime.line.protocols import Leg
from runtime.speech.protocols import SAMPLE_RATE, Voice

BYTES_PER_MS = SAMPLE_RATE // 1000 * 2
LONGEST_NAP = 0.1  # seconds between two looks at what is still unheard


def own_words(number: int, segments: tuple[Segment, ...], kind: str) -> Say:
    """Words that the engine did not order and is not told about: they have numbers below 0."""
    return Say(number=-number, segments=segments, kind=kind)


class Prompts:
    """A queue of prompts and the one task that speaks it.

    `began` is called when a prompt starts, `heard` when it ended or was cut off, `silent` when nothing is left to say,
    `failed` when the voice gave up. `pronounce` gives the voice the words as they sound; nobody else sees them so.
    """

    def __init__(
        self,
        leg: Leg,
        voice: Voice | None,
        *,
        began: Callable[[Say], Awaitable[None]],
        heard: Callable[[Heard], None],
        silent: Callable[[], None],
        failed: Callable[[Exception], None],
        pronounce: Callable[[str], str] = str,
    ) -> None:
        self._leg = leg
        self._voice = voice if leg.voice else None
        self._pronounce = pronounce
        self._began, self._heard, self._silent, self._failed = began, heard, silent, failed
        self._queue: deque[Say] = deque()
        self._current: Say | None = None
        self._taken_ms = 0
        self._speaker: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        return self._current is not None or bool(self._queue)

    @property
    def interruptible(self) -> bool:
        """Whether the caller may cut in: not while anything that must be heard to its end is said or still waits."""
        return all(say.barge_in != "never" for say in (self._current, *self._queue) if say is not None)

    def say(self, say: Say) -> None:
        """Queues a prompt behind what is being said."""
        self._queue.append(say)
        if self._speaker is None or self._speaker.done():
            self._speaker = asyncio.create_task(self._speak_all())

    async def interrupt(self) -> list[Heard]:
        """Silence now. What the caller heard of each prompt that was being said or waited."""
        waiting = [Heard(say=say.number, milliseconds=0, finished=False) for say in self._queue if say.number > 0]
        self._queue.clear()
        current, unheard = self._current, self._leg.queued_ms()
        await self._stop_speaker()
        await self._leg.clear()
        if current is None or current.number < 0:
            return waiting
        return [Heard(say=current.number, milliseconds=max(0, self._taken_ms - unheard), finished=False), *waiting]

    async def close(self) -> None:
        self._queue.clear()
        await self._stop_speaker()

    # ---- inside ----------------------------------------------------------------------------------------------------

    async def _stop_speaker(self) -> None:
        speaker, self._speaker, self._current = self._speaker, None, None
        if speaker is not None and not speaker.done():
            speaker.cancel()
            await asyncio.wait({speaker})

    async def _speak_all(self) -> None:
        try:
            while self._queue:
                self._current = say = self._queue.popleft()
                self._taken_ms = 0
                await self._began(say)
                for segment in say.segments:
                    await self._speak(segment)
                await self._until_heard()
                self._current = None
                if say.number > 0:
                    self._heard(Heard(say=say.number, milliseconds=self._taken_ms))
            self._silent()
        except Exception as problem:  # noqa: BLE001 - whatever a voice does, the call decides what follows
            self._current = None
            self._failed(problem)

    async def _speak(self, segment: Segment) -> None:
        if self._voice is None:
            return  # a leg without sound was shown the words when the prompt began
        match segment:
            case Pause():
                await self._play(bytes(segment.milliseconds * BYTES_PER_MS))
            case Words():
                text = self._pronounce(segment.text)
                chunks = self._voice.speak(text, language=segment.language, style=segment.style, slower=segment.slower)
                try:
                    async for chunk in chunks:
                        await self._play(chunk)
                finally:
                    if isinstance(chunks, AsyncGenerator):
                        await chunks.aclose()  # an interrupted prompt is not made any further

    async def _play(self, pcm: bytes) -> None:
        await self._leg.play(pcm)
        self._taken_ms += len(pcm) // BYTES_PER_MS

    async def _until_heard(self) -> None:
        while True:
            unheard = self._leg.queued_ms()
            if unheard <= 0:
                return
            await asyncio.sleep(min(unheard / 1000, LONGEST_NAP))
