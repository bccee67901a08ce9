"""Owns conversations/*.yaml: a call, and what must come of it."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import field

from dsl.model.markers import ConnectorName, Language, LookupName, Milliseconds, Part, Quantity, StepName, Title


class Caller(Part, frozen=True):
    number: str = ""


MOODS = ("anger", "worry", "satisfaction")
"""How a caller may feel, 0 to 1 each; conditions speak of them by these names."""


class Mood(Part, frozen=True):
    """How the caller sounds, where a conversation says so and not the words."""

    anger: Annotated[float, Quantity("level")] | None = None
    worry: Annotated[float, Quantity("level")] | None = None
    satisfaction: Annotated[float, Quantity("level")] | None = None

    def levels(self) -> dict[str, float]:
        """Those that are said."""
        return {name: level for name in MOODS if (level := getattr(self, name)) is not None}


class HandOffDone(Part, frozen=True):
    """What a hand-off must be like; what is not written may be anything. `summary`: words that stand in it."""

    skill: str | None = None
    reason: Title | None = None
    priority: Literal["normal", "high"] | None = None
    summary: Title | None = None


class CallBackDone(Part, frozen=True):
    """What a note to ring back must be like; what is not written may be anything. `note`: words that stand in it; `at`: when."""

    note: Title | None = None
    number: str | None = None
    skill: str | None = None
    at: str | None = None


class MessageDone(Part, frozen=True):
    """What a text message must be like; what is not written may be anything. `text`: words that stand in it."""

    text: Title | None = None
    by: ConnectorName | None = None
    to: str | None = None


class EscalationDone(Part, frozen=True):
    """Which rule of escalation.yaml must have sent the call to a person: one that asks for this skill, or any."""

    skill: str | None = None


class Deed(Part, frozen=True):
    """Something that the line does, much as the step that does it is written: exactly one key, and `with` beside `fetch`.

    What is not written may be anything: `hand_off: {}` is any hand-off.
    """

    hand_off: HandOffDone | None = None
    call_back: CallBackDone | None = None
    send: MessageDone | None = None
    escalate: EscalationDone | None = None
    fetch: LookupName | None = None
    with_: dict[str, str] = field(default_factory=dict)


Person: TypeAlias = Literal["accepts", "refuses", "closed", "busy", "no_answer"]
"""What people say to a call that is handed to them."""


class Turn(Part, frozen=True):
    """One line of a conversation: exactly one key, `mood` and `interrupts` aside.

    What happens: `caller` speaks, `keys`, `silence`, a `person`, a `machine`, `hang_up`, and the clock (`later`, `now`).
    What must come of it: `line` (words that the line must have said since the caller's last turn), `never` (words, or a
    deed, that the whole call must not have), `does`, `heard`, `step`, `ends`.
    """

    caller: str | None = None
    keys: str | None = None
    silence: bool | None = None
    person: Person | None = None
    machine: bool | None = None
    hang_up: bool | None = None
    later: Milliseconds | None = None
    now: str | None = None
    line: str | None = None
    never: str | Deed | None = None
    does: Deed | None = None
    heard: dict[str, str] | None = None
    step: StepName | None = None
    ends: dict[str, str] | None = None
    mood: Mood | None = None
    interrupts: bool = False


DataAnswer: TypeAlias = str | dict[str, str]
"""What a look-up answers: its values, or an outcome: `failed`, `timed_out` or one that it names."""


class Conversation(Part, frozen=True):
    """conversations/*.yaml: a call and what must come of it.

    `data` answers look-ups by name: always alike, or in a list each time differently (the last for all that follow).
    `slow` look-ups come back so late that the waiting phrase is said. `seed` decides every share and wording of the call.
    """

    name: Title
    talk: tuple[Turn, ...]
    caller: Caller = field(default_factory=Caller)
    data: dict[str, str | dict[str, str] | tuple[DataAnswer, ...]] = field(default_factory=dict)
    slow: tuple[LookupName, ...] = ()
    seed: int = 0
    now: str = "2026-03-16T10:00:00+08:00"
    entry: Literal["inbound", "outbound"] = "inbound"
    language: Language | None = None  # in which the call begins; else the flow's own
