"""Owns entering a step in the moves: what each kind of step does, and where the call then stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from dsl.condition import parse_change
from dsl.condition.parsing import Add, Reset
from dsl.model import (
    Answer,
    Ask,
    Call,
    CallBack,
    Choose,
    Collect,
    Fetch,
    HandOff,
    HangUp,
    Needing,
    Record,
    Return,
    Say,
    Send,
    Set,
    Switch,
)  # fmt: skip
from dsl.proofs.deciding import decide
from dsl.proofs.machine import shares_of
from dsl.proofs.memory import View
from dsl.proofs.moves.configuration import ASK, PLACES, Configuration, Frame, Frames, Label, Move
from dsl.proofs.moves.ground import Ground
from dsl.proofs.moves.look_ups import LookUps


class Steps:
    def __init__(self, ground: Ground, look_ups: LookUps) -> None:
        self._ground = ground
        self._machine = ground.machine
        self._program = ground.machine.program
        self._tracking = ground.tracking
        self._watcher = ground.watcher
        self._look_ups = look_ups
        self._places = ("call", "interrupted") in ground.tracking

    def enter(self, at: Configuration, view: View) -> Iterator[Move]:
        step = self._program.steps[at.address]
        if isinstance(step, Ask) and not at.frames:
            view.read.add(("call", "interrupted"))
            if not self._places:
                yield Move(Label("back", at.address), at._replace(phase=PLACES), view)
            elif at.interrupted is not None and at.address in self._program.reachable(_outer(at.interrupted)):
                address, frames = at.interrupted
                yield self._ground.go(Label("back", at.address), at._replace(interrupted=None, frames=frames), address, view)
                return
        needed = self._program.needs(step)
        if not needed:
            yield from self._do(at, view)
            return
        for held, after in view.one_of(("value", needed), (False, True)):
            if held is True:
                yield from self._do(at, after)
            else:
                start = self._program.start_of(self._program.guard(needed))
                frames = (*at.frames, Frame(at.address, self._program.guard(needed), needed=True))
                yield self._ground.go(Label("needs", needed), at._replace(frames=frames), start, after)

    def _do(self, at: Configuration, view: View) -> Iterator[Move]:
        for state, after in self._watcher.doing(at.address, at.watch, view):
            yield from self._done(at._replace(watch=state), after)

    def _done(self, at: Configuration, view: View) -> Iterator[Move]:
        step = self._program.steps[at.address]

        def beside(name: str) -> str:
            return self._program.address(name, at.address)

        match step:
            case Say() | Answer() | CallBack() | Switch() | Record():
                yield self._ground.go(Label("next"), at, beside(step.next), view)
            case Ask():
                yield self._ground.at(Label("asked"), at._replace(phase=ASK, slot=-1, pending=False, misses=0, silences=0), view)
            case Collect():
                yield from self.collect(Label("next"), at, view)
            case Choose():
                yield from self._choose(at, step, view)
            case Set():
                for after in self._set(step, view):
                    yield self._ground.go(Label("next"), at, beside(step.next), after)
            case Fetch():
                yield from self._look_ups.fetch(at, step, view)
            case Send():
                yield from self._look_ups.send(at, step, view)
            case Call():
                frames = (*at.frames, Frame(at.address, step.call))
                yield self._ground.go(
                    Label("call", step.call), at._replace(frames=frames), self._program.start_of(step.call), view
                )
            case Return():
                yield from self._return(at, step.outcome, view)
            case HandOff():
                yield from self._ground.hand_off(at, step.hand_off.hours, beside(step.unavailable), view, at.frames)
            case HangUp():
                yield self._ground.over(Label("hang_up"), at, "line", view)
            case _:
                assert_never(step)

    def _choose(self, at: Configuration, step: Choose, view: View) -> Iterator[Move]:
        waiting: list[tuple[int, View]] = [(0, view)]
        shares = (*shares_of(step), -1)
        while waiting:
            index, before = waiting.pop()
            if index == len(step.choose):
                yield self._ground.go(
                    Label("choose", detail="otherwise"), at, self._program.address(step.otherwise, at.address), before
                )
                continue
            branch = step.choose[index]
            ways: Iterable[tuple[bool, View]]
            if branch.when is None:
                ways = ((taken == index, after) for taken, after in before.chosen(("share", at.address), shares))
            else:
                ways = decide(branch.when, before)
            for held, after in ways:
                if held:
                    target = self._program.address(branch.next, at.address)
                    yield self._ground.go(Label("choose", detail=str(index)), at, target, after)
                else:
                    waiting.append((index + 1, after))

    def _set(self, step: Set, view: View) -> Iterator[View]:
        views = [view]
        for name, change in step.set.items():
            views = [after for before in views for after in self._write(name, change, before)]
        yield from views

    def _write(self, name: str, change: str, view: View) -> Iterator[View]:
        declared = self._machine.bundle.values[name]
        variable = ("value", name)
        parsed = parse_change(change)
        values: Iterable[object]
        if declared.count is not None:
            most = declared.count
            now = view.get(variable)
            if isinstance(parsed, Reset):
                values = (0,)
            elif isinstance(now, int):
                values = (min(now + 1, most),)
            else:
                values = range(1, most + 1)
        elif isinstance(parsed, Reset):
            values = (None,)
        elif not isinstance(parsed, Add) and self._machine.conditions.domain(name) is not None:
            values = (self._machine.conditions.written_value(name, change),)
        else:
            heads = self._program.heads([change])
            values = (None,) if any(view.surely_unknown(head) for head in heads) else (True, None)
        for value in values:
            after = view.remember(variable, value)
            yield from after.renew(name).forget_derived(name)

    def _return(self, at: Configuration, outcome: str, view: View) -> Iterator[Move]:
        machine = self._machine
        origin, subflow, needed, _ = at.frames[-1]
        at = at._replace(frames=at.frames[:-1])
        step = self._program.steps[origin]
        for flag, declared in machine.bundle.values.items():
            if declared.flag == subflow:
                view = (view.remember(("value", flag), outcome == "ok")).renew(flag)
        if not needed:
            assert isinstance(step, Call)
            yield self._ground.go(Label("return", outcome), at, self._program.address(step.results[outcome], origin), view)
            return
        assert isinstance(step, Needing)
        if outcome != "ok":
            yield self._ground.go(Label("return", outcome), at, self._program.address(step.failed or origin, origin), view)
            return
        yield self._ground.go(Label("return", outcome), at, origin, view)

    def collect(self, label: Label, at: Configuration, view: View, misses: tuple[str, int] = ("", 0)) -> Iterator[Move]:
        """Takes each slot that is known and asks for the first that is missing. `misses` are kept for one slot."""
        step = self._program.steps[at.address]
        assert isinstance(step, Collect)
        place = tuple(frame.origin for frame in at.frames)
        views = [view]
        for number, name in enumerate(step.collect):
            slot = self._machine.bundle.slots[name]
            known: list[View] = []
            for before in views:
                taken = before.remember(("place", name), (*place, at.address))
                for held, after in taken.one_of(("slot", name), (False, True)):
                    if held is not True:
                        yield self._ground.at(label, self._ground.asks(at, number), after)
                    elif slot.confirm == "explicit" and not slot.secret:
                        for confirmed, later in after.one_of(("confirmed", name), (False, True)):
                            if confirmed is True:
                                known.append(later)
                            else:
                                again = misses[1] if misses[0] == name else 0
                                yield self._ground.at(label, self._ground.asks(at, number, pending=True, misses=again), later)
                    else:
                        known.append(after)
            views = known
        for after in views:
            yield self._ground.go(label, at, self._program.address(step.next, at.address), after)


def _outer(place: tuple[str, Frames]) -> str:
    """The step of the main flow that an interrupted question belongs to."""
    address, frames = place
    return frames[0].origin if frames else address
