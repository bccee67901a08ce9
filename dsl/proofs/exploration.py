"""Owns finding every configuration that a call can come to, and a way to each of them.

Sub-flows are summarised (`summaries`) or followed with all that is being run around them; the latter is a must where something
remembered speaks of it.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from msgspec import Struct

from dsl.model import Return
from dsl.proofs.moves import Moves
from dsl.proofs.moves.configuration import (
    ENTER,
    FINITE,
    OVER,
    PLACES,
    PROGRESS,
    TAKEN,
    Configuration,
    Frame,
    Frames,
    Label,
)  # fmt: skip
from dsl.proofs.summaries import Caller, Stack, Summaries, raised, summarised

MOST_CONFIGURATIONS = 150_000

RAISED = Label("raised")


class TooLarge(Exception):
    """There are more configurations than a proof looks at."""


class Way(Struct, frozen=True):
    """A way from the beginning of a call: what happened, and where each move led. `again` can be repeated for ever."""

    entry: str
    begin: Configuration
    moves: tuple[tuple[Label, Configuration], ...]
    again: tuple[tuple[Label, Configuration], ...] = ()


class Came(NamedTuple):
    """How a configuration was first come to: from another by a move, or by an entry of the flow. `over` is the caller that a
    sub-flow went back to, so that what lies before it is what the caller did."""

    at: Configuration | None
    label: Label
    entry: str = ""
    over: Caller | None = None
    called: bool = False


class Back(NamedTuple):
    """A sub-flow, left by this move, goes on at its caller."""

    caller: Caller
    label: Label
    to: Configuration


class Exploration:
    """All configurations of a machine under one tracking, in the order in which they are come to."""

    def __init__(self, moves: Moves, goal: object = None, *, summarise: bool = True) -> None:
        """Stops at the first configuration in which the policy is in the state `goal`."""
        self._moves = moves
        self._goal = goal
        self._summarise = summarise and not moves.stacks_matter
        self._places: dict[tuple[str, Frames], None] = {}
        self._returning: dict[Configuration, None] = {}
        self._waiting: deque[Configuration] = deque()
        self.summaries = Summaries()
        self.came: dict[Configuration, Came] = {}
        self.stuck: dict[Configuration, list[tuple[Label, Configuration]]] = {}
        """The moves that bring a call no further, the beginnings of sub-flows among them."""
        self.back: dict[Configuration, list[Back]] = {}
        """Where each end of a summarised sub-flow leads."""
        self.reached: Configuration | None = None

    def run(self) -> None:
        """Raises TooLarge."""
        for entry, begin in self._moves.beginnings():
            self._come(begin, Came(None, Label("start"), entry))
        while self._waiting and self.reached is None:
            at = self._waiting.popleft()
            if at.phase == PLACES:
                self._return(at)
            else:
                self._go_on(at)

    def _go_on(self, at: Configuration) -> None:
        stuck: list[tuple[Label, Configuration]] = []
        self.stuck[at] = stuck
        leaves = summarised(at.frames) and self._leaves(at)
        if leaves:
            for caller in self.summaries.leave(at):
                self._go_back(at, caller)
        if leaves and at.phase != TAKEN:
            return
        for label, to, _ in self._moves.all(at):
            if label.kind == "digress":
                self._leave(at)
            target = self._call(at, label, to) if self._summarise and _calls(to) else to
            if label.kind not in PROGRESS and label.kind not in FINITE and to.phase != OVER:
                stuck.append((label, target))
            self._come(target, Came(at, label, called=target is not to))

    def _come(self, to: Configuration, how: Came) -> None:
        if to in self.came:
            return
        if len(self.came) >= MOST_CONFIGURATIONS:
            raise TooLarge
        self.came[to] = how
        if self._goal is not None and to.watch == self._goal and self.reached is None:
            self.reached = to
        if to.phase != OVER:
            self._waiting.append(to)

    # ---- sub-flows -------------------------------------------------------------------------------------------

    def _call(self, at: Configuration, label: Label, to: Configuration) -> Configuration:
        beginning, caller = self.summaries.call(at, label, to)
        if caller is not None:
            for left in self.summaries.leaving(beginning):
                self._go_back(left, caller)
        return beginning

    def _leaves(self, at: Configuration) -> bool:
        return at.phase == TAKEN or (at.phase == ENTER and isinstance(self._moves.machine.program.steps[at.address], Return))

    def _go_back(self, at: Configuration, caller: Caller) -> None:
        """A sub-flow has come to its end, or a correction goes on looking in what called it."""
        if at.phase == TAKEN:
            self._come(raised(at, caller), Came(at, RAISED, over=caller))
            return
        for label, to, _ in self._moves.all(at._replace(frames=caller.frames)):
            self.back.setdefault(at, []).append(Back(caller, label, to))
            self._come(to, Came(at, label, over=caller))

    # ---- digressions whose beginning is not remembered ---------------------------------------------------------

    def _leave(self, at: Configuration) -> None:
        place = (at.address, at.frames)
        if place in self._places:
            return
        self._places[place] = None
        for returning in self._returning:
            self._enter(returning, place)

    def _return(self, at: Configuration) -> None:
        self._returning[at] = None
        for place in list(self._places):
            self._enter(at, place)

    def _enter(self, at: Configuration, place: tuple[str, Frames]) -> None:
        address, frames = place
        outer = frames[0].origin if frames else address
        if at.address in self._moves.machine.program.reachable(outer):
            to = Configuration(ENTER, address, frames, watch=at.watch, values=at.values)
            self._come(to, Came(at, Label("to_place", address)))

    # ---- ways ------------------------------------------------------------------------------------------------

    def way_to(self, at: Configuration) -> Way:
        """The first way that was found, every sub-flow on it told from its beginning to its end."""
        moves: list[tuple[Label, Configuration]] = []
        summaries = self.summaries
        stack = summaries.stack(at.frames)
        left: dict[Frame, Stack] = {}  # sub-flows that the rest of the way takes up again, on the stack that it needs
        here = at
        while (how := self.came[here]).at is not None:
            label = stack[-1].label if how.called else how.label
            if how.label is not RAISED:
                moves.append((label, summaries.on(stack, here)))
            before = stack[-1].at if how.called else how.at
            if how.over is not None:
                stack = (*stack, how.over)
            elif how.called:
                stack = stack[:-1]
            elif before.frames != here.frames:
                if summarised(here.frames):
                    left[here.frames[-1]] = stack
                stack = summaries.stack(before.frames)
                if stack:
                    stack = left.pop(before.frames[-1], stack)
            here = before
        return Way(how.entry, here, tuple(reversed(moves)))


def _calls(to: Configuration) -> bool:
    """Whether a move has begun a sub-flow."""
    return bool(to.frames) and to.frames[-1].began < 0
