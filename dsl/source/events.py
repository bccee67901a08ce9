"""Owns reading YAML's events, one by one, so that a file that is nested too deep or too large is left at that point."""

from __future__ import annotations

import yaml
from msgspec import Struct

DEPTH = 24
NODES = 100_000


class Stop(Struct, frozen=True):
    """Where YAML stopped, and where what it was reading began: offsets of the text."""

    at: int
    context: int | None
    about: str  # what YAML was reading, in its words
    problem: str
    last: int  # where the last part began that YAML could read


class TooMuch(Exception):
    """The text has more than any flow needs; to go on would only take time."""

    def __init__(self, code: str, offset: int, limit: int) -> None:
        super().__init__(code)
        self.code = code
        self.offset = offset
        self.limit = limit


def read_events(text: str) -> tuple[list[yaml.Event], Stop | None]:
    """The events up to the end, or to where YAML stopped. Raises TooMuch."""
    events: list[yaml.Event] = []
    depth = nodes = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            events.append(event)
            if isinstance(event, yaml.NodeEvent):
                nodes += 1
                if nodes > NODES:
                    raise TooMuch("too-many-nodes", start_of(event), NODES)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEPTH:
                    raise TooMuch("nested-too-deep", start_of(event), DEPTH)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.MarkedYAMLError as error:
        mark, context = error.problem_mark, error.context_mark
        at = mark.index if mark else len(text)
        last = start_of(events[-1]) if events else 0
        return events, Stop(at, context.index if context else None, str(error.context), str(error.problem), last)
    except yaml.YAMLError as error:
        return events, Stop(len(text), None, "", str(error), 0)
    return events, None


def start_of(event: yaml.Event) -> int:
    assert event.start_mark is not None
    return event.start_mark.index


def end_of(event: yaml.Event) -> int:
    assert event.end_mark is not None
    return event.end_mark.index
