"""Owns the other files of a package: intents, slots, answers, escalation, policies, data, connectors, calendars, words."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import field

from dsl.model.markers import (
    CalendarName,
    Condition,
    Days,
    Defines,
    Hours,
    LookupName,
    Milliseconds,
    Names,
    Part,
    Phrases,
    Refers,
    Reply,
    SlotName,
    StepName,
    Title,
    Turns,
    TypeName,
    Weekdays,
    Zone,
)


class Intent(Part, frozen=True):
    """intents.yaml: what callers want. `not_` holds what sounds alike but means something else."""

    title: Title = ""
    phrases: Phrases = ()
    not_: Phrases = ()


class Slot(Part, frozen=True):
    """slots.yaml: a detail to ask for."""

    type: TypeName
    ask: Reply
    title: Title = ""
    grain: Literal["day", "month", "year"] = "day"
    confirm: Literal["none", "implicit", "explicit"] = "none"
    secret: bool = False
    by: Literal["any", "keys", "voice"] = "any"
    no_match: tuple[Reply, ...] = ()
    no_input: tuple[Reply, ...] = ()
    tries: int = 3
    valid: Condition | None = None
    invalid: Reply = ""


class EscalationOrder(Part, frozen=True):
    skill: str
    reason: Title = ""
    priority: Literal["normal", "high"] = "normal"
    say: Reply = ""
    hours: CalendarName | None = None


class KnowledgeAnswer(Part, frozen=True):
    """answers.yaml: a question that callers ask. Exactly one of `say`, what the line says to it, and `human_only`:

    who asks that is handed to these people, and the line never answers it.
    """

    questions: Phrases
    say: Reply = ""
    human_only: EscalationOrder | None = None
    unavailable: StepName | None = None  # compiled beside `human_only`: that of the flow's first hand_off step when not written
    title: Title = ""
    source: Title = ""
    valid_from: str = ""  # ISO date; empty: always
    valid_until: str = ""


class EscalationRule(Part, frozen=True):
    """escalation.yaml, in order, after every turn, before all else."""

    when: Condition
    hand_off: EscalationOrder
    unavailable: StepName | None = None  # compiled: that of the flow's first hand_off step when not written


class Policy(Part, frozen=True):
    """policies.yaml: what must hold on every path. Exactly one of `heard`, `holds`, `secret` and `when`.

    `heard: prompts, before: steps`; `holds: condition, before: steps`; `secret: slot, only_to: look-ups`;
    `when: condition, reach: hand_off, within: 2 turns`. In `before` the name of a step kind means every step of it.
    """

    name: Title
    heard: tuple[StepName, ...] = ()
    holds: Condition | None = None
    secret: SlotName = ""
    when: Condition | None = None
    before: tuple[Annotated[str, Refers("step or kind")], ...] = ()
    only_to: tuple[LookupName, ...] = ()
    reach: Literal["hand_off"] | None = None
    within: Turns = 2


class Lookup(Part, frozen=True):
    """data.yaml: a typed look-up over HTTP. Exactly one of `get` and `post`."""

    gives: dict[str, TypeName]
    get: str | None = None
    post: str | None = None
    sends: dict[str, TypeName] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)  # outcome name -> HTTP status
    within: Milliseconds = 3000
    waiting: Reply = ""
    once: bool = False


class Connector(Part, frozen=True):
    """connectors.yaml: what sends text messages. It is posted `to` and `text` as JSON; any status of 2xx is success."""

    post: str
    title: Title = ""
    to: TypeName = "phone"  # of what a message is sent to
    within: Milliseconds = 5000


class Calendar(Part, frozen=True):
    """calendars.yaml: when something is open. `special` days come before `holidays`, and those before the weekday."""

    zone: Zone
    open: dict[Weekdays, tuple[Hours, ...]]
    title: Title = ""
    holidays: dict[Days, Title] = field(default_factory=dict)
    special: dict[Days, tuple[Hours, ...]] = field(default_factory=dict)


class Words(Part, frozen=True):
    """words.yaml: lists for `choice(list)` (value -> what callers call it), and how words are pronounced."""

    lists: Annotated[dict[str, dict[str, Names]], Defines("word list")] = field(default_factory=dict)
    pronunciations: Annotated[dict[str, str], Defines("pronunciation")] = field(default_factory=dict)
