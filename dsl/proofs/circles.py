"""Owns finding what goes in a circle for ever without the caller's progress, inside one sub-flow or over whole ones.

A call that goes round for ever without an end to it does so at some depth that it never gets below: there it moves, and runs
sub-flows from their beginning to their end. So the circles are those of the moves inside each sub-flow, a whole one being one
move, a `Passage`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from dsl.components import components
from dsl.proofs.exploration import Back, Exploration, Way
from dsl.proofs.moves.configuration import Configuration, Frame, Label
from dsl.proofs.summaries import Stack, summarised


class Passage(NamedTuple):
    """A sub-flow from its beginning to one of its ends, without progress."""

    end: Configuration
    back: Back


Edge: TypeAlias = tuple[Label | Passage, Configuration]
Path: TypeAlias = list[Edge]


class Circles:
    """The circles of an exploration that has come to its end."""

    def __init__(self, exploration: Exploration) -> None:
        self._exploration = exploration
        self._edges: dict[Configuration, list[Edge]] = {}
        self._inside: dict[Frame, dict[Configuration, tuple[Configuration, Edge]]] = {}

    def ways(self) -> Iterator[Way]:
        """Ways into what turns for ever, one for each group of such configurations."""
        exploration = self._exploration
        graph = {at: [to for _, to in self._edges_of(at)] for at in exploration.stuck}
        order = {at: number for number, at in enumerate(exploration.came)}
        groups = [group for group in components(graph) if len(group) > 1 or group[0] in graph[group[0]]]
        for group in sorted(groups, key=lambda group: min(order[at] for at in group)):
            head = min(group, key=order.__getitem__)
            way = exploration.way_to(head)
            stack = exploration.summaries.stack(head.frames)
            again = tuple(self._told(self._path(head, head, set(group)), stack))
            yield Way(way.entry, way.begin, way.moves, again)

    # ---- edges -----------------------------------------------------------------------------------------------

    def _edges_of(self, at: Configuration) -> list[Edge]:
        """The moves without progress at one depth, with the passages through what is called there."""
        if at not in self._edges:
            found: list[Edge] = []
            for label, to in self._exploration.stuck[at]:
                if summarised(to.frames) and to.frames != at.frames:
                    found += self._passages(at, to)
                elif to in self._exploration.stuck:
                    found.append((label, to))
            self._edges[at] = found
        return self._edges[at]

    def _passages(self, at: Configuration, beginning: Configuration) -> Iterator[Edge]:
        for end in self._reached(beginning):
            for back in self._exploration.back.get(end, ()):
                if back.caller.at == at and back.to in self._exploration.stuck:
                    yield Passage(end, back), back.to

    def _reached(self, beginning: Configuration) -> dict[Configuration, tuple[Configuration, Edge]]:
        """What a sub-flow comes to without progress, each with the move before it; its beginning with none but itself."""
        frame = beginning.frames[-1]
        if frame not in self._inside:
            came: dict[Configuration, tuple[Configuration, Edge]] = {beginning: (beginning, (Label("start"), beginning))}
            waiting = deque([beginning])
            while waiting:
                at = waiting.popleft()
                for edge in self._edges_of(at) if at in self._exploration.stuck else ():
                    if edge[1].frames == beginning.frames and edge[1] not in came:
                        came[edge[1]] = (at, edge)
                        waiting.append(edge[1])
            self._inside[frame] = came
        return self._inside[frame]

    # ---- ways ------------------------------------------------------------------------------------------------

    def _path(self, head: Configuration, goal: Configuration, group: set[Configuration]) -> Path:
        """A shortest way from a configuration to another of its group, or back to itself."""
        came: dict[Configuration, tuple[Configuration, Edge]] = {}
        waiting = deque([head])
        while waiting:
            at = waiting.popleft()
            for edge in self._edges_of(at):
                if edge[1] == goal:
                    return [*_back_from(at, head, came), edge]
                if edge[1] in group and edge[1] not in came:
                    came[edge[1]] = (at, edge)
                    waiting.append(edge[1])
        raise AssertionError("every configuration of a circle leads back to itself")

    def _told(self, path: Path, stack: Stack) -> Iterator[tuple[Label, Configuration]]:
        """Every move of a path on a stack, those inside its passages too."""
        summaries = self._exploration.summaries
        for how, to in path:
            if isinstance(how, Passage):
                caller = how.back.caller
                inner = (*stack, caller)
                beginning = summaries.beginnings[how.end.frames[-1]]
                yield caller.label, summaries.on(inner, beginning)
                yield from self._told(_back_from(how.end, beginning, self._reached(beginning)), inner)
                yield how.back.label, summaries.on(stack, to)
            else:
                yield how, summaries.on(stack, to)


def _back_from(at: Configuration, head: Configuration, came: dict[Configuration, tuple[Configuration, Edge]]) -> Path:
    """The path from `head` to `at`."""
    path: Path = []
    while at != head:
        at, edge = came[at]
        path.append(edge)
    return path[::-1]
