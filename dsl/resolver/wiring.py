"""Owns whether what is named fits together: parameters with look-ups, results with outcomes, changes with values, flags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dsl.condition import Add, Reset
from dsl.diagnostics import Findings
from dsl.model import Call, Fetch, Needing, Package, Return, Set, Step, Subflow
from dsl.naming import nearest
from dsl.notations import parse
from dsl.reading import FLOW_FILE, Reading
from dsl.source.files import PathKey


def resolve_wiring(reading: Reading, findings: Findings) -> None:
    assert reading.package is not None
    _Wiring(reading, reading.package, findings).check()


class _Wiring:
    """Checks the steps of one package, in every file that has steps."""

    def __init__(self, reading: Reading, package: Package, findings: Findings) -> None:
        self._reading = reading
        self._package = package
        self._findings = findings

    def check(self) -> None:
        for file, steps in step_files(self._reading, self._package):
            for name, step in steps.items():
                self._check_step(file, name, step)
        for name, declared in self._package.flow.values.items():
            subflow = self._package.subflows.get(declared.flag or "")
            if subflow is not None and "ok" not in outcomes_of(subflow):
                place = self._reading.place("value", name, "flag")
                self._report("flag-never-true", place.file, place.path, name=name, subflow=subflow.subflow)

    def _check_step(self, file: str, name: str, step: Step) -> None:
        path = ("steps", name)
        match step:
            case Fetch():
                self._check_fetch(file, path, step)
            case Call():
                subflow = self._package.subflows.get(step.call)
                if subflow is not None:
                    self._check_results(file, (*path, "results"), step.results, outcomes_of(subflow), step.call)
            case Set():
                for value, change in step.set.items():
                    self._check_change(file, (*path, "set", value), value, change)
        if isinstance(step, Needing) and step.needs is not None:
            declared = self._package.flow.values.get(step.needs)
            if declared is not None and declared.flag is None:
                self._report("needs-no-flag", file, (*path, "needs"), at_value=True, name=step.needs)

    def _check_fetch(self, file: str, path: tuple[str, ...], step: Fetch) -> None:
        lookup = self._package.data.get(step.fetch)
        if lookup is None:
            return
        for parameter in step.with_:
            if parameter not in lookup.sends:
                self._unknown("parameter", file, (*path, "with", parameter), parameter, lookup.sends, step.fetch)
        for parameter in lookup.sends:
            if parameter not in step.with_:
                self._report("parameter-missing", file, (*path, "with"), name=parameter, lookup=step.fetch)
        self._check_results(file, (*path, "results"), step.results, lookup.outcomes, step.fetch)

    def _check_results(
        self, file: str, path: tuple[str, ...], results: Mapping[str, str], outcomes: Iterable[str], owner: str
    ) -> None:
        for outcome in results:
            if outcome not in outcomes:
                self._unknown("outcome", file, (*path, outcome), outcome, outcomes, owner)
        for outcome in outcomes:
            if outcome not in results:
                self._report("outcome-not-covered", file, path, name=outcome, owner=owner)

    def _check_change(self, file: str, path: tuple[str, ...], value: str, change: str) -> None:
        declared = self._package.flow.values.get(value)
        if declared is None:
            return
        tree = parse("change", change)
        if declared.flag is not None:
            self._report("flag-not-settable", file, path, name=value, subflow=declared.flag)
        elif declared.count is not None and not isinstance(tree, Add | Reset):
            self._report("count-change", file, path, at_value=True, name=value)
        elif declared.count is None and isinstance(tree, Add):
            self._report("add-to-no-count", file, path, at_value=True, name=value)

    def _unknown(self, kind: str, file: str, path: tuple[str, ...], name: str, known: Iterable[str], owner: str) -> None:
        meant = nearest(name, known)
        key = self._reading.source.find_key(file, path)
        place = self._reading.source.files[file]
        fix = place.fix_scalar("rename-to-known", key, meant) if key is not None and meant else None
        span = self._reading.key_span(file, *path)
        self._findings.report(f"{kind}-unknown", span, fix=fix, name=name, nearest=meant, owner=owner)

    def _report(self, code: str, file: str, path: tuple[PathKey, ...], at_value: bool = False, **arguments: str) -> None:
        span = self._reading.source.value_span(file, path) if at_value else None
        self._findings.report(code, span or self._reading.key_span(file, *path), arguments=arguments)


def step_files(reading: Reading, package: Package) -> list[tuple[str, dict[str, Step]]]:
    """The steps of the flow and of every sub-flow, with the file that they stand in."""
    subflows = reading.defined("subflow")
    return [
        (FLOW_FILE, package.flow.steps),
        *((subflows[name].place.file, subflow.steps) for name, subflow in package.subflows.items()),
    ]


def outcomes_of(subflow: Subflow) -> dict[str, None]:
    """The outcomes that a sub-flow can return, in the order of its file."""
    return {step.outcome: None for step in subflow.steps.values() if isinstance(step, Return)}
