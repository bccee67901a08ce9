"""Owns where a call goes when nobody wrote it: the way out of an unanswered question, the targets of the manners."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dsl.bundle import Bundle
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


def skill_of(bundle: Bundle) -> str:
    """Of the people who take over its calls: where a caller goes who asks for a person; empty where nobody does."""
    human = bundle.manners.get("human")
    asked = bundle.steps.get(human.go or "") if human else None
    steps = [asked, *bundle.steps.values()]
    return next((step.hand_off.skill for step in steps if isinstance(step, HandOff)), "")


def _first(steps: Mapping[str, Step], wanted: Callable[[Step], bool]) -> str | None:
    return next((name for name, step in steps.items() if wanted(step)), None)
