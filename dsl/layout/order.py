"""Owns the order in which the keys of a record are written: what a person looks for first, first.

A class that is not named here has its keys in the order of the model, and so has a key that its list does not name.
"""

from __future__ import annotations

from functools import cache

from dsl.model import (
    STEP_KINDS,
    AlwaysRule,
    Branch,
    Conversation,
    Flow,
    KnowledgeAnswer,
    Library,
    Lookup,
    Part,
    Slot,
    Subflow,
    Turn,
)  # fmt: skip
from dsl.reader.shapes import fields_of

_FIRST: dict[type[Part], tuple[str, ...]] = {
    Flow: (
        "callwright", "flow", "title", "language", "languages", "uses", "if_unsure", "arousal", "entry", "topics", "values",
        "defaults", "always",
    ),
    Library: ("callwright", "library", "title", "language", "languages", "uses", "values"),
    Subflow: ("subflow", "title", "start"),
    Slot: (
        "title", "type", "grain", "secret", "by", "ask", "confirm", "tries", "no_match", "no_input", "valid", "invalid",
    ),
    KnowledgeAnswer: ("title", "questions", "say", "human_only", "unavailable", "source"),
    Lookup: ("get", "post", "sends", "gives", "outcomes"),
    AlwaysRule: ("phrases", "say", "go"),
    Branch: ("when", "share", "next"),
    Conversation: ("name", "language", "entry", "caller", "data", "slow", "seed", "now"),
}  # fmt: skip

_LAST: dict[type[Part], tuple[str, ...]] = {
    Flow: ("steps",),
    Subflow: ("steps",),
    Conversation: ("talk",),
    Turn: ("mood", "interrupts"),
}

_BEHIND_THE_VERB = (
    "needs", "with", "hear", "keys", "answers", "barge_in", "machine", "no_input_after", "no_input", "no_match", "results",
)  # fmt: skip
_END_OF_A_STEP = ("failed", "unavailable", "disposition", "otherwise", "next")


@cache
def of_part(part: type[Part]) -> dict[str, int]:
    """Key -> rank."""
    return _ranks(_FIRST.get(part, ()), list(fields_of(part)), _LAST.get(part, ()))


@cache
def of_step() -> dict[str, int]:
    """Key -> rank, for every kind of step: the verb, what it works with, where it may go."""
    keys = [key for kind in STEP_KINDS.values() for key in fields_of(kind)]
    return _ranks((*STEP_KINDS, *_BEHIND_THE_VERB), keys, _END_OF_A_STEP)


def _ranks(first: tuple[str, ...], keys: list[str], last: tuple[str, ...]) -> dict[str, int]:
    between = [key for key in keys if key not in first and key not in last]
    return {key: rank for rank, key in enumerate(dict.fromkeys((*first, *between, *last)))}
