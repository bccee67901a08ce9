"""Owns the caller's turns in one call: what of their voice, words, keys and silence is one, and from when on it counts.

What the line waits for stands here, with the clock of the caller's silence. A turn that is one is given to the call.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from msgspec import structs

from dsl.journal import CallerSpoke, HeardWord, KeyPressed, Overheard, SilencePassed, Understood
from dsl.turn import Expectation
from runtime.call.dead_air import DeadAir
from runtime.call.discretion import hide, tidy
from runtime.call.foresight import Foresight
from runtime.call.happenings import KEYS, Happening, Interrupted, TimePassed, Transcribed, VoiceBegan
from runtime.call.hearing import Hearing, Spoken
from runtime.call.judging import Judgement, judgement
from runtime.call.notes import Notes
from runtime.call.prepared import Dialogue, Prepared
from runtime.call.prompts import Prompts
from runtime.call.screen import Screen
from runtime.call.second_hearing import reading_of
from runtime.call.surroundings import Surroundings
from runtime.journal.call_journal import moment
from runtime.line.protocols import Digit, Leg, TextTyped
from runtime.speech.arousal import ArousalMeter
from runtime.understanding.explanation import Explanation

MOST_HELD = 32  # keys and words that came before the line listened

Turn: TypeAlias = CallerSpoke | KeyPressed | SilencePassed


class Turns:
    """`silence` stops what is being said, `anywhere` is what may always be said, `looking_up` whether a look-up is under way."""

    def __init__(
        self,
        leg: Leg,
        prepared: Prepared,
        around: Surroundings,
        dialogue: Dialogue,
        prompts: Prompts,
        notes: Notes,
        screen: Screen,
        dead_air: DeadAir,
        *,
        happens: Callable[[Happening], None],
        taken: Callable[[Turn], Awaitable[None]],
        silence: Callable[[], Awaitable[None]],
        anywhere: Callable[[], Expectation],
        looking_up: Callable[[], bool],
    ) -> None:
        self._leg, self._prepared, self._around = leg, prepared, around
        self._prompts, self._notes, self._screen = prompts, notes, screen
        self._happens, self._taken, self._silence = happens, taken, silence
        self._anywhere, self._looking_up = anywhere, looking_up
        self._hearing = Hearing(
            around.recognizer, prepared.identity, around.detector(),
            may_begin=self._may_begin, line=prompts, judge=self._judge,
            meter=ArousalMeter() if prepared.bundle.arousal is True else None,
            began=self._voice_began, interrupted=lambda: happens(Interrupted()),
            paused=self._paused, ended=dead_air.owe, spoke=self._utterance_read,
        )  # fmt: skip
        self._foresight = Foresight(dialogue, self._understand, lambda: moment(around.now()), prompts.sound_ahead)
        self._expectation: Expectation | None = None  # None: the line is not listening
        self._typing = False  # some of the digits wanted are there
        self._barged_in = False
        self._held: deque[TextTyped | Digit] = deque(maxlen=MOST_HELD)
        self._no_more = False
        self._clock: asyncio.TimerHandle | None = None

    # ---- what the line waits for -----------------------------------------------------------------------------------

    def listen(self, expectation: Expectation) -> None:
        if expectation.digits is None:
            self._typing = False
        self._expectation = expectation
        self._around.mute(expectation.secret)
        self._hearing.expect(expectation)
        self._screen.will_listen(expectation)

    def stop_listening(self, *, for_good: bool = False) -> None:
        self._expectation = None
        self._typing = False
        self._no_more = self._no_more or for_good

    @property
    def secret(self) -> bool:
        return self._expectation is not None and self._expectation.secret

    @property
    def speaking(self) -> bool:
        """Whether the caller is, or what they said is still being read."""
        return self._hearing.under_way

    def start_clock(self) -> None:
        """Silence counts once all is said. Who writes instead of speaking has all the time they want."""
        self.stop_clock()
        if self._expectation is None or self._hearing.under_way or not self._leg.voice:
            return
        wait = self._around.limits.between_keys_ms if self._typing else self._expectation.no_input_after
        self._clock = asyncio.get_running_loop().call_later(wait / 1000, self._happens, TimePassed("question"))

    def stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    async def stop_hearing(self) -> None:
        """What is being said now counts for nothing."""
        await self._hearing.close()

    # ---- what the caller does --------------------------------------------------------------------------------------

    def hear(self, pcm: bytes) -> None:
        self._hearing.hear(pcm)

    async def take_words(self, spoken: Spoken, barge_in: bool) -> None:
        asked = self._expectation
        if asked is None:  # a key was quicker
            self._prompts.resume()  # whatever is said now, nothing may stay stopped
            return
        if spoken.interruption is not None and not spoken.interruption.stops:
            self._go_on_speaking(spoken)
            return
        if spoken.interruption is not None:
            await self._silence()
        transcript = spoken.transcript
        heard = reading_of(transcript, lambda text: self._foresight.understood(text, asked), asked)
        why = self._explained(heard.text, asked)
        await self._screen.heard(heard.text, heard.understood, transcript.confidence, secret=self.secret, why=why)
        await self._take(
            CallerSpoke(
                text=heard.text,
                understood=heard.understood,
                alternatives=heard.alternatives,
                confidence=transcript.confidence,
                words=tuple(HeardWord(word.text, word.begins_ms, word.lasts_ms) for word in transcript.words),
                barge_in=barge_in,
                ended_by=spoken.wait.reason,
                ended_after=spoken.wait.milliseconds,
                arousal=spoken.arousal,
            )
        )

    async def take_text(self, typed: TextTyped) -> None:
        text = tidy(typed.text)
        if not text or self._no_more:
            return
        expectation = self._expectation
        if expectation is None and self._looking_up() and self._wants_person(text):
            expectation = self._anywhere()  # who wants a person need not wait for a look-up
        elif expectation is None or not self._prompts.interruptible:
            self._held.append(typed)
            return
        barge_in = self._prompts.busy or typed.interrupts
        await self._hearing.close()
        await self._silence()
        understood = self._understand(text, expectation)
        if typed.anger is not None:
            understood = structs.replace(understood, mood={**understood.mood, "anger": typed.anger})
        why = self._explained(text, expectation)
        await self._screen.heard(text, understood, 1.0, secret=self.secret, why=why)
        await self._take(CallerSpoke(text=text, understood=understood, barge_in=barge_in))

    async def take_key(self, pressed: Digit) -> None:
        if pressed.key not in KEYS or self._no_more:
            return
        expectation = self._expectation
        if expectation is None or not self._prompts.interruptible:
            self._held.append(pressed)
            return
        barge_in = self._prompts.busy
        await self._hearing.close()
        await self._silence()
        self._typing = expectation.digits is not None and pressed.key not in "*#"
        await self._take(KeyPressed(key=pressed.key, barge_in=barge_in))

    async def take_silence(self) -> None:
        if self._expectation is not None and not self._prompts.busy and not self._hearing.under_way:
            self._typing = False
            await self._take(SilencePassed(milliseconds=self._expectation.no_input_after))

    async def take_held(self) -> None:
        """What the caller typed ahead counts as soon as the line listens."""
        while self._held and self._expectation is not None and self._prompts.interruptible and not self._no_more:
            held = self._held.popleft()
            await (self.take_key(held) if isinstance(held, Digit) else self.take_text(held))

    # ---- inside ----------------------------------------------------------------------------------------------------

    async def _take(self, turn: Turn) -> None:
        self.stop_clock()
        await self._taken(turn)

    def _may_begin(self) -> bool:
        return self._expectation is not None and not self._no_more and self._prompts.interruptible

    def _judge(self, text: str) -> Judgement:
        """What these words are to the question that stands, as far as they go."""
        asked = self._expectation
        if asked is None:
            return Judgement()
        return judgement(text, self._foresight.understood(tidy(text), asked), asked, self._around.now())

    def _go_on_speaking(self, spoken: Spoken) -> None:
        """A voice that the line spoke through was no turn."""
        text, broke_in = tidy(spoken.transcript.text), spoken.interruption
        why = "" if broke_in is None else broke_in.reason
        self._notes.overheard(Overheard(text=hide(text) if self.secret else text, why=why, stopped=spoken.stopped_line))
        self._prompts.resume()
        if not self._prompts.busy:
            self.start_clock()

    def _paused(self, words: str | None) -> None:
        """The caller may have ended with these words; None: they went on."""
        if words is not None and self._expectation is not None:
            self._foresight.prepare(tidy(words), self._expectation)
        else:
            self._foresight.drop()

    def _voice_began(self) -> None:
        self._barged_in = self._prompts.busy
        self._happens(VoiceBegan())

    def _utterance_read(self, spoken: Spoken) -> None:
        self._happens(Transcribed(spoken, self._barged_in))

    def _wants_person(self, text: str) -> bool:
        return self._understand(text, self._anywhere()).intent == "human"

    def _explained(self, text: str, expectation: Expectation) -> Explanation | None:
        """Of a secret nothing is explained: its words would stand there."""
        if not self._around.explains or not text or self.secret:
            return None
        return self._prepared.understander.explain(text, expectation, self._around.now().astimezone())

    def _understand(self, text: str, expectation: Expectation) -> Understood:
        if not text:
            return Understood(reason="nothing-heard")
        return self._prepared.understander.understand(text, expectation, self._around.now().astimezone())
