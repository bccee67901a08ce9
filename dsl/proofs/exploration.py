"""Owns finding every configuration that a call can come to, how it can be come to, and what goes in a circle for ever."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from msgspec import Struct

from dsl.components import components
from dsl.proofs.moves import Moves
from dsl.proofs.moves.configuration import ENTER, FINITE, OVER, PLACES, PROGRESS, Configuration, Frames, Label

MOST_CONFIGURATIONS = 150_000


class TooLarge(Exception):
    """There are more configurations than a proof looks at."""


class Way(Struct, frozen=True):
    """A way from the beginning of a call: what happened, and where each move led. `again` can be repeated for ever."""

    entry: str
    begin: Configuration
    moves: tuple[tuple[Label, Configuration], ...]
    again: tuple[tuple[Label, Configuration], ...] = ()


class Exploration:
    """All configurations of a machine under one tracking, in the order in which they are come to."""

    def __init__(self, moves: Moves, goal: object = None) -> None:
        """Stops at the first configuration in which the policy is in the state `goal`."""
        self._moves = moves
        self._goal = goal
        self._came: dict[Configuration, tuple[Configuration | None, Label, str]] = {}
        self._places: dict[tuple[str, Frames], None] = {}
        self._returning: dict[Configuration, None] = {}
        self._waiting: deque[Configuration] = deque()
        self.stuck: dict[Configuration, list[tuple[Label, Configuration]]] = {}
        """The moves that bring a call no further."""
        self.reached: Configuration | None = None

    def run(self) -> None:
        """Raises TooLarge."""
        for entry, begin in self._moves.beginnings():
            self._come(begin, None, Label("start"), entry)
        waiting = self._waiting
        while waiting and self.reached is None:
            at = waiting.popleft()
            if at.phase == PLACES:
                self._return(at)
                continue
            stuck: list[tuple[Label, Configuration]] = []
            for label, to, _ in self._moves.all(at):
                if label.kind == "digress":
                    self._leave(at)
                if label.kind not in PROGRESS and label.kind not in FINITE and to.phase != OVER:
                    stuck.append((label, to))
                self._come(to, at, label, "")
            self.stuck[at] = stuck

    def _come(self, to: Configuration, at: Configuration | None, label: Label, entry: str) -> None:
        if to in self._came:
            return
        if len(self._came) >= MOST_CONFIGURATIONS:
            raise TooLarge
        self._came[to] = (at, label, entry)
        if self._goal is not None and to.watch == self._goal and self.reached is None:
            self.reached = to
        if to.phase != OVER:
            self._waiting.append(to)

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
        outer = frames[0][0] if frames else address
        if at.address in self._moves.machine.reachable(outer):
            to = Configuration(ENTER, address, frames, watch=at.watch, values=at.values)
            self._come(to, at, Label("to_place", address), "")

    # ---- ways ------------------------------------------------------------------------------------------------

    def way_to(self, at: Configuration) -> Way:
        """The first way that was found."""
        moves: list[tuple[Label, Configuration]] = []
        entry = ""
        here: Configuration | None = at
        begin = at
        while here is not None:
            before, label, entry = self._came[here]
            if before is not None:
                moves.append((label, here))
            begin = here
            here = before
        return Way(entry or "inbound", begin, tuple(reversed(moves)))

    def circles(self) -> Iterator[Way]:
        """Ways into what turns for ever without the caller's progress, one for each group of such configurations."""
        graph = {at: [to for _, to in moves if to in self.stuck] for at, moves in self.stuck.items()}
        order = {at: number for number, at in enumerate(self._came)}
        groups = [group for group in components(graph) if len(group) > 1 or group[0] in graph[group[0]]]
        for group in sorted(groups, key=lambda group: min(order[at] for at in group)):
            head = min(group, key=order.__getitem__)
            way = self.way_to(head)
            yield Way(way.entry, way.begin, way.moves, self._round(head, set(group)))

    def _round(self, head: Configuration, group: set[Configuration]) -> tuple[tuple[Label, Configuration], ...]:
        """A shortest way from a configuration back to itself."""
        came: dict[Configuration, tuple[Configuration, Label]] = {}
        waiting = deque([head])
        while waiting:
            at = waiting.popleft()
            for label, to in self.stuck[at]:
                if to == head:
                    back = [(label, to)]
                    while at != head:
                        before, how = came[at]
                        back.append((how, at))
                        at = before
                    return tuple(reversed(back))
                if to in group and to not in came:
                    came[to] = (at, label)
                    waiting.append(to)
        raise AssertionError("every configuration of a circle leads back to itself")
