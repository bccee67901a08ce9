"""Owns which calls are taken and what each runs on: dialled number → assignment → bundle, as the release in force says.

A call keeps the bundle and the people it began with; the release may change under it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from msgspec import structs

from dsl.directory import Directory
from dsl.journal import CallEnded, CallStarted, HandedOff
from dsl.release import LineAssignment, Release, WeightedBundle, choose_bundle, measure_for
from runtime.call.call import Call
from runtime.call.discretion import whereabouts
from runtime.call.flowless import FlowlessCall, Instead
from runtime.call.kept_leg import KeptLeg
from runtime.call.prepared import Prepared
from runtime.call.senses import Senses
from runtime.call.surroundings import Surroundings
from runtime.call.trials import Trials
from runtime.journal.call_journal import CallJournal, Nowhere, moment
from runtime.line.protocols import Leg
from runtime.sound.keeper import SoundKeeper
from runtime.speech.recordings import Recordings

log = logging.getLogger("callwright.call")

MOST_CALLS = 200
LAST_WORDS_SECONDS = 3.0


@dataclass
class Counts:
    """What the metrics say of the calls so far."""

    taken: int = 0
    turned_away: int = 0
    ended: dict[str, int] = field(default_factory=dict)


class Switchboard:
    """Takes legs from every line. `surroundings` is what all calls share; with what a call hears, its language decides."""

    def __init__(
        self,
        surroundings: Surroundings,
        senses: Senses,
        *,
        most_calls: int = MOST_CALLS,
        trials: Trials | None = None,
        recordings: Callable[[str], Recordings | None] | None = None,
        sounds: SoundKeeper | None = None,
    ) -> None:
        self._around = surroundings
        self._senses = senses
        self._most_calls = most_calls
        self.trials = trials or Trials()
        self._recordings = recordings or (lambda name: senses.recordings)
        self._sounds = sounds
        self._release = Release()
        self._directory = Directory(self._release)
        self._prepared: Mapping[str, Prepared] = {}
        self._calls: dict[Call | FlowlessCall, LineAssignment] = {}
        self._open = True
        self._idle = asyncio.Event()
        self._idle.set()
        self.counts = Counts()

    @property
    def release(self) -> Release:
        return self._release

    @property
    def calls(self) -> int:
        return len(self._calls)

    @property
    def test_calls(self) -> int:
        """Those that no caller makes: to numbers that test a draft, or by somebody who tries the line."""
        return sum(assignment.test for assignment in self._calls.values())

    @property
    def full(self) -> bool:
        return not self._open or len(self._calls) >= self._most_calls

    def switch(self, release: Release, prepared: Mapping[str, Prepared]) -> None:
        """From now on the next call runs what this release says. All of its bundles are in `prepared`."""
        self._release, self._prepared = release, prepared
        self._directory = Directory(release)
        self.trials.follow(release)

    def heed(self, release: Release) -> None:
        """The emergency switch, and whether sound is kept, hold at once, as this release has them; all else once it is ready."""
        self._release = structs.replace(
            self._release,
            measures=release.measures,
            emergency=release.emergency,
            destinations=release.destinations,
            skills=release.skills,
            fallback=release.fallback,
            sound=release.sound,
        )
        self._directory = Directory(release)

    def assignment(self, dialled: str) -> LineAssignment | None:
        """What a number runs now: outside its hours, another flow perhaps."""
        lines = self._release.lines
        found = lines.get(dialled) or lines.get("*")
        if found is None or found.outside is None or found.outside.flow is None or not found.outside.holds(self._around.now()):
            return found
        return found.outside.flow

    def prepared_for(self, dialled: str, call: str) -> Prepared | None:
        """What a call to this number would run on."""
        assignment = self.assignment(dialled)
        return self._prepared.get(choose_bundle(self.trials.left(assignment), call)) if assignment is not None else None

    async def accept(self, leg: Leg, *, test: bool = False) -> None:
        """Carries one call to its end. Never raises. `test`: it is no caller's, whatever the number."""
        try:
            if self.full:
                self.counts.turned_away += 1
                await leg.hang_up()
            else:
                await self._answer(leg, test)
        except Exception as problem:  # noqa: BLE001 - a line must never feel what went wrong in one of its calls
            log.error("a call could not be carried (%s)", whereabouts(problem))

    async def try_out(
        self,
        leg: Leg,
        prepared: Prepared,
        world: Callable[[Surroundings], Surroundings] = lambda it: it,
        recordings: str = "",
    ) -> None:
        """A call on any bundle that leaves nothing in the journal; `world` may play its clock and other systems."""
        runs = WeightedBundle(prepared.identity, recordings=recordings)
        assignment = LineAssignment(package=prepared.bundle.package, bundles=(runs,))
        await self._run(leg, prepared, assignment, world(replace(self._around, journal=Nowhere())))

    async def close(self, seconds: float) -> None:
        """Takes no new calls; those under way may go on for this long, then they are ended."""
        self._open = False
        if not await self._all_ended(seconds):
            for call in list(self._calls):
                call.end()
            await self._all_ended(LAST_WORDS_SECONDS)

    async def _all_ended(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True

    # ---- inside ----------------------------------------------------------------------------------------------------

    async def _answer(self, leg: Leg, test: bool) -> None:
        assignment = self.assignment(leg.dialled)
        if assignment is not None and test:
            assignment = structs.replace(assignment, test=True)
        prepared = self.prepared_for(leg.dialled, leg.call)
        notice, instead = self._instead(leg.dialled, assignment)
        around = replace(self._around, notice=notice)
        if instead is not None:
            runs = assignment or LineAssignment(package="", bundles=(), test=test)
            await self._run_without_flow(leg, instead, prepared, runs, around)
        elif assignment is None or prepared is None:
            log.warning("a call came for a number that no release gives a flow to")
            await self._fall_back(leg, "no_flow", test)
        else:
            how = await self._run_kept(leg, prepared, assignment, around)
            self.trials.ended(assignment, prepared.identity, how)

    def _instead(self, dialled: str, assignment: LineAssignment | None) -> tuple[Mapping[str, str], Instead | None]:
        """What is said before all else, and what becomes of the call in place of its flow: the emergency switch comes first."""
        now = self._around.now()
        skill = assignment.skill if assignment is not None else ""
        measure = measure_for(self._release, dialled, now)
        if measure is not None and measure.does != "notice":
            return {}, Instead(reason="emergency", says=measure.says, skill=skill if measure.does == "people" else None)
        notice = measure.says if measure is not None else {}
        outside = assignment.outside if assignment is not None else None
        if outside is None or not outside.holds(now):
            return notice, None
        asked = outside.skill or skill
        return notice, Instead(reason="closed", says=outside.says, skill=asked if outside.does == "people" else None)

    async def _run_without_flow(
        self, leg: Leg, instead: Instead, prepared: Prepared | None, assignment: LineAssignment, around: Surroundings
    ) -> None:
        """No bundle is needed for it; where there is one, it tells the language."""
        language = assignment.language
        if prepared is not None:
            language = prepared.bundle.spoken_in(language).language
        around = self._furnished(around, assignment, prepared)
        call = FlowlessCall(leg, around, instead, package=assignment.package, language=language, test=assignment.test)
        await self._carry(call, assignment)

    async def _run_kept(self, leg: Leg, prepared: Prepared, assignment: LineAssignment, around: Surroundings) -> str:
        """Runs the call, and keeps its sound where the house wants it; callers hear that first."""
        rule, keeper = self._release.sound, self._sounds
        sound = keeper.begin(leg.call) if rule is not None and keeper is not None and leg.voice else None
        if rule is None or keeper is None or sound is None:
            return await self._run(leg, prepared, assignment, around)
        try:
            around = replace(around, notice=_both(rule.says, around.notice), mute=sound.mute, record=sound.record)
            return await self._run(KeptLeg(leg, sound), prepared, assignment, around)
        finally:
            await keeper.end(sound)

    async def _run(self, leg: Leg, prepared: Prepared, assignment: LineAssignment, around: Surroundings) -> str:
        """How the call ended."""
        around = replace(self._furnished(around, assignment, prepared), recognizer=self._senses.ears(prepared.bundle))
        call = Call(
            leg, prepared, around,
            package=assignment.package, entry=assignment.entry, language=assignment.language, test=assignment.test,
        )  # fmt: skip
        await self._carry(call, assignment)
        return call.how

    def _furnished(self, around: Surroundings, assignment: LineAssignment, prepared: Prepared | None) -> Surroundings:
        directory = self._directory
        runs = (item for item in assignment.bundles if prepared is not None and item.bundle == prepared.identity)
        recorded = next((item.recordings for item in runs), "")
        return replace(
            around,
            voice=self._senses.voice,
            recordings=self._recordings(recorded),
            reached=lambda skill: directory.reached(skill, assignment.package, moment(around.now())),
            fallback=self._release.fallback,
        )

    async def _carry(self, call: Call | FlowlessCall, assignment: LineAssignment) -> None:
        self._calls[call] = assignment
        self._idle.clear()
        self.counts.taken += 1
        try:
            await call.run()
        finally:
            del self._calls[call]
            if not self._calls:
                self._idle.set()
            self.counts.ended[call.how] = self.counts.ended.get(call.how, 0) + 1

    async def _fall_back(self, leg: Leg, reason: str, test: bool) -> None:
        """No flow for this call: people take it where the release names some, else the line hangs up."""
        journal = CallJournal(self._around.journal, leg.call, bundle="", package="")
        at = moment(self._around.now())
        started = CallStarted(direction=leg.direction, caller=leg.caller, dialled=leg.dialled, line=leg.line, test=test)
        journal.write(started, at=at)
        transferred = False
        if self._release.fallback:
            journal.write(HandedOff(skill="", reason=reason), at=at)
            transferred = await leg.transfer(self._release.fallback)
        if not transferred:
            await leg.show({"type": "ended", "how": "error", "disposition": reason})
            await leg.hang_up()
        ended = CallEnded(how="handed_off" if transferred else "error", disposition=reason)
        journal.write(ended, at=moment(self._around.now()))


def _both(first: Mapping[str, str], then: Mapping[str, str]) -> dict[str, str]:
    """Words of two notices as one, by language."""
    return {language: " ".join(filter(None, (first.get(language), then.get(language)))) for language in {**first, **then}}
