"""Owns one live call: takes what happens, one thing at a time, tells the engine, and carries out what it orders.

Whatever happens (the caller's words and keys, prompts that end, data that arrives, clocks) goes through one inbox, so
nothing in a call runs beside anything else. Every input of the engine is in the journal before its effects begin.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections import deque
from typing import Literal

from msgspec import structs

from dsl.journal import (
    CallerHungUp,
    CallerSpoke,
    CallStarted,
    DataFetched,
    HandOffAnswered,
    Heard,
    HeardWord,
    Input,
    KeyPressed,
    LanguageSwitched,
    MessageSent,
    Overheard,
    SilencePassed,
    StepEntered,
    Understood,
)
from dsl.pronunciation import Pronunciations
from dsl.turn import Expectation
from runtime.call.dead_air import DeadAir
from runtime.call.discretion import hide, tidy, whereabouts
from runtime.call.emergency import in_full, notice
from runtime.call.errands import Errands
from runtime.call.foresight import Foresight
from runtime.call.happenings import (
    KEYS,
    AllSaid,
    Failed,
    Happening,
    Interrupted,
    LookUpTakesLong,
    ReplyTakesLong,
    TimePassed,
    Transcribed,
    VoiceBegan,
)
from runtime.call.hearing import Hearing, Spoken
from runtime.call.judging import Judgement, judgement
from runtime.call.notes import Notes
from runtime.call.people import People
from runtime.call.prepared import Prepared
from runtime.call.prompts import Prompts, own_words
from runtime.call.screen import Screen
from runtime.call.second_hearing import reading_of
from runtime.call.surroundings import Surroundings
from runtime.dialogue.effects import AnyEffect, Fetch, HandOff, HangUp, Listen, Note, Say, Segment, Send, Words
from runtime.journal.call_journal import CallJournal, Speaker, moment
from runtime.line.protocols import Audio, Digit, HungUp, Leg, PersonAnswered, SilenceClaimed, TextTyped
from runtime.speech.arousal import ArousalMeter

log = logging.getLogger("callwright.call")

MOST_HELD = 32  # keys and words that came before the line listened


class Call:
    """One call from its first fact to its last. `run` returns when it is over and never raises for what went wrong in it."""

    def __init__(
        self,
        leg: Leg,
        prepared: Prepared,
        around: Surroundings,
        *,
        package: str,
        entry: Literal["inbound", "outbound"],
        language: str = "",
    ) -> None:
        self._leg, self._prepared, self._around, self._entry = leg, prepared, around, entry
        self._language = prepared.bundle.spoken_in(language).language
        self._dialogue = prepared.dialogue()
        journal = CallJournal(around.journal, leg.call, bundle=prepared.identity, package=package)
        self._notes = Notes(journal, around.now)
        self._screen = Screen(leg)
        self._inbox: asyncio.Queue[Happening] = asyncio.Queue()
        self._prompts = Prompts(
            leg, around.voice,
            began=self._prompt_began, heard=self._happens, silent=lambda: self._happens(AllSaid()),
            failed=lambda problem: self._happens(Failed(problem)),
            pronounce=Pronunciations(prepared.bundle.words.pronunciations).spoken, recordings=around.recordings,
        )  # fmt: skip
        self._dead_air = DeadAir(around.limits.waiting_words_after, lambda: self._happens(ReplyTakesLong()))
        self._hearing = Hearing(
            around.recognizer, prepared.identity, around.detector(),
            may_begin=self._may_begin, line=self._prompts, judge=self._judge,
            meter=ArousalMeter() if prepared.bundle.arousal is True else None,
            began=self._voice_began, interrupted=lambda: self._happens(Interrupted()),
            paused=self._paused, ended=self._dead_air.owe, spoke=self._utterance_read,
        )  # fmt: skip
        self._foresight = Foresight(self._dialogue, self._understand, lambda: moment(around.now()), self._prompts.sound_ahead)
        self._people = People(leg, around.reached, around.limits.person_seconds)
        self._errands = Errands(around, prepared.bundle, self._people, self._happens)
        self._expectation: Expectation | None = None  # None: the line is not listening
        self._typing = False  # some of the digits wanted are there
        self._barged_in = False
        self._held: deque[TextTyped | Digit] = deque(maxlen=MOST_HELD)
        self._own_says = 0
        self._turns = 0
        self._hand_off: HandOff | None = None  # ordered, for when all is said
        self._hang_up = False  # likewise
        self._over = False
        self._clock: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        limit = asyncio.get_running_loop().call_later(self._around.limits.minutes * 60, self._happens, TimePassed("call"))
        self._errands.start(self._follow_leg())
        try:
            await self._begin()
            while not self._over:
                await self._take(await self._inbox.get())
                await self._take_held()
        except Exception as problem:  # noqa: BLE001 - an error costs this call its flow, never its manners or the process
            log.error("a call met an error (%s) and is ended politely", whereabouts(problem))
            await self._apologise()
        finally:
            limit.cancel()
            await self._close()

    @property
    def how(self) -> str:
        """How the call ended; `error` as long as it has not."""
        return self._notes.end.how

    def end(self) -> None:
        """The line is closing: the call ends now."""
        self._happens(HungUp(how="line_lost"))

    # ---- what happens ----------------------------------------------------------------------------------------------

    def _happens(self, happening: Happening) -> None:
        self._inbox.put_nowait(happening)

    async def _follow_leg(self) -> None:
        async for event in self._leg.events():
            if isinstance(event, Audio):
                self._hearing.hear(event.pcm)
            else:
                self._happens(event)
                if isinstance(event, HungUp):
                    return
        self._happens(HungUp(how="line_lost"))

    async def _take(self, happening: Happening) -> None:
        match happening:
            case AllSaid():
                await self._act_on_silence()
            case VoiceBegan():
                self._stop_clock()
                self._dead_air.settle()
            case Interrupted():
                await self._prompts.stop()
            case Transcribed():
                await self._take_words(happening.spoken, happening.barge_in)
            case TextTyped():
                await self._take_text(happening)
            case Digit():
                await self._take_key(happening)
            case SilenceClaimed() | TimePassed(clock="question"):
                await self._take_silence()
            case TimePassed(clock="call"):
                await self._end_too_long()
            case Heard():
                await self._tell(happening, "line")
            case DataFetched():
                self._errands.came_back(happening.fetch)
                await self._tell(happening, "system")
            case MessageSent():
                self._errands.came_back(happening.send)
                await self._tell(happening, "system")
            case LookUpTakesLong():
                if self._errands.is_open(happening.order) and not self._prompts.busy:
                    own = happening.order.waiting if isinstance(happening.order, Fetch) else ()
                    self._say_ourselves(own or self._built_in("one_moment"), "waiting")
            case ReplyTakesLong():
                self._bridge_silence()
            case HandOffAnswered():
                await self._tell(happening, "person")
            case PersonAnswered():
                self._people.play(happening)
            case HungUp():
                await self._take_hang_up(happening)
            case Failed():
                raise happening.problem

    async def _take_held(self) -> None:
        """What the caller typed ahead counts as soon as the line listens."""
        while self._held and self._expectation is not None and self._prompts.interruptible and not self._over:
            held = self._held.popleft()
            await (self._take_key(held) if isinstance(held, Digit) else self._take_text(held))

    # ---- the caller ------------------------------------------------------------------------------------------------

    def _may_begin(self) -> bool:
        return self._expectation is not None and not self._over and self._prompts.interruptible

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
        self._notes.overheard(Overheard(text=hide(text) if self._secret else text, why=why, stopped=spoken.stopped_line))
        self._prompts.resume()
        if not self._prompts.busy:
            self._start_clock()

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

    async def _take_words(self, spoken: Spoken, barge_in: bool) -> None:
        if self._expectation is None:  # a key was quicker
            self._prompts.resume()  # whatever is said now, nothing may stay stopped
            return
        if spoken.interruption is not None and not spoken.interruption.stops:
            self._go_on_speaking(spoken)
            return
        if spoken.interruption is not None:
            await self._silence_prompts()
        transcript, asked = spoken.transcript, self._expectation
        heard = reading_of(transcript, lambda text: self._foresight.understood(text, asked), asked)
        await self._screen.heard(heard.text, heard.understood, transcript.confidence, secret=self._secret)
        await self._take_turn(
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

    async def _take_text(self, typed: TextTyped) -> None:
        text = tidy(typed.text)
        if not text or self._hang_up:
            return
        expectation = self._expectation
        if expectation is None and self._errands.looking_up and self._wants_person(text):
            expectation = self._anywhere  # who wants a person need not wait for a look-up
        elif expectation is None or not self._prompts.interruptible:
            self._held.append(typed)
            return
        barge_in = self._prompts.busy
        await self._hearing.close()
        await self._silence_prompts()
        understood = self._understand(text, expectation)
        if typed.anger is not None:
            understood = structs.replace(understood, mood={**understood.mood, "anger": typed.anger})
        await self._screen.heard(text, understood, 1.0, secret=self._secret)
        await self._take_turn(CallerSpoke(text=text, understood=understood, barge_in=barge_in))

    def _wants_person(self, text: str) -> bool:
        return self._understand(text, self._anywhere).intent == "human"

    @property
    def _anywhere(self) -> Expectation:
        """What may always be said, whatever the line waits for."""
        return Expectation(step=self._notes.step, language=self._language)

    async def _take_key(self, pressed: Digit) -> None:
        if pressed.key not in KEYS or self._hang_up:
            return
        if self._expectation is None or not self._prompts.interruptible:
            self._held.append(pressed)
            return
        barge_in = self._prompts.busy
        await self._hearing.close()
        await self._silence_prompts()
        self._typing = self._expectation.digits is not None and pressed.key not in "*#"
        await self._take_turn(KeyPressed(key=pressed.key, barge_in=barge_in))

    async def _take_silence(self) -> None:
        if self._expectation is not None and not self._prompts.busy and not self._hearing.under_way:
            self._typing = False
            await self._take_turn(SilencePassed(milliseconds=self._expectation.no_input_after))

    async def _take_turn(self, event: CallerSpoke | KeyPressed | SilencePassed) -> None:
        self._stop_clock()
        if not isinstance(event, CallerSpoke):
            self._dead_air.owe()
        self._turns += 1
        if self._turns > self._around.limits.turns:
            await self._end_too_long()
        else:
            await self._tell(event, "caller")

    async def _take_hang_up(self, event: HungUp) -> None:
        await self._errands.settle_transfer()
        if self._people.transferred and not self._hang_up:
            await self._tell(HandOffAnswered(outcome="accepted"), "person")
        await self._hearing.close()
        await self._silence_prompts()
        await self._tell(CallerHungUp(how=event.how), "caller" if event.how == "caller" else "system")
        self._over = True

    def _understand(self, text: str, expectation: Expectation) -> Understood:
        if not text:
            return Understood(reason="nothing-heard")
        return self._prepared.understander.understand(text, expectation, self._around.now().astimezone())

    # ---- the engine ------------------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        leg = self._leg
        seed = int.from_bytes(hashlib.sha256(leg.call.encode()).digest()[8:12], "big")
        event = CallStarted(
            direction=leg.direction,
            caller=leg.caller,
            dialled=leg.dialled,
            line=leg.line,
            entry=self._entry,
            language=self._language,
            seed=seed,
        )
        at = self._notes.started(event)
        if said := notice(self._around.notice, self._language):
            self._own_says += 1
            self._prompts.say(in_full(self._own_says, said, "notice"))
        await self._carry_out(self._dialogue.begin(event, at))

    async def _tell(self, event: Input, speaker: Speaker) -> None:
        at = self._notes.told(event, speaker, secret=self._secret)
        await self._carry_out(self._dialogue.tell(event, at))

    @property
    def _secret(self) -> bool:
        return self._expectation is not None and self._expectation.secret

    async def _carry_out(self, effects: list[AnyEffect]) -> None:
        if any(isinstance(effect, Fetch | Send | HandOff | HangUp) for effect in effects):
            self._expectation = None
            self._typing = False
        for effect in effects:
            match effect:
                case Note():
                    await self._note(effect)
                case Say():
                    self._prompts.say(effect)
                case Listen():
                    self._listen(effect.expectation)
                case Fetch():
                    self._errands.look_up(effect)
                case Send():
                    self._errands.send(effect)
                case HandOff():
                    self._hand_off = effect
                case HangUp():
                    self._hang_up = True
        if not self._prompts.busy:
            self._happens(AllSaid())

    async def _note(self, note: Note) -> None:
        self._notes.take(note)
        if isinstance(note.fact, LanguageSwitched):
            self._language = note.fact.language
        if isinstance(note.fact, StepEntered):
            await self._screen.entered(note.step, note.fact.why)

    async def _prompt_began(self, say: Say) -> None:
        self._notes.spoken(say)
        await self._screen.said(say)

    async def _silence_prompts(self) -> None:
        if self._prompts.busy:
            for heard in await self._prompts.interrupt():
                await self._tell(heard, "line")

    async def _act_on_silence(self) -> None:
        """All is said: what had to wait for that comes now."""
        if self._prompts.busy:
            return
        if not self._hearing.under_way:
            self._dead_air.settle()
        if self._hang_up:
            self._over = True
        elif self._hand_off is not None:
            order, self._hand_off = self._hand_off, None
            self._errands.connect(order)
        else:
            self._start_clock()
            await self._screen.listening()

    # ---- listening and its clock -----------------------------------------------------------------------------------

    def _listen(self, expectation: Expectation) -> None:
        if expectation.digits is None:
            self._typing = False
        self._expectation = expectation
        self._hearing.expect(expectation)
        self._screen.will_listen(expectation)

    def _start_clock(self) -> None:
        """Silence counts once all is said. Who writes instead of speaking has all the time they want."""
        self._stop_clock()
        if self._expectation is None or self._hearing.under_way or not self._leg.voice:
            return
        wait = self._around.limits.between_keys_ms if self._typing else self._expectation.no_input_after
        self._clock = asyncio.get_running_loop().call_later(wait / 1000, self._happens, TimePassed("question"))

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    # ---- no dead air -----------------------------------------------------------------------------------------------

    def _bridge_silence(self) -> None:
        """Words or sound take long. A look-up has waiting words of its own, and its own time."""
        waiting = self._built_in("one_moment")
        if self._prompts.mute and waiting:
            self._own_says += 1
            self._prompts.bridge(own_words(self._own_says, waiting, "waiting"))
        elif self._hearing.under_way and not self._prompts.busy:
            self._say_ourselves(waiting, "waiting")

    # ---- endings ---------------------------------------------------------------------------------------------------

    async def _end_too_long(self) -> None:
        if self._hang_up:
            return
        await self._hearing.close()
        await self._silence_prompts()
        await self._tell(CallerHungUp(how="too_long"), "system")
        self._expectation, self._hand_off, self._hang_up = None, None, True
        self._say_ourselves(self._built_in("too_long"), "goodbye")

    async def _apologise(self) -> None:
        """Says that something went wrong, and sends the caller where calls go when nothing else can."""
        self._notes.broke()
        self._expectation, self._hang_up = None, True
        try:
            async with asyncio.timeout(20):
                await self._prompts.interrupt()
                self._say_ourselves(self._built_in("technical_trouble"), "goodbye")
                while self._prompts.busy and not isinstance(await self._inbox.get(), Failed | HungUp):
                    pass
            await self._people.fall_back(self._around.fallback)
        except Exception as problem:  # noqa: BLE001 - nothing more can be done for this caller than to let go
            log.error("the apology failed as well (%s)", whereabouts(problem))

    def _built_in(self, key: str) -> tuple[Segment, ...]:
        bundle = self._prepared.bundle.spoken_in(self._language)
        text = re.sub(r"<[^<>]*>", "", bundle.built_in.get(key, ""))
        return (Words(text=text, language=bundle.language),) if text else ()

    def _say_ourselves(self, segments: tuple[Segment, ...], kind: str) -> None:
        if segments:
            self._own_says += 1
            self._prompts.say(own_words(self._own_says, segments, kind))

    async def _close(self) -> None:
        self._stop_clock()
        self._dead_air.settle()
        await asyncio.gather(self._errands.close(), self._prompts.close(), self._hearing.close(), return_exceptions=True)
        self._notes.close()
        try:
            await self._screen.ended(self._notes.end)
            if not self._people.transferred:
                await self._leg.hang_up()
        except Exception as problem:  # noqa: BLE001 - the caller is gone already
            log.warning("a leg did not close in order (%s)", whereabouts(problem))
