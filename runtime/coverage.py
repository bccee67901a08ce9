"""Owns coverage: which steps and edges of a package its conversations went through, and which none of them did.

A `Trail` follows one call by the facts that the engine notes, so what counts as taken is what the call did; which edges
there are is `dsl.edges`' to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec import Struct

from dsl.bundle import Bundle
from dsl.edges import ERROR_KINDS, Edge, edges_of_package, for_people
from dsl.journal import CallEnded, Escalated, MannerUsed, StepEntered
from dsl.source import Source
from runtime.dialogue.effects import AnyEffect, Note
from runtime.dialogue.engine import Program

_OF_THE_STEP = {"hear": "hear", "key": "keys", "choose": "choose", "result": "results"}
_OF_ANY_QUESTION = {"entry": "entry", "digression": "topics"}
_BY_ITS_NAME = {
    "next": "next", "once": "next", "failed": "failed", "missing": "failed", "no_match": "no_match", "no_input": "no_input",
    "answer": "answers",
}  # fmt: skip
"""What the journal says of why a step was entered → the kind of the edge that was taken."""

EdgeIdentity = tuple[str, str, str]


class _Caller(NamedTuple):
    """A step that runs a sub-flow, because it calls it or needs its flag."""

    step: str
    subflow: str
    needed: bool


class Trail:
    """The way of one call: how often it entered each step and took each edge."""

    def __init__(self, program: Program) -> None:
        self.steps: Counter[str] = Counter()
        self.edges: Counter[EdgeIdentity] = Counter()
        self._program = program
        self._step = ""
        self._callers: list[_Caller] = []  # of the sub-flows being run
        self._callers_before: list[_Caller] | None = None  # the same, of the question that a digression interrupted
        self._rule = ""  # of the escalation, or question for people, whose person is being asked

    def follow(self, effects: Iterable[AnyEffect]) -> None:
        for effect in effects:
            if not isinstance(effect, Note):
                continue
            match effect.fact:
                case StepEntered(why=why):
                    self._enter(effect.step, why)
                case MannerUsed(manner=manner):
                    self._take("", "always", manner)
                case Escalated(rule=rule, answer=answer):
                    self._rule = for_people(answer) if answer else str(rule + 1)
                    self._callers_before = None
                    self._take("", "escalation", self._rule)
                case CallEnded(disposition="nobody_available") if self._rule:
                    self._take("", "unavailable", self._rule)
                case _:
                    pass

    def machine_answered(self) -> None:
        """An answering machine took the call, at the step where it stands."""
        entry = self._program.bundle.entry.outbound or ""
        self._take(self._step if getattr(self._program.steps.get(self._step), "machine", None) else entry, "machine")

    def _take(self, step: str, kind: str, label: str = "") -> None:
        self.edges[step, kind, label] += 1

    def _enter(self, step: str, why: str) -> None:
        cause, _, label = why.partition(":")
        here = self._step
        if cause in _OF_THE_STEP:
            self._take(here, _OF_THE_STEP[cause], label)
        elif cause in _OF_ANY_QUESTION:
            self._take("", _OF_ANY_QUESTION[cause], label)
        elif cause in _BY_ITS_NAME:
            self._take(here, _BY_ITS_NAME[cause])
        elif cause == "unavailable":
            self._take("" if self._rule else here, "unavailable", self._rule)
        elif cause == "return":
            self._return(step, label)
        self._keep_callers(step, cause, label, here)
        self._rule = ""
        self._step = step
        self.steps[step] += 1

    def _return(self, step: str, outcome: str) -> None:
        """The edge that a sub-flow's outcome takes is one of the step that called it."""
        caller = self._callers[-1]
        if not caller.needed:
            self._take(caller.step, "results", outcome)
        elif outcome != "ok":
            self._take(caller.step, "failed")

    def _keep_callers(self, step: str, cause: str, label: str, here: str) -> None:
        if cause in ("call", "needs"):
            needed = cause == "needs"
            self._callers.append(_Caller(here, self._program.guard(label) if needed else label, needed))
        elif cause == "digression":
            self._callers_before = self._callers.copy() if self._callers_before is None else self._callers_before
        elif cause == "digression_over":
            self._callers, self._callers_before = self._callers_before or [], None
        elif cause == "always":
            self._callers_before = None
        del self._callers[self._depth(step) :]

    def _depth(self, step: str) -> int:
        """How many of the callers are left at a step: those up to the one that called the sub-flow it stands in."""
        subflow = step.rpartition("/")[0]
        if not subflow:
            return 0
        called = (index for index, caller in enumerate(self._callers, 1) if caller.subflow == subflow)
        return next(called, len(self._callers))


class Share(Struct, frozen=True):
    """So many of so many."""

    covered: int
    of: int

    @property
    def percent(self) -> float:
        """Rounded down, so that only all of it is 100."""
        return int(1000 * self.covered / self.of) / 10 if self.of else 100.0


class Coverage:
    """What all conversations of one package went through. Without a `source` nobody asks for places."""

    def __init__(self, bundle: Bundle, program: Program, source: Source | None = None) -> None:
        self._edges = tuple(edges_of_package(bundle, source.file_of_subflow) if source else edges_of_package(bundle))
        self._steps = tuple(program.steps)
        self._entered: Counter[str] = Counter()
        self._taken: Counter[EdgeIdentity] = Counter()

    def add(self, trail: Trail) -> None:
        self._entered.update(trail.steps)
        self._taken.update(trail.edges)

    @property
    def steps(self) -> Share:
        return Share(sum(bool(self._entered[step]) for step in self._steps), len(self._steps))

    @property
    def edges(self) -> Share:
        return self._share(self._edges)

    @property
    def error_edges(self) -> Share:
        return self._share([edge for edge in self._edges if edge.kind in ERROR_KINDS])

    def _share(self, edges: Iterable[Edge]) -> Share:
        counted = [bool(self._taken[edge.identity]) for edge in edges]
        return Share(sum(counted), len(counted))

    def entered(self) -> dict[str, int]:
        """Every step, and how often it was entered."""
        return {step: self._entered[step] for step in self._steps}

    def taken(self) -> list[tuple[Edge, int]]:
        """Every edge, and how often it was taken."""
        return [(edge, self._taken[edge.identity]) for edge in self._edges]

    def steps_missed(self) -> list[str]:
        return [step for step in self._steps if not self._entered[step]]

    def edges_missed(self) -> list[Edge]:
        return [edge for edge in self._edges if not self._taken[edge.identity]]

    def painted(self, source: Source) -> dict[str, Any]:
        """Everything, for a program that draws it: each step and each edge with its place and how often it was taken."""
        return {
            "steps": [
                {"step": step, "times": self._entered[step], **_place(source, *step_place(source, step))} for step in self._steps
            ],
            "edges": [
                {
                    "step": edge.step,
                    "kind": edge.kind,
                    "label": edge.label,
                    "target": edge.target,
                    "error": edge.kind in ERROR_KINDS,
                    "times": self._taken[edge.identity],
                    **_place(source, edge.file, edge.path),
                }
                for edge in self._edges
            ],
            **{
                name: {"covered": share.covered, "of": share.of, "percent": share.percent}
                for name, share in (("of_steps", self.steps), ("of_edges", self.edges), ("of_error_edges", self.error_edges))
            },
        }


def step_place(source: Source, step: str) -> tuple[str, tuple[str | int, ...]]:
    """The file and path of a step's full address."""
    subflow, _, name = step.rpartition("/")
    return (source.file_of_subflow(subflow) if subflow else "flow.yaml"), ("steps", name)


def line_of(source: Source, edge: Edge) -> tuple[str, int]:
    """The file and line where an edge is written; of one that nobody wrote, where its default, step or file begins."""
    place = _place(source, edge.file, edge.path)
    return str(place["file"]), int(place["line"])


def _place(source: Source, file: str, path: tuple[str | int, ...]) -> dict[str, Any]:
    """The characters of a place. What a default adds to a question stands in the flow's `defaults`."""
    if path[-1:] == ("go",) and source.find(file, path[:-2]) is None:
        defaults = source.find("flow.yaml", ("defaults", path[-3]))
        if defaults is not None:
            file, path = "flow.yaml", ("defaults", path[-3])
    while path:
        span = source.key_span(file, path) or source.value_span(file, path)
        if span is not None:
            return {
                "file": file,
                "line": span.line,
                "column": span.column,
                "end_line": span.end_line,
                "end_column": span.end_column,
            }
        path = path[:-1]
    return {"file": file, "line": 1, "column": 1, "end_line": 1, "end_column": 1}
