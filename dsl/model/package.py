"""Owns a whole package, and which of its keys need or exclude each other."""

from __future__ import annotations

from typing import Annotated

from msgspec import field

from dsl.model.conversations import Conversation, Deed, Turn
from dsl.model.flow import Flow, Subflow, ValueDeclaration
from dsl.model.markers import Defines, Part
from dsl.model.parts import Calendar, Connector, EscalationRule, Intent, KnowledgeAnswer, Lookup, Policy, Slot, Words
from dsl.model.steps import Branch, Call, CallBackOrder, Collect


class Package(Part, frozen=True):
    """A whole package as it was written, before anything is filled in."""

    flow: Flow
    intents: Annotated[dict[str, Intent], Defines("intent")] = field(default_factory=dict)
    slots: Annotated[dict[str, Slot], Defines("slot")] = field(default_factory=dict)
    answers: Annotated[dict[str, KnowledgeAnswer], Defines("answer")] = field(default_factory=dict)
    escalation: tuple[EscalationRule, ...] = ()
    policies: tuple[Policy, ...] = ()
    data: Annotated[dict[str, Lookup], Defines("lookup")] = field(default_factory=dict)
    connectors: Annotated[dict[str, Connector], Defines("connector")] = field(default_factory=dict)
    calendars: Annotated[dict[str, Calendar], Defines("calendar")] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    subflows: Annotated[dict[str, Subflow], Defines("subflow")] = field(default_factory=dict)
    conversations: dict[str, tuple[Conversation, ...]] = field(default_factory=dict)  # file name -> its conversations


EXACTLY_ONE: dict[type[Part], tuple[str, ...]] = {
    Branch: ("when", "share"),
    ValueDeclaration: ("flag", "count", "type"),
    KnowledgeAnswer: ("say", "human_only"),
    Lookup: ("get", "post"),
    Policy: ("heard", "holds", "secret", "when"),
    Deed: ("hand_off", "call_back", "send", "escalate", "fetch"),
    Turn: (
        "caller", "keys", "silence", "person", "machine", "hang_up", "later", "now",
        "line", "never", "does", "heard", "step", "ends",
    ),
}  # fmt: skip
"""Classes of which a file has exactly one of some keys."""

ONE_OR_MANY: dict[type[Part], tuple[str, ...]] = {
    Collect: ("collect",),
    CallBackOrder: ("at",),
    Policy: ("heard", "before", "only_to"),
}
"""Lists of which the only item may stand by itself: `collect: month`."""

ONLY_BESIDE: dict[type[Part], dict[str, tuple[str, ...]]] = {
    Call: {"failed": ("needs",), "needs": ("failed",)},
    Deed: {"with": ("fetch",)},
    KnowledgeAnswer: {"unavailable": ("human_only",)},
    Turn: {"mood": ("caller",), "interrupts": ("caller", "keys")},
}
"""Keys that mean something only beside another one."""
