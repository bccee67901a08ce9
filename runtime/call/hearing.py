"""Owns the caller's voice in one call: frames in, utterances out. A decoder is leased for an utterance, not for a call."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from dsl.turn import Expectation
from runtime.call.endpoint import Endpointer, IsVoice, silence_after
from runtime.speech.protocols import FRAME_BYTES, Recognizer, Transcript, Utterance

log = logging.getLogger("callwright.call")

BEFORE_FRAMES = 20  # kept from before the voice was sure: 400 ms, so that no first syllable is lost
LONGEST_WAIT = 4.0  # seconds for a decoder, and again for its result
BARGE_IN_MS = 200  # so much voice stops a prompt: less is a cough or an "mm"


class Hearing:
    """Ears of one call. `may_begin` decides whether words that are beginning count; `began` and `spoke` tell the call."""

    def __init__(
        self,
        recognizer: Recognizer | None,
        identity: str,
        is_voice: IsVoice,
        *,
        may_begin: Callable[[int], bool],
        began: Callable[[], None],
        spoke: Callable[[Transcript], None],
    ) -> None:
        self._recognizer = recognizer
        self._identity = identity
        self._endpointer = Endpointer(is_voice)
        self._may_begin, self._began, self._spoke = may_begin, began, spoke
        self._before: deque[bytes] = deque(maxlen=BEFORE_FRAMES)
        self._reading: _Reading | None = None
        self._rest = b""
        self.expectation = Expectation()

    @property
    def under_way(self) -> bool:
        """Whether the caller is speaking to us, or what they said is still being read."""
        return self._reading is not None

    def expect(self, expectation: Expectation) -> None:
        self.expectation = expectation
        self._endpointer.silence_ms = silence_after(expectation)

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
        moment = self._endpointer.frame(frame)
        if self._reading is not None:
            if not self._reading.ended:
                self._reading.feed(frame)
                if moment == "ended":
                    self._reading.end()
            return
        self._before.append(frame)
        if self._endpointer.speaking and self._may_begin(self._endpointer.spoken_ms):
            self._reading = _Reading(self._recognizer, self._identity, self.expectation, self._finished)
            for earlier in self._before:
                self._reading.feed(earlier)
            self._before.clear()
            self._began()

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
        self.ended = False
        self._task = asyncio.create_task(self._read(identity, expectation))

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
                await self._until_end(None)
            else:
                transcript = await self._decode(self._recognizer, identity, expectation)
        except TimeoutError:
            log.warning("no decoder answered in time: the caller is asked again")
        except Exception as problem:  # noqa: BLE001 - a recogniser in trouble costs one answer, not the call
            log.warning("an utterance could not be read (%s): the caller is asked again", type(problem).__name__)
        self._done(transcript)

    async def _decode(self, recognizer: Recognizer, identity: str, expectation: Expectation) -> Transcript:
        async with asyncio.timeout(LONGEST_WAIT):
            utterance = await recognizer.listen(identity, expectation)
        try:
            await self._until_end(utterance)
            async with asyncio.timeout(LONGEST_WAIT):
                return await utterance.finish()
        except BaseException:
            await utterance.cancel()
            raise

    async def _until_end(self, utterance: Utterance | None) -> None:
        while (frame := await self._frames.get()) is not None:
            if utterance is not None:
                await utterance.feed(frame)
