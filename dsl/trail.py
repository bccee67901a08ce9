"""Owns the way of one call, by the facts that it leaves behind: which steps it entered, which edges it took, where it stands.

What counts as taken is what the call did; which edges there are is `dsl.edges`' to say. Facts may be missing, since a
journal may still be on its way.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple, TypeAlias

from dsl.edges import for_people
from dsl.journal import AnyFact, CallEnded, Escalated, MannerUsed, StepEntered

_OF_THE_STEP = {"hear": "hear", "key": "keys", "choose": "choose", "result": "results"}
_OF_ANY_QUESTION = {"entry": "entry", "digression": "topics"}
_BY_ITS_NAME = {
    "next": "next", "once": "next", "failed": "failed", "missing": "failed", "no_match": "no_match", "no_input": "no_input",
    "answer": "answers",
}  # fmt: skip
"""What the journal says of why a step was entered → the kind of the edge that was taken."""

EdgeIdentity: TypeAlias = tuple[str, str, str]


class _Caller(NamedTuple):
    """A step that runs a sub-flow, because it calls it or needs its flag."""

    step: str
    subflow: str
    needed: bool


class Trail:
    """How often a call entered each step and took each edge. `at`: the step it entered last."""

    def __init__(self) -> None:
        self.steps: Counter[str] = Counter()
        self.edges: Counter[EdgeIdentity] = Counter()
        self.at = ""
        self._callers: list[_Caller] = []  # of the sub-flows being run
        self._callers_before: list[_Caller] | None = None  # the same, of the question that a digression interrupted
        self._rule = ""  # of the escalation, or question for people, whose person is being asked

    def note(self, step: str, fact: AnyFact) -> None:
        """The next fact, and the step by which it stands."""
        match fact:
            case StepEntered(why=why):
                self._enter(step, why)
            case MannerUsed(manner=manner):
                self.take("", "always", manner)
            case Escalated(rule=rule, answer=answer):
                self._rule = for_people(answer) if answer else str(rule + 1)
                self._callers_before = None
                self.take("", "escalation", self._rule)
            case CallEnded(disposition="nobody_available") if self._rule:
                self.take("", "unavailable", self._rule)
            case _:
                pass

    def take(self, step: str, kind: str, label: str = "") -> None:
        self.edges[step, kind, label] += 1

    def _enter(self, step: str, why: str) -> None:
        cause, _, label = why.partition(":")
        here = self.at
        if cause in _OF_THE_STEP:
            self.take(here, _OF_THE_STEP[cause], label)
        elif cause in _OF_ANY_QUESTION:
            self.take("", _OF_ANY_QUESTION[cause], label)
        elif cause in _BY_ITS_NAME:
            self.take(here, _BY_ITS_NAME[cause])
        elif cause == "unavailable":
            self.take("" if self._rule else here, "unavailable", self._rule)
        elif cause == "return":
            self._return(label)
        self._keep_callers(step, cause, here)
        self._rule = ""
        self.at = step
        self.steps[step] += 1

    def _return(self, outcome: str) -> None:
        """The edge that a sub-flow's outcome takes is one of the step that called it."""
        if not self._callers:
            return
        caller = self._callers[-1]
        if not caller.needed:
            self.take(caller.step, "results", outcome)
        elif outcome != "ok":
            self.take(caller.step, "failed")

    def _keep_callers(self, step: str, cause: str, here: str) -> None:
        if cause in ("call", "needs"):
            self._callers.append(_Caller(here, _subflow(step), cause == "needs"))
        elif cause == "digression":
            self._callers_before = self._callers.copy() if self._callers_before is None else self._callers_before
        elif cause == "digression_over":
            self._callers, self._callers_before = self._callers_before or [], None
        elif cause == "always":
            self._callers_before = None
        del self._callers[self._depth(step) :]

    def _depth(self, step: str) -> int:
        """How many of the callers are left at a step: those up to the one that called the sub-flow it stands in."""
        subflow = _subflow(step)
        if not subflow:
            return 0
        called = (index for index, caller in enumerate(self._callers, 1) if caller.subflow == subflow)
        return next(called, len(self._callers))


def _subflow(step: str) -> str:
    """The sub-flow that a step's full address stands in; empty: the main flow."""
    return step.rpartition("/")[0]
