"""Owns the caller's voice in one call: frames in, utterances out. A decoder is leased for an utterance, not for a call."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from dsl.turn import Expectation
from runtime.speech.endpointing import Detector, Endpointer, SpeechEnded
from runtime.speech.protocols import FRAME_BYTES, Partial, Recognizer, Transcript, Utterance

log = logging.getLogger("callwright.call")

BEFORE_FRAMES = 25  # kept from before the voice was sure: half a second, so that no first syllable is lost
LONGEST_WAIT = 4.0  # seconds for a decoder, and again for its result


class Hearing:
    """Ears of one call.

    `may_begin` decides whether words that are beginning count, `line_speaks` whether they would interrupt, `is_whole`
    whether the words so far answer the question, so that little silence ends them; `began` and `spoke` tell the call.
    """

    def __init__(
        self,
        recognizer: Recognizer | None,
        identity: str,
        detector: Detector,
        *,
        may_begin: Callable[[], bool],
        line_speaks: Callable[[], bool],
        is_whole: Callable[[str], bool],
        began: Callable[[], None],
        spoke: Callable[[Transcript], None],
    ) -> None:
        self._recognizer = recognizer
        self._identity = identity
        self._endpointer = Endpointer(detector)
        self._may_begin, self._line_speaks, self._is_whole = may_begin, line_speaks, is_whole
        self._began, self._spoke = began, spoke
        self._before: deque[bytes] = deque(maxlen=BEFORE_FRAMES)
        self._reading: _Reading | None = None
        self._judged: Partial | None = None
        self._rest = b""
        self._expectation = Expectation()

    @property
    def under_way(self) -> bool:
        """Whether the caller is speaking to us, or what they said is still being read."""
        return self._reading is not None

    def expect(self, expectation: Expectation) -> None:
        self._expectation = expectation
        self._endpointer.expect(expectation)

    def hear(self, pcm: bytes) -> None:
        """Takes sound as it comes, in pieces of any length."""
        self._rest += pcm
        while len(self._rest) >= FRAME_BYTES:
            frame, self._rest = self._rest[:FRAME_BYTES], self._rest[FRAME_BYTES:]
            self._frame(frame)

    async def close(self) -> None:
        if self._reading is not None:
            await self._reading.cancel()
            self._reading = None

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _frame(self, frame: bytes) -> None:
        self._endpointer.line_speaks = self._line_speaks()
        moment = self._endpointer.frame(frame)
        if self._reading is None:
            self._before.append(frame)
            if self._endpointer.speaking and self._may_begin():
                self._begin()
        elif not self._reading.ended:
            self._reading.feed(frame)
            self._judge(self._reading.partial)
            if isinstance(moment, SpeechEnded):
                self._reading.end()

    def _begin(self) -> None:
        self._reading = _Reading(self._recognizer, self._identity, self._expectation, self._finished)
        self._judged = None
        for earlier in self._before:
            self._reading.feed(earlier)
        self._before.clear()
        self._began()

    def _judge(self, partial: Partial | None) -> None:
        """Looks once at each reading of the words so far."""
        if partial is not None and partial != self._judged:
            self._judged = partial
            self._endpointer.complete = bool(partial.text) and self._is_whole(partial.text)

    def _finished(self, transcript: Transcript) -> None:
        self._reading = None
        self._spoke(transcript)


class _Reading:
    """One utterance on its way through a leased decoder."""

    def __init__(
        self, recognizer: Recognizer | None, identity: str, expectation: Expectation, done: Callable[[Transcript], None]
    ) -> None:
        self._recognizer = recognizer
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._done = done
        self._utterance: Utterance | None = None
        self.ended = False
        self._task = asyncio.create_task(self._read(identity, expectation))

    @property
    def partial(self) -> Partial | None:
        return None if self._utterance is None else self._utterance.partial

    def feed(self, frame: bytes) -> None:
        self._frames.put_nowait(frame)

    def end(self) -> None:
        self.ended = True
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
        self._done(transcript)

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
