"""Owns coverage: which steps and edges of a package its conversations went through, and which none of them did.

A `Trail` follows one call by the facts that the engine notes (`dsl.trail`); which edges there are is `dsl.edges`' to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from dsl import trail
from dsl.bundle import Bundle
from dsl.edges import ERROR_KINDS, Edge, edges_of_package
from dsl.source import Source
from dsl.trail import EdgeIdentity
from runtime.dialogue.effects import AnyEffect, Note
from runtime.dialogue.engine import Program


class Trail(trail.Trail):
    """The way of one call that was played."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program

    def follow(self, effects: Iterable[AnyEffect]) -> None:
        for effect in effects:
            if isinstance(effect, Note):
                self.note(effect.step, effect.fact)

    def machine_answered(self) -> None:
        """An answering machine took the call, at the step where it stands."""
        entry = self._program.bundle.entry.outbound or ""
        self.take(self.at if getattr(self._program.steps.get(self.at), "machine", None) else entry, "machine")


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
