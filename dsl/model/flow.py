"""Owns flow.yaml, subflows/*.yaml and library.yaml."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import field

from dsl.model.markers import (
    Defines,
    IntentName,
    Language,
    LibraryName,
    Milliseconds,
    Part,
    Phrases,
    Reply,
    StepName,
    SubflowName,
    Title,
    TypeName,
)
from dsl.model.steps import Reprompts, Step


class Entry(Part, frozen=True):
    inbound: StepName
    outbound: StepName | None = None


class ValueDeclaration(Part, frozen=True):
    """Exactly one of: `flag: sub-flow` (made true only by it), `count: n` (saturates at n), `type: t`."""

    flag: SubflowName | None = None
    count: int | None = None
    type: TypeName | None = None


MANNERS = ("human", "repeat", "slower", "wait", "goodbye", "stop_calling", "correction")
"""The built-in things a caller may always say; `agree` and `refuse` are built-in intents too, heard where `hear` names them."""

Manner: TypeAlias = Literal["human", "repeat", "slower", "wait", "goodbye", "stop_calling", "correction"]


class AlwaysRule(Part, frozen=True):
    """Rewords (`say`, `phrases`) or replaces (`go`) one built-in manner. A plain text is read as `go`."""

    go: StepName | None = None
    say: Reply | None = None
    phrases: Phrases = ()


class Defaults(Part, frozen=True):
    """For every question that says nothing else."""

    no_input: Reprompts | None = None
    no_match: Reprompts | None = None
    no_input_after: Milliseconds = 6000


class Flow(Part, frozen=True):
    """flow.yaml"""

    callwright: int
    flow: str
    title: Title
    language: Language
    entry: Entry
    steps: Annotated[dict[str, Step], Defines("step")]
    topics: dict[IntentName, StepName] = field(default_factory=dict)
    values: Annotated[dict[str, ValueDeclaration], Defines("value")] = field(default_factory=dict)
    defaults: Defaults = field(default_factory=Defaults)
    always: dict[Manner, AlwaysRule] = field(default_factory=dict)
    dispositions: tuple[str, ...] = ()  # all that a call may end with; empty: any
    languages: tuple[Language, ...] = ()  # all that it speaks, its own first; empty: its own alone
    if_unsure: Literal["cautious", "balanced", "eager"] = "balanced"
    arousal: bool = False  # how excited callers sound is measured, and counts beside their words
    uses: tuple[LibraryName, ...] = ()

    @property
    def spoken(self) -> tuple[str, ...]:
        """Every language that calls may be in, the flow's own first."""
        return tuple(dict.fromkeys((self.language, *self.languages)))


class Library(Part, frozen=True):
    """library.yaml: parts that packages share. It is no line: calls come in where a package says so."""

    callwright: int
    library: str
    title: Title
    language: Language
    languages: tuple[Language, ...] = ()
    uses: tuple[LibraryName, ...] = ()
    values: Annotated[dict[str, ValueDeclaration], Defines("value")] = field(default_factory=dict)

    def as_flow(self) -> Flow:
        """A flow without a step of its own, so that a library is read and checked as a package is."""
        return Flow(
            callwright=self.callwright, flow=self.library, title=self.title, language=self.language, languages=self.languages,
            uses=self.uses, values=self.values, entry=Entry(inbound=""), steps={},
        )  # fmt: skip


class Subflow(Part, frozen=True):
    """subflows/<name>.yaml: a part called by name; its steps end in `return`."""

    subflow: str
    start: StepName
    steps: Annotated[dict[str, Step], Defines("step")]
    title: Title = ""
