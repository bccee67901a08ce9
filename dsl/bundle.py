"""Owns the bundle: a checked package with everything filled in, as canonical JSON with a SHA-256 identity.

A runtime needs nothing else to answer calls. The same package text gives the same bytes, on every machine.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec
from msgspec import Struct, field

from dsl.model import (
    Defaults,
    Entry,
    EscalationRule,
    Intent,
    KnowledgeAnswer,
    Lookup,
    Phrase,
    Reply,
    Slot,
    Step,
    StepName,
    Subflow,
    ValueDeclaration,
    Words,
)  # fmt: skip

SCHEMA = 1


class MannerRule(Struct, frozen=True, kw_only=True):
    """A built-in manner, filled in: the phrases that mean it, the words said, and where the call goes (None: stays)."""

    phrases: tuple[Phrase, ...]
    say: Reply = ""
    go: StepName | None = None


class Bundle(Struct, frozen=True, kw_only=True):
    """Compiled: defaults are written into every step, built-in words into `manners` and `words_said`.

    Step names of a sub-flow are addressed as `subflow/step` everywhere outside of it.
    """

    schema: int = SCHEMA
    package: str
    title: str
    language: str
    entry: Entry
    topics: dict[str, StepName]
    values: dict[str, ValueDeclaration]
    defaults: Defaults
    if_unsure: str
    steps: dict[str, Step]
    subflows: dict[str, Subflow]
    intents: dict[str, Intent]  # the built-in `agree` and `refuse` included
    slots: dict[str, Slot]
    answers: dict[str, KnowledgeAnswer]
    escalation: tuple[EscalationRule, ...]
    data: dict[str, Lookup]
    words: Words
    manners: dict[str, MannerRule]  # by name of `model.MANNERS`
    built_in: Annotated[dict[str, Reply], "what the line says of itself: connecting, still-here, read-back, …"] = field(
        default_factory=dict
    )


def encode(bundle: Bundle) -> bytes:
    """Canonical JSON: keys sorted, no spaces, UTF-8."""
    return msgspec.json.encode(bundle, order="sorted")


def decode(data: bytes) -> Bundle:
    """Raises `msgspec.ValidationError` (a `ValueError`) when the bytes are no bundle of this schema."""
    bundle = msgspec.json.decode(data, type=Bundle)
    if bundle.schema != SCHEMA:
        raise msgspec.ValidationError(f"bundle schema {bundle.schema}, this program reads {SCHEMA}")
    return bundle


def identity(data: bytes) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
