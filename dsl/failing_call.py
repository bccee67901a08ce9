"""Owns the failing call: a call made of plain events that shows, step by step, how a flow fails what should be proven.

It is concrete: fed to the dialogue engine event by event, it leads exactly where it says. It can be shown to an operator in
words (`wordings.calls`), and saved as a conversation.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct, field


class Event(Struct, frozen=True, kw_only=True, tag_field="event", omit_defaults=True):
    """Something that happens to the line in a failing call; `at` is the clock then, where it is not that of the call."""

    at: str = ""


class CallerSays(Event, frozen=True, tag="says"):
    """The caller is understood as `intent` (None: as nothing), with these details (canonical texts)."""

    intent: str | None = None
    answer: str | None = None
    slots: dict[str, str] = field(default_factory=dict)
    correcting: bool = False
    mood: dict[str, float] = field(default_factory=dict)  # 0 to 1, by name of `model.MOODS`; none where it is calm
    words: str = ""  # a way to say it; empty where no phrase is written


class CallerPresses(Event, frozen=True, tag="presses"):
    keys: str


class CallerSilent(Event, frozen=True, tag="silent"):
    """The question stands unanswered for its whole time."""


class DataComes(Event, frozen=True, tag="data"):
    """A look-up comes back: `ok` with values (canonical texts), `failed`, or an outcome that it names."""

    lookup: str
    outcome: str
    values: dict[str, str] = field(default_factory=dict)


class MessageAnswered(Event, frozen=True, tag="message"):
    """A connector took a text message, or did not."""

    connector: str
    outcome: Literal["ok", "failed"]


class PersonAnswers(Event, frozen=True, tag="person"):
    outcome: Literal["accepted", "refused"]


AnyEvent: TypeAlias = CallerSays | CallerPresses | CallerSilent | DataComes | MessageAnswered | PersonAnswers


class FailingCall(Struct, frozen=True, kw_only=True):
    """A call that a flow fails in. What `again` holds can be repeated for ever after `events`; empty: the failure is reached.

    `seed` decides the shares of the call, `now` is its clock (ISO 8601); `steps` are the addresses that the call goes through
    (`subflow/step` inside of a sub-flow), those of the repetition in `round`. `places` says of every event, those of `again` too,
    at which of `steps` and `round` together it happens.
    """

    entry: Literal["inbound", "outbound"] = "inbound"
    caller: str = "13800001234"
    seed: int = 0
    now: str = "2026-03-16T10:00:00+08:00"
    events: tuple[AnyEvent, ...] = ()
    again: tuple[AnyEvent, ...] = ()
    steps: tuple[str, ...] = ()
    round: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
