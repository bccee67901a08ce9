"""Owns the bundle: a checked package with everything filled in, as canonical JSON with a SHA-256 identity.

A runtime needs nothing else to answer calls. The same package text gives the same bytes, on every machine.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from dsl.model import (
    Calendar,
    Connector,
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
    connectors: dict[str, Connector] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    manners: dict[str, MannerRule]  # by name of `model.MANNERS`
    built_in: Annotated[dict[str, Reply], "what the line says of itself: connecting, still-here, read-back, …"] = field(
        default_factory=dict
    )
    arousal: bool | UnsetType = UNSET  # true: how excited callers sound is measured
    translations: dict[str, Bundle] | UnsetType = UNSET  # the same in the other languages that it speaks
    home: str | UnsetType = UNSET  # of a translation: the language that it was translated from

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that its calls may be in, its own first."""
        return (self.language, *(self.translations or ()))

    def spoken_in(self, language: str) -> Bundle:
        """The bundle as it is in a language; its own where it does not speak that one."""
        return self.translations.get(language, self) if self.translations else self

    @property
    def home_language(self) -> str:
        """The language of the place where it is at home, whatever a call speaks: its money is the one meant by “fifty”."""
        return self.home or self.language


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
