"""Owns one live call: takes what happens, one thing at a time, tells the engine, and carries out what it orders.

Whatever happens (the caller's words and keys, prompts that end, data that arrives, clocks) goes through one inbox, so
nothing in a call runs beside anything else. Every input of the engine is in the journal before its effects begin.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from typing import Literal

from dsl.journal import (
    CallerHungUp,
    CallerSpoke,
    CallStarted,
    DataFetched,
    HandOffAnswered,
    Heard,
    Input,
    LanguageSwitched,
    MessageSent,
    RecordingSwitched,
    StepEntered,
)
from dsl.pronunciation import Pronunciations
from dsl.turn import Expectation
from runtime.call.dead_air import DeadAir
from runtime.call.discretion import whereabouts
from runtime.call.errands import Errands
from runtime.call.flowless import in_full, notice
from runtime.call.happenings import (
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
from runtime.call.notes import Notes
from runtime.call.people import People
from runtime.call.prepared import Prepared
from runtime.call.prompts import Prompts, own_words
from runtime.call.screen import Screen
from runtime.call.surroundings import Surroundings
from runtime.call.turns import Turn, Turns
from runtime.dialogue.effects import AnyEffect, Fetch, HandOff, HangUp, Listen, Note, Say, Segment, Send, Words
from runtime.journal.call_journal import CallJournal, Speaker
from runtime.line.protocols import Audio, Digit, HungUp, Leg, PersonAnswered, SilenceClaimed, TextTyped

log = logging.getLogger("callwright.call")


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
        test: bool = False,
    ) -> None:
        self._leg, self._prepared, self._around, self._entry, self._test = leg, prepared, around, entry, test
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
        self._people = People(leg, around.reached, around.limits.person_seconds)
        self._errands = Errands(around, prepared.bundle, self._people, self._happens)
        self._turns = Turns(
            leg, prepared, around, self._dialogue, self._prompts, self._notes, self._screen, self._dead_air,
            happens=self._happens, taken=self._take_turn, silence=self._silence_prompts,
            anywhere=self._anywhere, looking_up=lambda: self._errands.looking_up,
        )  # fmt: skip
        self._own_says = 0
        self._last_say = 0  # the number of what was ordered last
        self._recorded_after: int | None = None  # recording begins once this was said
        self._turns_taken = 0
        self._hand_off: HandOff | None = None  # ordered, for when all is said
        self._hang_up = False  # likewise
        self._over = False

    async def run(self) -> None:
        limit = asyncio.get_running_loop().call_later(self._around.limits.minutes * 60, self._happens, TimePassed("call"))
        self._errands.start(self._follow_leg())
        try:
            await self._begin()
            while not self._over:
                await self._take(await self._inbox.get())
                await self._turns.take_held()
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
                self._turns.hear(event.pcm)
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
                self._turns.stop_clock()
                self._dead_air.settle()
            case Interrupted():
                await self._prompts.stop()
            case Transcribed():
                await self._turns.take_words(happening.spoken, happening.barge_in)
            case TextTyped():
                await self._turns.take_text(happening)
            case Digit():
                await self._turns.take_key(happening)
            case SilenceClaimed() | TimePassed(clock="question"):
                await self._turns.take_silence()
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

    # ---- the caller ------------------------------------------------------------------------------------------------

    def _anywhere(self) -> Expectation:
        """What may always be said, whatever the line waits for."""
        return Expectation(step=self._notes.step, language=self._language)

    async def _take_turn(self, turn: Turn) -> None:
        if not isinstance(turn, CallerSpoke):
            self._dead_air.owe()
        self._turns_taken += 1
        if self._turns_taken > self._around.limits.turns:
            await self._end_too_long()
        else:
            await self._tell(turn, "caller")

    async def _take_hang_up(self, event: HungUp) -> None:
        await self._errands.settle_transfer()
        if self._people.transferred and not self._hang_up:
            await self._tell(HandOffAnswered(outcome="accepted"), "person")
        await self._turns.stop_hearing()
        await self._silence_prompts()
        await self._tell(CallerHungUp(how=event.how), "caller" if event.how == "caller" else "system")
        self._turns.stop_listening(for_good=True)
        self._over = True

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
            test=self._test,
        )
        at = self._notes.started(event)
        if said := notice(self._around.notice, self._language):
            self._own_says += 1
            self._prompts.say(in_full(self._own_says, said, "notice"))
        await self._carry_out(self._dialogue.begin(event, at))

    async def _tell(self, event: Input, speaker: Speaker) -> None:
        at = self._notes.told(event, speaker, secret=self._turns.secret)
        await self._carry_out(self._dialogue.tell(event, at))

    async def _carry_out(self, effects: list[AnyEffect]) -> None:
        if any(isinstance(effect, Fetch | Send | HandOff | HangUp) for effect in effects):
            self._turns.stop_listening()
        for effect in effects:
            match effect:
                case Note():
                    await self._note(effect)
                case Say():
                    self._last_say = effect.number
                    self._prompts.say(effect)
                case Listen():
                    self._turns.listen(effect.expectation)
                case Fetch():
                    self._errands.look_up(effect)
                case Send():
                    self._errands.send(effect)
                case HandOff():
                    self._hand_off = effect
                case HangUp():
                    self._hang_up = True
                    self._turns.stop_listening(for_good=True)
        if not self._prompts.busy:
            self._happens(AllSaid())

    async def _note(self, note: Note) -> None:
        self._notes.take(note)
        if isinstance(note.fact, LanguageSwitched):
            self._language = note.fact.language
        if isinstance(note.fact, RecordingSwitched):
            self._switch_recording(note.fact)
        if isinstance(note.fact, StepEntered):
            await self._screen.entered(note.step, note.fact.why)

    def _switch_recording(self, fact: RecordingSwitched) -> None:
        """What begins to be recorded begins behind all that was said before; what ends, ends now."""
        if fact.recording == "on" and self._prompts.busy:
            self._recorded_after = self._last_say
        else:
            self._recorded_after = None
            self._around.record(fact.recording)

    def _record_if_due(self, said: int | None = None) -> None:
        """`said`: the number of what begins to be said now; None: all is said."""
        if self._recorded_after is not None and (said is None or said > self._recorded_after):
            self._recorded_after = None
            self._around.record("on")

    async def _prompt_began(self, say: Say) -> None:
        self._record_if_due(say.number)
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
        self._record_if_due()
        if not self._turns.speaking:
            self._dead_air.settle()
        if self._hang_up:
            self._over = True
        elif self._hand_off is not None:
            order, self._hand_off = self._hand_off, None
            self._errands.connect(order)
        else:
            self._turns.start_clock()
            await self._screen.listening()

    # ---- no dead air -----------------------------------------------------------------------------------------------

    def _bridge_silence(self) -> None:
        """Words or sound take long. A look-up has waiting words of its own, and its own time."""
        waiting = self._built_in("one_moment")
        if self._prompts.mute and waiting:
            self._own_says += 1
            self._prompts.bridge(own_words(self._own_says, waiting, "waiting"))
        elif self._turns.speaking and not self._prompts.busy:
            self._say_ourselves(waiting, "waiting")

    # ---- endings ---------------------------------------------------------------------------------------------------

    async def _end_too_long(self) -> None:
        if self._hang_up:
            return
        await self._turns.stop_hearing()
        await self._silence_prompts()
        await self._tell(CallerHungUp(how="too_long"), "system")
        self._turns.stop_listening(for_good=True)
        self._hand_off, self._hang_up = None, True
        self._say_ourselves(self._built_in("too_long"), "goodbye")

    async def _apologise(self) -> None:
        """Says that something went wrong, and sends the caller where calls go when nothing else can."""
        self._notes.broke()
        self._turns.stop_listening(for_good=True)
        self._hang_up = True
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
        self._turns.stop_clock()
        self._dead_air.settle()
        await asyncio.gather(self._errands.close(), self._prompts.close(), self._turns.stop_hearing(), return_exceptions=True)
        self._notes.close()
        try:
            await self._screen.ended(self._notes.end)
            if not self._people.transferred:
                await self._leg.hang_up()
        except Exception as problem:  # noqa: BLE001 - the caller is gone already
            log.warning("a leg did not close in order (%s)", whereabouts(problem))
