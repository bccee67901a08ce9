"""Owns where the people of a skill are reached: the hand-off table of a release, asked at a moment of a call."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from dsl.bundle import Bundle
from dsl.calendars import OpeningHours
from dsl.model import HandOff
from dsl.release import Release


class Place(NamedTuple):
    """Where people are reached, and when (None: always)."""

    address: str
    hours: OpeningHours | None


class Directory:
    """The hand-off table. What is written for a flow counts for its calls in place of what is written for all."""

    def __init__(self, release: Release) -> None:
        self._places: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for one in release.destinations:
            hours = OpeningHours(one.hours) if one.hours is not None else None
            self._places[one.package, one.skill].append(Place(one.address, hours))
        if not release.destinations:  # of an older designer
            self._places.update({("", skill): [Place(address, None)] for skill, address in release.skills.items()})

    def reached(self, skill: str, package: str, at: str) -> tuple[str, ...]:
        """The addresses to try at this moment (ISO text), in this order: none where nobody has the skill, or all are closed."""
        return tuple(place.address for place in self.places(skill, package) if place.hours is None or place.hours.is_open(at))

    def places(self, skill: str, package: str) -> tuple[Place, ...]:
        """All that are written down for the skill, open or not."""
        return tuple(self._places.get((package, skill)) or self._places.get(("", skill)) or ())


def handed_to(bundle: Bundle) -> frozenset[str]:
    """Every skill that a flow hands calls to, wherever it does."""
    steps = [*bundle.steps.values(), *(step for subflow in bundle.subflows.values() for step in subflow.steps.values())]
    asked = {step.hand_off.skill for step in steps if isinstance(step, HandOff)}
    ruled = {rule.hand_off.skill for rule in bundle.escalation}
    answered = {answer.human_only.skill for answer in bundle.answers.values() if answer.human_only is not None}
    return frozenset(asked | ruled | answered)
