"""Owns one utterance on its way through a leased decoder: a recogniser in trouble costs one answer, not the call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from dsl.turn import Expectation
from runtime.speech.end_of_turn import Wait
from runtime.speech.protocols import Partial, Recognizer, Transcript, Utterance

log = logging.getLogger("callwright.call")

LONGEST_WAIT = 4.0  # seconds for a decoder, and again for its result


class Decoding:
    """`done` is told the words, and what ended them, whatever happens."""

    def __init__(
        self, recognizer: Recognizer | None, identity: str, expectation: Expectation, done: Callable[[Transcript, Wait], None]
    ) -> None:
        self._recognizer = recognizer
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._done = done
        self._utterance: Utterance | None = None
        self._wait = Wait(0, "nothing-read")
        self.ended = False
        self._task = asyncio.create_task(self._read(identity, expectation))

    @property
    def partial(self) -> Partial | None:
        return None if self._utterance is None else self._utterance.partial

    def feed(self, frame: bytes) -> None:
        self._frames.put_nowait(frame)

    def end(self, wait: Wait) -> None:
        self.ended, self._wait = True, wait
        self._frames.put_nowait(None)

    async def cancel(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _read(self, identity: str, expectation: Expectation) -> None:
        transcript = Transcript(text="", confidence=0.0)
        try:
            if self._recognizer is None:
                await self._until_end()
            else:
                transcript = await self._decode(self._recognizer, identity, expectation)
        except TimeoutError:
            log.warning("no decoder answered in time: the caller is asked again")
        except Exception as problem:  # noqa: BLE001 - a recogniser in trouble costs one answer, not the call
            log.warning("an utterance could not be read (%s): the caller is asked again", type(problem).__name__)
        self._done(transcript, self._wait)

    async def _decode(self, recognizer: Recognizer, identity: str, expectation: Expectation) -> Transcript:
        async with asyncio.timeout(LONGEST_WAIT):
            self._utterance = utterance = await recognizer.listen(identity, expectation)
        try:
            await self._until_end()
            async with asyncio.timeout(LONGEST_WAIT):
                return await utterance.finish()
        except BaseException:
            await utterance.cancel()
            raise

    async def _until_end(self) -> None:
        while (frame := await self._frames.get()) is not None:
            if self._utterance is not None:
                await self._utterance.feed(frame)
