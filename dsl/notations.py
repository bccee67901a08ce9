"""Owns the one way to parse a text by the name of its notation.

Results are kept, for an editor checks the same texts over and over.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TypeAlias

import dsl.reply as reply
from dsl import calendars, condition, utterance
from dsl.condition import Change, Expr
from dsl.notation import NotationError
from dsl.values import ValueType, parse_type

Tree: TypeAlias = (
    "Change | Expr | utterance.Pattern | reply.Reply | ValueType | calendars.Hours | calendars.Days | tuple[int, ...] | str"
)

KEYS = tuple("0123456789*#")
LONGEST_KEPT = 2000
"""Longer texts are no notation's; keeping them would only fill the memory of an editor."""


def parse(notation: str, text: str) -> Tree | NotationError:
    """The tree of a text, or why it has none."""
    return _parse_kept(notation, text) if len(text) <= LONGEST_KEPT else _parse(notation, text)


@lru_cache(maxsize=50_000)
def _parse_kept(notation: str, text: str) -> Tree | NotationError:
    return _parse(notation, text)


def _parse(notation: str, text: str) -> Tree | NotationError:
    try:
        return _parsers()[notation](text)
    except NotationError as error:
        # Its frames would keep all that was read meanwhile, for as long as this result is kept.
        error.__traceback__ = error.__context__ = error.__cause__ = None
        return error


def _parse_key(text: str) -> str:
    if text not in KEYS:
        raise NotationError("key-unknown", 0, len(text), text=text)
    return text


@cache
def _parsers() -> dict[str, Callable[[str], Tree]]:
    return {
        "condition": condition.parse,
        "change": condition.parse_change,
        "phrase": utterance.parse,
        "reply": reply.parse,
        "type": parse_type,
        "key": _parse_key,
        "plain": str,
        "hours": calendars.parse_hours,
        "weekdays": calendars.parse_weekdays,
        "days": calendars.parse_days,
        "zone": calendars.parse_zone,
    }
