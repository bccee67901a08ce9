"""Owns which steps a step names as those that may follow it: every edge that is written on it."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.model import Answer, Ask, Call, CallBack, Choose, Collect, Fetch, HandOff, Say, Set, Step

STAYING = ("stay", "off")
"""What `answers` says when giving knowledge leads nowhere else."""


def written_edges(step: Step) -> Iterator[str]:
    """The names as they are written, in the step's own flow or sub-flow; some may come twice."""
    match step:
        case Say() | Set() | Answer() | CallBack():
            yield step.next
        case Ask():
            yield from _ask_edges(step)
        case Collect():
            yield from (step.next, step.failed)
        case Choose():
            yield from (branch.next for branch in step.choose)
            yield step.otherwise
        case Fetch():
            yield from (step.next, step.failed, *step.results.values())
        case Call():
            yield from step.results.values()
        case HandOff():
            yield step.unavailable
        case _:
            return


def _ask_edges(ask: Ask) -> Iterator[str]:
    if isinstance(ask.hear, dict):
        yield from ask.hear.values()
    yield from ask.keys.values()
    if ask.answers not in STAYING:
        yield ask.answers
    yield from (reprompts.go for reprompts in (ask.no_match, ask.no_input) if reprompts is not None)
