"""Owns the caller's voice in one call: frames in, utterances out. A decoder is leased for an utterance, not for a call."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from dsl.turn import Expectation
from runtime.speech.barge_in import Interruption, Voice, interruption
from runtime.speech.echo import LINE_BYTES, EchoGuard
from runtime.speech.end_of_turn import Reading, Wait
from runtime.speech.endpointing import Detector, Endpointer, SpeechEnded, SpeechStarted
from runtime.speech.protocols import FRAME_BYTES, FRAME_MS, Partial, Recognizer, Transcript, Utterance

log = logging.getLogger("callwright.call")

BEFORE_FRAMES = 25  # kept from before the voice was sure: half a second, so that no first syllable is lost
LONGEST_WAIT = 4.0  # seconds for a decoder, and again for its result


class Judgement(Struct, frozen=True):
    """What the words so far are to the question: whether they answer it, and how many digits of its number they give."""

    whole: bool = False
    digits: int = 0


class Spoken(Struct, frozen=True):
    """An utterance that is over: what was recognised, what ended it, and, if it began while the line spoke, whether it counts."""

    transcript: Transcript
    wait: Wait
    interruption: Interruption | None = None


class OwnSound(Protocol):
    """What the line itself is saying."""

    @property
    def busy(self) -> bool: ...

    @property
    def left_ms(self) -> int: ...

    def sounding(self, size: int) -> bytes: ...


class Hearing:
    """Ears of one call.

    `may_begin` decides whether words that are beginning count, `line` is what they would interrupt, `judge` says what the words
    so far are to the question, on which depends how much silence ends them; `began`, `interrupted` and `spoke` tell the call.
    """

    def __init__(
        self,
        recognizer: Recognizer | None,
        identity: str,
        detector: Detector,
        *,
        may_begin: Callable[[], bool],
        line: OwnSound,
        judge: Callable[[str], Judgement],
        began: Callable[[], None],
        interrupted: Callable[[], None],
        spoke: Callable[[Spoken], None],
    ) -> None:
        self._recognizer = recognizer
        self._identity = identity
        self._endpointer = Endpointer(detector)
        self._may_begin, self._line, self._judge = may_begin, line, judge
        self._began, self._interrupted, self._spoke = began, interrupted, spoke
        self._echo = EchoGuard()
        self._breaks_in: int | None = None  # what the line had left to say when the caller began; None: it was silent
        self._stops_line = False
        self._before: deque[bytes] = deque(maxlen=BEFORE_FRAMES)
        self._utterance: _Utterance | None = None
        self._began_ms = 0  # of the endpointer's time: where the sound of the utterance begins
        self._read: Partial | None = None
        self._judged: tuple[str, Judgement] = ("", Judgement())
        self._voice_ms = 0
        self._rest = b""
        self._expectation = Expectation()

    @property
    def under_way(self) -> bool:
        """Whether the caller is speaking to us, or what they said is still being read."""
        return self._utterance is not None

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
        if self._utterance is not None:
            await self._utterance.cancel()
            self._utterance = None

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _frame(self, frame: bytes) -> None:
        speaks = self._endpointer.line_speaks = self._line.busy
        echo = speaks and self._echo.knows_echo and self._echo.is_echo(frame, self._line.sounding(LINE_BYTES))
        if self._utterance is not None and not self._utterance.ended:
            self._read_along(self._utterance.partial)
        moment = self._endpointer.frame(frame, echo=echo)
        if self._utterance is None:
            self._before.append(frame)
            if isinstance(moment, SpeechStarted) and speaks and self._comes_back():
                self._endpointer.forget()
            elif self._endpointer.speaking and self._may_begin():
                self._begin()
        elif not self._utterance.ended:
            self._utterance.feed(frame)
            if self._breaks_in is not None and not self._stops_line:
                partial = self._utterance.partial
                fits = partial is not None and bool(partial.complete or partial.goes_on)
                self._stops_line = self._interruption(partial.text if partial else None, fits=fits, over=False).stops
                if self._stops_line:
                    self._interrupted()
            if isinstance(moment, SpeechEnded):
                self._utterance.end(moment.wait)

    def _begin(self) -> None:
        self._utterance = _Utterance(self._recognizer, self._identity, self._expectation, self._finished)
        self._began_ms = self._endpointer.now_ms - len(self._before) * FRAME_MS
        self._read, self._judged = None, ("", Judgement())
        for earlier in self._before:
            self._utterance.feed(earlier)
        self._before.clear()
        self._breaks_in = self._line.left_ms if self._line.busy else None
        self._stops_line = False
        self._voice_ms = 0
        self._began()

    def _comes_back(self) -> bool:
        """Whether the voice that began is the line's own."""
        return self._echo.finds_echo(list(self._before), self._line.sounding(LINE_BYTES))

    def _interruption(self, words: str | None, *, fits: bool = False, over: bool) -> Interruption:
        self._voice_ms = max(self._voice_ms, self._endpointer.voice_ms)
        voice = Voice(
            words=words,
            lasted_ms=self._voice_ms,
            left_ms=self._breaks_in or 0,
            fits=fits,
            answers=bool(words) and self._judged_of(words or "").whole,
            over=over,
        )
        return interruption(voice, self._expectation)

    def _judged_of(self, text: str) -> Judgement:
        """Each text is judged once."""
        if text != self._judged[0]:
            self._judged = text, self._judge(text)
        return self._judged[1]

    def _read_along(self, partial: Partial | None) -> None:
        """Tells the endpointer of the words so far: whenever they were read anew, once it matters what they are."""
        if partial is None or partial == self._read:
            return
        may_be_all = self._endpointer.pausing or (partial.complete and partial.goes_on is False)
        if not may_be_all:
            return
        self._read = partial
        judged = self._judged_of(partial.text)
        self._endpointer.read(
            Reading(
                text=partial.text,
                heard_ms=self._began_ms + partial.heard_ms,
                whole=judged.whole,
                digits=judged.digits,
                complete=partial.complete,
                goes_on=partial.goes_on,
            )
        )

    def _finished(self, transcript: Transcript, wait: Wait) -> None:
        self._utterance = None
        broke_in = None if self._breaks_in is None else self._interruption(transcript.text, over=True)
        self._spoke(Spoken(transcript, wait, broke_in))


class _Utterance:
    """One utterance on its way through a leased decoder."""

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
