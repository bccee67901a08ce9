"""Owns the moments of a bundle at which the line listens: each question, and each slot that is asked or read back."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.bundle import Bundle
from dsl.model import Ask, Collect, Step
from dsl.turn import Expectation
from dsl.values import digit_lengths, parse_type


def moments(bundle: Bundle) -> Iterator[Expectation]:
    """In the order of the steps. What only keys can answer is not listened for, but topics still are."""
    for address, step in _steps(bundle):
        if isinstance(step, Ask):
            yield _question(bundle, address, step)
        elif isinstance(step, Collect):
            for slot in step.collect:
                yield from _slot(bundle, address, slot)


def _steps(bundle: Bundle) -> Iterator[tuple[str, Step]]:
    yield from bundle.steps.items()
    for name, subflow in bundle.subflows.items():
        for step, definition in subflow.steps.items():
            yield f"{name}/{step}", definition


def _question(bundle: Bundle, address: str, step: Ask) -> Expectation:
    topics = tuple(bundle.topics)
    intents = topics if step.hear == "topics" else tuple(step.hear)
    return Expectation(step=address, intents=intents, topics=topics, answers=step.answers != "off", keys=True)


def _slot(bundle: Bundle, address: str, name: str) -> Iterator[Expectation]:
    slot = bundle.slots[name]
    kind = parse_type(slot.type)
    lengths = digit_lengths(kind) if kind.name == "digits" else None
    asked = Expectation(
        step=address,
        slot=name,
        topics=() if slot.secret else tuple(bundle.topics),
        answers=not slot.secret,
        secret=slot.secret,
        keys=True,
        digits=lengths[1] if lengths else None,
    )
    yield asked
    if slot.confirm == "explicit":
        yield Expectation(
            step=address,
            slot=name,
            intents=("agree", "refuse"),
            topics=asked.topics,
            answers=asked.answers,
            confirming=True,
            secret=slot.secret,
            keys=True,
        )
