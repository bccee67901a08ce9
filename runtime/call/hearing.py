"""Owns the caller's voice in one call: frames in, utterances out. A decoder is leased for an utterance, not for a call."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from dsl.journal import Arousal
from dsl.turn import Expectation
from runtime.call.decoding import Decoding
from runtime.call.judging import Judgement
from runtime.speech.arousal import ArousalMeter
from runtime.speech.barge_in import Interruption, Voice, interruption
from runtime.speech.echo import LINE_BYTES, EchoGuard
from runtime.speech.end_of_turn import Reading, Wait
from runtime.speech.endpointing import Detector, Endpointer, SpeechEnded, SpeechStarted
from runtime.speech.protocols import FRAME_BYTES, FRAME_MS, Partial, Recognizer, Transcript
from runtime.speech.unfinished import trails_off

DOUBTFUL = 0.5  # a reading less sure than this is probably wrong
BEFORE_FRAMES = 25  # kept from before the voice was sure: half a second, so that no first syllable is lost


class Spoken(Struct, frozen=True):
    """An utterance that is over: what was recognised, what ended it, and, if it began while the line spoke, whether it counts."""

    transcript: Transcript
    wait: Wait
    interruption: Interruption | None = None
    stopped_line: bool = False
    arousal: Arousal | None = None


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
    so far are to the question, on which depends how much silence ends them. `began`, `interrupted`, `paused` (with words that
    may be all; None: the caller went on), `ended` and `spoke` tell the call.
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
        paused: Callable[[str | None], None] = lambda words: None,
        meter: ArousalMeter | None = None,
        began: Callable[[], None],
        interrupted: Callable[[], None],
        ended: Callable[[], None],
        spoke: Callable[[Spoken], None],
    ) -> None:
        self._recognizer = recognizer
        self._identity = identity
        self._endpointer = Endpointer(detector)
        self._may_begin, self._line, self._judge = may_begin, line, judge
        self._began, self._interrupted, self._ended, self._spoke = began, interrupted, ended, spoke
        self._meter = meter
        self._paused = paused
        self._paused_with: str | None = None
        self._sound: list[bytes] = []  # of the utterance, where it is measured
        self._echo = EchoGuard()
        self._breaks_in: int | None = None  # what the line had left to say when the caller began; None: it was silent
        self._stops_line = False
        self._before: deque[bytes] = deque(maxlen=BEFORE_FRAMES)
        self._utterance: Decoding | None = None
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
            self._sound.clear()

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
            self._feed(self._utterance, frame)
            if self._paused_with is not None and self._endpointer.speaking and not self._endpointer.pausing:
                self._paused_with = None
                self._paused(None)
            self._voice_ms = max(self._voice_ms, self._endpointer.voice_ms)
            if self._breaks_in is not None and not self._stops_line:
                self._stops_line = self._interruption(self._utterance.partial).stops
                if self._stops_line:
                    self._interrupted()
            if isinstance(moment, SpeechEnded):
                self._utterance.end(moment.wait)
                self._ended()

    def _begin(self) -> None:
        self._utterance = Decoding(self._recognizer, self._identity, self._expectation, self._finished)
        self._began_ms = self._endpointer.now_ms - len(self._before) * FRAME_MS
        self._read, self._judged = None, ("", Judgement())
        for earlier in self._before:
            self._feed(self._utterance, earlier)
        self._before.clear()
        self._breaks_in = self._line.left_ms if self._line.busy else None
        self._stops_line = False
        self._voice_ms = 0
        self._paused_with = None
        self._began()

    def _feed(self, utterance: Decoding, frame: bytes) -> None:
        utterance.feed(frame)
        if self._meter is not None:
            self._sound.append(frame)

    def _comes_back(self) -> bool:
        """Whether the voice that began is the line's own."""
        return self._echo.finds_echo(list(self._before), self._line.sounding(LINE_BYTES))

    def _interruption(self, partial: Partial | None) -> Interruption:
        """Of a voice that goes on, by the words so far."""
        if partial is None:
            return self._judge_voice(None, answers=False)
        known = partial.complete or not trails_off(partial.text)
        answers = bool(partial.text) and known and self._judged_of(partial.text).whole
        return self._judge_voice(partial.text, answers=answers, fits=bool(partial.complete or partial.goes_on))

    def _judge_voice(self, words: str | None, *, answers: bool, fits: bool = False, over: bool = False) -> Interruption:
        voice = Voice(
            words=words, lasted_ms=self._voice_ms, left_ms=self._breaks_in or 0, fits=fits, answers=answers, over=over
        )  # fmt: skip
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
        if judged.whole and self._endpointer.pausing and self._paused_with != partial.text:
            self._paused_with = partial.text
            self._paused(partial.text)
        self._endpointer.read(
            Reading(
                text=partial.text,
                heard_ms=self._began_ms + partial.heard_ms,
                whole=judged.whole,
                digits=judged.digits,
                complete=partial.complete,
                goes_on=partial.goes_on,
                doubtful=partial.confidence is not None and partial.confidence < DOUBTFUL,
            )
        )

    def _finished(self, transcript: Transcript, wait: Wait) -> None:
        arousal = None
        if self._meter is not None and transcript.text:
            arousal = self._meter.measure(b"".join(self._sound))
        self._sound.clear()
        self._utterance = None
        broke_in = None
        if self._breaks_in is not None:
            answers = bool(transcript.text) and self._judged_of(transcript.text).whole
            broke_in = self._judge_voice(transcript.text, answers=answers, over=True)
        self._spoke(Spoken(transcript, wait, broke_in, self._stops_line, arousal))
