"""Owns the graph of steps: the edges that are written, and those that defaults add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dsl.components import components
from dsl.defaults import way_out
from dsl.edges import written_edges
from dsl.model import Ask, Defaults, Reprompts, Step


class StepGraph:
    """The steps of one file and their edges; edges to steps that do not exist are left out."""

    def __init__(self, steps: Mapping[str, Step], defaults: Defaults, inside_subflow: bool) -> None:
        self.steps = steps
        self._defaults = defaults
        self._way_out = way_out(steps)
        self._inside_subflow = inside_subflow
        self.successors = {name: self._known(self._edges(step)) for name, step in steps.items()}

    def _known(self, names: Iterator[str | None]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in names if name is not None and name in self.steps))

    def _edges(self, step: Step) -> Iterator[str | None]:
        yield from written_edges(step)
        if isinstance(step, Ask):
            yield self._go(step.no_match, self._defaults.no_match)
            yield self._go(step.no_input, self._defaults.no_input)

    def _go(self, own: Reprompts | None, default: Reprompts | None) -> str | None:
        if own is not None:
            return own.go
        return self._way_out if default is None or self._inside_subflow else default.go

    def stuck(self, ask: Ask) -> bool:
        """Whether nothing says where the call goes on when this question is not answered."""
        goes = (self._go(ask.no_match, self._defaults.no_match), self._go(ask.no_input, self._defaults.no_input))
        return None in goes

    def reachable(self, roots: Iterable[str | None]) -> set[str]:
        """All steps that can be come to from the roots."""
        found: set[str] = set()
        waiting = [name for name in roots if name is not None and name in self.steps]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.successors[name])
        return found

    def reaching(self, goals: set[str]) -> set[str]:
        """All steps from which some goal can be come to."""
        before: dict[str, list[str]] = {name: [] for name in self.steps}
        for name, following in self.successors.items():
            for target in following:
                before[target].append(name)
        found: set[str] = set()
        waiting = list(goals)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(before[name])
        return found

    def circles(self, names: set[str]) -> list[list[str]]:
        """Groups of these steps that follow each other in a circle (strongly connected), in the order of the file."""
        groups: dict[str, list[str]] = {}
        for component in components({name: [n for n in self.successors[name] if n in names] for name in names}):
            if len(component) > 1 or component[0] in self.successors[component[0]]:
                ordered = [name for name in self.steps if name in component]
                groups[ordered[0]] = ordered
        return [groups[name] for name in self.steps if name in groups]
