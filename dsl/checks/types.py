"""Owns the type checks: what a condition compares, what a look-up is sent, what a value is set to."""

from __future__ import annotations

from typing import cast

from dsl import condition
from dsl.diagnostics import Findings
from dsl.model import Fetch, Package, Send
from dsl.notation import NotationError
from dsl.reading import Reading, WrittenText
from dsl.resolver.vocabulary import Vocabulary
from dsl.resolver.wiring import step_files
from dsl.values import ValueType, parse_type

_CONDITIONS = {"when", "valid"}
_KINDS = {
    "number": "number", "ordinal": "number", "count": "number", "money": "money", "duration": "duration", "date": "date",
    "time": "time", "flag": "truth", "yes/no": "truth",
}  # fmt: skip
"""Types that are not text: what can stand for what."""


APPOINTMENT_TYPES = frozenset({"date", "time", "text"})
"""Types that say when somebody is to be rung back."""


def check_types(reading: Reading, package: Package, findings: Findings) -> None:
    _Types(reading, package, findings).check()


class _Types:
    """The type checks of one package."""

    def __init__(self, reading: Reading, package: Package, findings: Findings) -> None:
        self._reading = reading
        self._package = package
        self._findings = findings
        self._type_of = Vocabulary(reading).type_of
        self._steps = dict(step_files(reading, package))

    def check(self) -> None:
        for text in self._reading.texts:
            if text.notation in ("condition", "change") and not isinstance(text.tree, condition.Add | condition.Reset):
                self._check_expression(text, cast(condition.Expr, text.tree))

    def _check_expression(self, text: WrittenText, expression: condition.Expr) -> None:
        truth = text.place.path[-1] in _CONDITIONS
        mistakes = condition.type_errors(expression, self._type_of, condition=truth)
        for code, start, end, arguments in mistakes:
            self._findings.report(code, self._reading.span(text.node, text.place, start, end), arguments=arguments)
        if not mistakes and not truth:
            self._check_given(text, condition.infer(expression, self._type_of))

    def _check_given(self, text: WrittenText, given: ValueType | None) -> None:
        """Whether what an expression gives can be sent as this parameter, or kept in this value."""
        if text.place.common[2:4] == ("call_back", "at"):
            if given is not None and given.name not in APPOINTMENT_TYPES:
                self._findings.report("call-back-at", self._reading.span(text.node, text.place), type=str(given))
            return
        name = str(text.place.path[-1])
        change = text.notation == "change"
        wanted = self._value_type(name) if change else self._sent_type(text)
        if given is None or wanted is None or _fits(given, wanted):
            return
        span = self._reading.span(text.node, text.place)
        code = "change-type" if change else "parameter-type"
        self._findings.report(code, span, name=name, left=str(given), right=str(wanted))

    def _sent_type(self, text: WrittenText) -> ValueType | None:
        """The type of the parameter of a `fetch` step that the text fills, or of what a message is sent to."""
        step = self._steps.get(text.place.scope, {}).get(text.place.step)
        if isinstance(step, Send):
            connector = self._package.connectors.get(step.send.by)
            return _parsed(connector.to) if connector else None
        lookup = self._package.data.get(step.fetch) if isinstance(step, Fetch) else None
        return _parsed(lookup.sends.get(str(text.place.path[-1]), "")) if lookup else None

    def _value_type(self, name: str) -> ValueType | None:
        declared = self._package.flow.values.get(name)
        return _parsed(declared.type or "") if declared else None


def _fits(given: ValueType, wanted: ValueType) -> bool:
    """Whether a value of one type can stand for the other; every value can be sent as text."""
    if wanted.name == "text":
        return True
    return _KINDS.get(given.name, "text") == _KINDS.get(wanted.name, "text")


def _parsed(text: str) -> ValueType | None:
    try:
        return parse_type(text)
    except NotationError:
        return None
