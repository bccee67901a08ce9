"""Owns the checks of the graph of steps: reachable, ending, never turning in silence, beginning with words.

What a call does to values is not looked at here; proving it is the work of `proofs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsl.checks.edges import StepGraph
from dsl.checks.usage import deletion
from dsl.defaults import first_step
from dsl.diagnostics import Findings, Fix, Severity
from dsl.model import (
    Answer,
    Ask,
    Call,
    CallBack,
    Choose,
    Fetch,
    HandOff,
    HangUp,
    Needing,
    Package,
    Record,
    Return,
    Say,
    Send,
    Set,
    Step,
    Subflow,
    Switch,
)  # fmt: skip
from dsl.reading import FLOW_FILE, Reading

_WITHOUT_ASKING = (Say, Set, Choose, Fetch, Answer, CallBack, Send, Switch, Record)
"""Steps that pass without anybody's doing. What turns through a question or a person is for the proofs to judge."""

_ENDINGS = (HangUp, HandOff, Return)


def check_graph(reading: Reading, package: Package, findings: Findings, *, every_edge_known: bool) -> None:
    """`every_edge_known`: no step is named that does not exist, so what cannot be come to is truly so."""
    if not reading.is_library:
        _FlowGraph(reading, package, findings).check(every_edge_known)
    for name, subflow in package.subflows.items():
        file = reading.defined("subflow")[name].place.file
        _SubflowGraph(file, subflow, reading, package, findings).check(every_edge_known)
    _check_circles_of_subflows(reading, package, findings)


class _Graph:
    """What holds for the steps of every file."""

    def __init__(self, file: str, steps: dict[str, Step], reading: Reading, package: Package, findings: Findings) -> None:
        self._file = file
        self._reading = reading
        self._package = package
        self._findings = findings
        self._graph = StepGraph(steps, package.flow.defaults, inside_subflow=file != FLOW_FILE)

    def _check_ways(self, roots: Iterable[str | None]) -> None:
        """Every step can be come to from the roots, where a call comes in, and can be left to an ending."""
        reached = self._graph.reachable(roots)
        ending = self._graph.reaching({name for name, step in self._graph.steps.items() if isinstance(step, _ENDINGS)})
        for name in self._graph.steps:
            if name not in reached:
                self._report("step-unreachable", name, severity="warning", fix=self._deletion(name), name=name)
            elif name not in ending:
                self._report("step-never-ends", name, name=name)

    def _check_silent_loops(self) -> None:
        passing = {name for name, step in self._graph.steps.items() if isinstance(step, _WITHOUT_ASKING)}
        for circle in self._graph.circles(passing):
            self._report("silent-loop", circle[0], steps=", ".join(circle))

    def _deletion(self, step: str) -> Fix | None:
        """A fix that takes a step out that no other step and no conversation names."""
        definition = self._reading.defined("step", self._file).get(step)
        return None if definition is None else deletion("step", definition, self._reading, self._package)

    def _report(self, code: str, step: str, severity: Severity = "error", fix: Fix | None = None, **arguments: str) -> None:
        span = self._reading.key_span(self._file, "steps", step)
        self._findings.report(code, span, severity=severity, fix=fix, arguments=arguments)


class _FlowGraph(_Graph):
    """The steps of flow.yaml."""

    def __init__(self, reading: Reading, package: Package, findings: Findings) -> None:
        super().__init__(FLOW_FILE, package.flow.steps, reading, package, findings)

    def _roots(self) -> Iterator[str | None]:
        flow = self._package.flow
        yield from (flow.entry.inbound, flow.entry.outbound)
        yield from flow.topics.values()
        yield from (rule.go for rule in flow.always.values())
        yield from (rule.unavailable for rule in self._package.escalation)
        yield from (answer.unavailable for answer in self._package.answers.values())
        yield from (first_step(flow.steps, HandOff), first_step(flow.steps, HangUp))

    def check(self, every_edge_known: bool) -> None:
        if every_edge_known:
            self._check_ways(self._roots())
        self._check_silent_loops()
        steps = self._graph.steps
        if first_step(steps, HandOff) is None and first_step(steps, HangUp) is None:
            self._findings.report("no-ending", self._reading.key_span(FLOW_FILE, "steps"))
        for name, step in steps.items():
            if isinstance(step, Return):
                span = self._reading.key_span(FLOW_FILE, "steps", name, "return")
                self._findings.report("return-outside-subflow", span)
        entry = self._package.flow.entry
        self._check_entry("inbound", entry.inbound)
        if entry.outbound is not None:
            self._check_entry("outbound", entry.outbound)

    def _check_entry(self, key: str, name: str) -> None:
        silent = self._silent_beginning(name)
        if silent is not None:
            span = self._reading.source.value_span(FLOW_FILE, ("entry", key))
            self._findings.report("entry-silent", span or self._reading.key_span(FLOW_FILE, "entry"), name=silent)

    def _silent_beginning(self, name: str) -> str | None:
        """The step at which a call would begin in silence; choices and settings take no time."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            step = self._graph.steps.get(current)
            if isinstance(step, Choose | Set | Switch | Record) and current not in seen:
                seen.add(current)
                waiting.extend(self._graph.successors[current])
            elif isinstance(step, Fetch | Send) or (isinstance(step, Call) and self._begins_silent(step.call)):
                return current
        return None

    def _begins_silent(self, name: str) -> bool:
        subflow = self._package.subflows.get(name)
        return subflow is not None and isinstance(
            subflow.steps.get(subflow.start), Set | Choose | Fetch | Send | Call | Return | Switch | Record
        )


class _SubflowGraph(_Graph):
    """The steps of one sub-flow."""

    def __init__(self, file: str, subflow: Subflow, reading: Reading, package: Package, findings: Findings) -> None:
        super().__init__(file, subflow.steps, reading, package, findings)
        self._subflow = subflow

    def check(self, every_edge_known: bool) -> None:
        if every_edge_known:
            self._check_ways([self._subflow.start])
        self._check_silent_loops()
        if not any(isinstance(step, Return) for step in self._graph.steps.values()):
            span = self._reading.key_span(self._file, "subflow")
            self._findings.report("subflow-never-returns", span, name=self._subflow.subflow)
        for name, step in self._graph.steps.items():
            if isinstance(step, Ask) and self._graph.stuck(step):
                missing = [key for key in ("no_match", "no_input") if getattr(step, key) is None]
                self._report("question-without-way-out", name, missing=", ".join(missing))


def _check_circles_of_subflows(reading: Reading, package: Package, findings: Findings) -> None:
    """Sub-flows that call each other, by `call` or by `needs`; each circle once, at its first call."""
    flags = {name: declared.flag for name, declared in package.flow.values.items()}
    calls: dict[str, dict[str, tuple[str, str]]] = {}
    for name, subflow in package.subflows.items():
        calls[name] = {}
        for step_name, step in subflow.steps.items():
            runs = {"call": step.call} if isinstance(step, Call) else {}
            if isinstance(step, Needing) and step.needs is not None:
                runs["needs"] = flags.get(step.needs) or ""
            for key, called in runs.items():
                if called in package.subflows:
                    calls[name].setdefault(called, (step_name, key))
    reported: set[frozenset[str]] = set()
    for name in calls:
        circle = _circle(name, calls)
        if circle and frozenset(circle) not in reported:
            reported.add(frozenset(circle))
            step_name, key = calls[circle[0]][circle[1] if len(circle) > 1 else circle[0]]
            file = reading.defined("subflow")[circle[0]].place.file
            at = reading.source.value_span(file, ("steps", step_name, key)) or reading.key_span(file, "steps", step_name)
            findings.report("subflow-cycle", at, circle=" → ".join([*circle, circle[0]]))


def _circle(start: str, calls: dict[str, dict[str, tuple[str, str]]]) -> list[str]:
    """A shortest way from a sub-flow back to itself; empty when there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for called in calls[way[-1]]:
            if called == start:
                return way
            if called not in seen:
                seen.add(called)
                ways.append([*way, called])
    return []
