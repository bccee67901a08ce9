"""Owns the state of one call: everything the engine remembers between two events, as plain data.

Values stand as their canonical texts (`dsl.values`). A state is never changed in place once it was returned:
`advance` works on a copy.
"""

from __future__ import annotations

from copy import copy

from msgspec import Struct, field

from runtime.dialogue.effects import Segment


class Frame(Struct, frozen=True):
    """One sub-flow being run: which step called it, and where each outcome goes.

    `flag` is the value that the outcome `ok` makes true (`needs`); the step that needed it is then entered again.
    """

    subflow: str
    origin: str
    results: dict[str, str]
    flag: str | None = None
    failed: str = ""


class Place(Struct, frozen=True):
    """A step and the sub-flow calls around it: enough to go (back) there."""

    step: str
    frames: tuple[Frame, ...] = ()


class Question(Struct):
    """The question that stands now. `slot` is set while a detail is asked, `pending` while its value is read back."""

    step: str
    slot: str | None = None
    pending: str | None = None
    misses: int = 0
    silences: int = 0
    digits: str = ""  # typed or dictated so far
    dictating: bool = False  # the last of them were spoken
    patience: int | None = None  # milliseconds granted once by "wait"

    @property
    def stumbles(self) -> int:
        return self.misses + self.silences


class State(Struct, kw_only=True):
    """One call between two events."""

    caller: str = ""
    direction: str = "inbound"
    line: str = "text"
    language: str = ""  # the one that is spoken now
    seed: int = 0
    now: str = ""

    step: str = ""
    frames: tuple[Frame, ...] = ()
    question: Question | None = None
    interrupted: Place | None = None  # where a digression goes back to; its depth is one
    fetching: int | None = None  # the number of the look-up or message under way
    handing_off: str | None = None  # the step that `unavailable` leads to while a person is being asked
    ended: bool = False

    slots: dict[str, str] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    collected_at: dict[str, Place] = field(default_factory=dict)  # slot -> the collect step that took it
    values: dict[str, str] = field(default_factory=dict)
    data: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: dict[str, frozenset[str]] = field(default_factory=dict)  # value or look-up -> names it was made from

    intent: str | None = None
    answered: str = ""  # the answer given last, while the caller has brought the call on by nothing else since
    intents: tuple[str, ...] = ()  # those understood so far, first first
    mood: dict[str, float] = field(default_factory=dict)  # by name of `model.MOODS`
    stumbles: int = 0
    turns: int = 0
    turns_without_progress: int = 0
    misunderstood: int = 0  # in a row
    escalated: frozenset[int] = frozenset()
    unknown: tuple[str, ...] = ()  # questions nobody could answer, for the summary

    slower: bool = False
    last_said: tuple[Segment, ...] = ()  # since the caller's last turn: what "repeat" says again
    wordings: dict[str, int] = field(default_factory=dict)  # place of a choice in a reply -> the one said last
    says: int = 0
    fetches: int = 0

    def copy(self) -> State:
        """A copy that may be changed: its containers are its own, what they hold is immutable."""
        question = self.question
        return State(
            caller=self.caller, direction=self.direction, line=self.line, language=self.language,
            seed=self.seed, now=self.now,
            step=self.step, frames=self.frames,
            question=None if question is None else copy(question),
            interrupted=self.interrupted, fetching=self.fetching, handing_off=self.handing_off, ended=self.ended,
            slots=dict(self.slots), confirmed=self.confirmed, collected_at=dict(self.collected_at), values=dict(self.values),
            data=dict(self.data), sources=dict(self.sources),
            answered=self.answered, intent=self.intent, intents=self.intents,
            mood=dict(self.mood), stumbles=self.stumbles, turns=self.turns,
            turns_without_progress=self.turns_without_progress, misunderstood=self.misunderstood,
            escalated=self.escalated, unknown=self.unknown,
            slower=self.slower, last_said=self.last_said, wordings=dict(self.wordings), says=self.says, fetches=self.fetches,
        )  # fmt: skip
