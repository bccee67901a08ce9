"""Owns a call that no flow carries: told something, sent to people, or ended.

The emergency switch has it so, or it came outside the hours of its number.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from msgspec.structs import replace

from dsl import manners
from dsl.journal import AnyFact, CallEnded, CallerHungUp, CallStarted, HandedOff, HandOffAnswered, Said
from runtime.call.discretion import whereabouts
from runtime.call.errands import TRANSFER_SETTLES
from runtime.call.people import People
from runtime.call.prompts import Prompts, own_words
from runtime.call.screen import Screen
from runtime.call.surroundings import Surroundings
from runtime.dialogue.effects import HandOff, Say, Words
from runtime.journal.call_journal import CallJournal, Speaker, moment
from runtime.line.protocols import HungUp, Leg, PersonAnswered

log = logging.getLogger("callwright.call")

_SPOKEN = {"zh": "zh-CN", "en": "en-US"}


def notice(says: Mapping[str, str], language: str) -> tuple[Words, ...]:
    """The words of a notice as a call in this language hears them. Where nobody knows the language, in each that there is."""
    if own := says.get(language[:2]):
        return (Words(text=own, language=language),)
    return tuple(Words(text=text, language=_SPOKEN.get(short, short)) for short, text in says.items() if text)


def in_full(number: int, words: tuple[Words, ...], kind: str) -> Say:
    """Words of the line's own that nobody can cut short."""
    return replace(own_words(number, words, kind), barge_in="never")


@dataclass(frozen=True, kw_only=True)
class Instead:
    """What becomes of a call in place of its flow, and why. `skill`: of the people who are then asked; None: nobody is."""

    reason: Literal["emergency", "closed"]
    says: Mapping[str, str] = field(default_factory=dict)  # language -> words
    skill: str | None = None


class FlowlessCall:
    """One call without a flow. `language`: in which it would have begun, empty where nobody knows it."""

    def __init__(
        self, leg: Leg, around: Surroundings, instead: Instead, *, package: str = "", language: str = "", test: bool = False
    ) -> None:
        self._leg, self._around, self._instead, self._language, self._test = leg, around, instead, language, test
        self._journal = CallJournal(around.journal, leg.call, bundle="", package=package)
        self._screen = Screen(leg)
        self._people = People(leg, around.reached, around.limits.person_seconds)
        self._silent, self._gone = asyncio.Event(), asyncio.Event()
        self._prompts = Prompts(
            leg, around.voice,
            began=self._prompt_began, heard=lambda _: None, silent=self._silent.set, failed=self._cannot_speak,
            recordings=around.recordings,
        )  # fmt: skip
        self._says = 0
        self._asking = False  # for a person
        self._left: HungUp | None = None
        self._end: CallEnded | None = None

    @property
    def how(self) -> str:
        """How the call ended; `error` as long as it has not."""
        return self._end.how if self._end else "error"

    def end(self) -> None:
        """The line is closing: the call ends now."""
        self._left = self._left or HungUp(how="line_lost")
        self._gone.set()

    async def run(self) -> None:
        leg = self._leg
        self._write(CallStarted(direction=leg.direction, caller=leg.caller, dialled=leg.dialled, line=leg.line, test=self._test))
        gone, carrying = asyncio.create_task(self._gone.wait()), asyncio.create_task(self._carry())
        tasks = (asyncio.create_task(self._follow_leg()), gone, carrying)
        try:
            limit = self._around.limits.minutes * 60
            await asyncio.wait({gone, carrying}, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
            if self._asking:  # a transfer that succeeds ends the leg too, so which of the two was it?
                await asyncio.wait({carrying}, timeout=TRANSFER_SETTLES)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._close()

    # ---- inside ----------------------------------------------------------------------------------------------------

    async def _carry(self) -> None:
        try:
            for says in (self._around.notice, self._instead.says):
                await self._say(notice(says, self._language), "notice")
            skill = self._instead.skill
            reached = skill is not None and await self._hand_over(skill)
            self._end = CallEnded(how="handed_off" if reached else "line", disposition=self._instead.reason)
        except Exception as problem:  # noqa: BLE001 - nothing more can be done for this caller than to let go
            log.error("a call without a flow met an error (%s)", whereabouts(problem))

    async def _hand_over(self, skill: str) -> bool:
        """To the people of this skill, then to those where calls go when nothing else can."""
        reached = await self._ask_people(skill)
        if not reached:
            nobody = {short: manners.words(short)["nobody_available"] for short in _SPOKEN}
            await self._say(notice(nobody, self._language), "manner")
        return reached

    async def _ask_people(self, skill: str) -> bool:
        known = bool(self._around.reached(skill))
        if not known and not self._around.fallback:
            return False
        order = HandOff(skill=skill if known else "", reason=self._instead.reason)
        self._write(HandedOff(skill=order.skill, reason=order.reason))
        self._asking = True
        answer = await self._people.ask(order)
        if answer.outcome != "accepted" and self._leg.line == "sip":
            await self._people.fall_back(self._around.fallback)
        self._asking = False
        reached = answer.outcome == "accepted" or self._people.transferred
        self._write(HandOffAnswered(outcome="accepted" if reached else answer.outcome), "person")
        return reached

    async def _say(self, words: tuple[Words, ...], kind: str) -> None:
        if words:
            self._says += 1
            self._silent.clear()
            self._prompts.say(in_full(self._says, words, kind))
            await self._silent.wait()

    async def _prompt_began(self, say: Say) -> None:
        self._write(Said(say=say.number, text=say.text, kind=say.kind), "line")
        await self._screen.said(say)

    def _cannot_speak(self, problem: Exception) -> None:
        """Whoever can't be told is still sent to people, or let go."""
        log.error("a notice could not be spoken (%s)", whereabouts(problem))
        self._silent.set()

    async def _follow_leg(self) -> None:
        left = HungUp(how="line_lost")
        async for event in self._leg.events():
            if isinstance(event, PersonAnswered):
                self._people.play(event)
            elif isinstance(event, HungUp):
                left = event
                break
        self._left = self._left or left
        self._gone.set()

    async def _close(self) -> None:
        await self._prompts.close()
        if self._end is None and self._left is not None:
            how = self._left.how
            self._write(CallerHungUp(how=how), "caller" if how == "caller" else "system")
            self._end = CallEnded(how=how, disposition=self._instead.reason)
        end = self._end = self._end or CallEnded(how="error", disposition=self._instead.reason)
        self._write(end)
        try:
            await self._screen.ended(end)
            if not self._people.transferred:
                await self._leg.hang_up()
        except Exception as problem:  # noqa: BLE001 - the caller is gone already
            log.warning("a leg did not close in order (%s)", whereabouts(problem))

    def _write(self, fact: AnyFact, speaker: Speaker = "system") -> None:
        self._journal.write(fact, at=moment(self._around.now()), speaker=speaker)
