"""Owns where a call goes when nobody wrote it: the way out of an unanswered question, the targets of the manners."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dsl.model import HandOff, HangUp, Return, Step


def way_out(steps: Mapping[str, Step]) -> str | None:
    """Where a question goes that was never answered and says nothing of it: to a person, else to the end.

    In a sub-flow that is its first `return` of an outcome other than `ok`, for its steps cannot name those of the flow.
    """
    unsolved = _first(steps, lambda step: isinstance(step, Return) and step.outcome != "ok")
    return unsolved or first_step(steps, HandOff) or first_step(steps, HangUp)


def first_step(steps: Mapping[str, Step], kind: type[HandOff] | type[HangUp]) -> str | None:
    """The first step of a kind, in the order of the file."""
    return _first(steps, lambda step: isinstance(step, kind))


def _first(steps: Mapping[str, Step], wanted: Callable[[Step], bool]) -> str | None:
    return next((name for name, step in steps.items() if wanted(step)), None)
