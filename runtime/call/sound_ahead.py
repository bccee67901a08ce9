"""Owns the sound of words that will probably be said: begun before it is sure, taken over when they are, else thrown away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress

from runtime.dialogue.effects import Words


class SoundAhead:
    """At most one sound. `speak` begins one; what nobody takes is made no further than the voice makes ahead by itself."""

    def __init__(self, speak: Callable[[Words], AsyncIterator[bytes]]) -> None:
        self._speak = speak
        self._words: Words | None = None
        self._chunks: AsyncIterator[bytes] | None = None
        self._first: asyncio.Task[bytes | None] | None = None
        self._dropping: set[asyncio.Task[None]] = set()

    def begin(self, words: Words | None) -> None:
        """None: nothing will be said."""
        if words == self._words:
            return
        self.drop()
        if words is not None:
            self._words, self._chunks = words, self._speak(words)
            self._first = asyncio.create_task(_next(self._chunks))

    async def take(self, words: Words) -> AsyncGenerator[bytes, None]:
        """The sound of these words, from what there is of it on."""
        if words != self._words or self._chunks is None or self._first is None:
            self.drop()
            chunks, first = self._speak(words), None
        else:
            chunks, first = self._chunks, self._first
            self._words = self._chunks = self._first = None
        try:
            if first is not None:
                chunk = await first
                if chunk is None:
                    return
                yield chunk
            async for chunk in chunks:
                yield chunk
        finally:
            if isinstance(chunks, AsyncGenerator):
                await chunks.aclose()  # an interrupted prompt is not made any further

    def drop(self) -> None:
        if self._chunks is not None and self._first is not None:
            task = asyncio.create_task(_end(self._chunks, self._first))
            self._dropping.add(task)
            task.add_done_callback(self._dropping.discard)
        self._words = self._chunks = self._first = None

    async def close(self) -> None:
        self.drop()
        await asyncio.gather(*self._dropping, return_exceptions=True)


async def _next(chunks: AsyncIterator[bytes]) -> bytes | None:
    return await anext(chunks, None)


async def _end(chunks: AsyncIterator[bytes], first: asyncio.Task[bytes | None]) -> None:
    first.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await first
    if isinstance(chunks, AsyncGenerator):
        await chunks.aclose()
