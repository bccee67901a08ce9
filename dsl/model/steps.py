"""Owns the steps of a flow: what each kind is written with."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import field

from dsl.model.markers import (
    AnswerName,
    CalendarName,
    Change,
    Condition,
    ConnectorName,
    Expression,
    IntentName,
    Key,
    Language,
    LookupName,
    Milliseconds,
    Note,
    Part,
    Quantity,
    Refers,
    Reply,
    SlotName,
    StepName,
    SubflowName,
    Title,
    ValueName,
)


class Reprompts(Part, frozen=True):
    """What is said each time the caller stays silent or is not understood; then the call goes on at `go`.

    Written as a list whose last item is `go: step`, so retries are bounded by construction.
    """

    says: tuple[Reply, ...] = ()
    go: StepName = ""


class Machine(Part, frozen=True):
    """What to do when an answering machine took an outbound call."""

    leave: Reply
    disposition: str = "voicemail"


class Say(Part, frozen=True, tag="say", tag_field="verb"):
    """A prompt. `barge_in: never` where it must be heard to its end."""

    say: Reply
    next: StepName
    barge_in: Literal["allowed", "never"] = "allowed"
    machine: Machine | None = None


class Ask(Part, frozen=True, tag="ask", tag_field="verb"):
    """A question: one edge an intent (`hear`), one a key, and the bounded reprompts."""

    ask: Reply
    hear: Literal["topics"] | dict[IntentName, StepName] = field(default_factory=dict)
    keys: dict[Key, StepName] = field(default_factory=dict)
    answers: Annotated[str, Refers("step or stay or off")] = "stay"
    no_match: Reprompts | None = None
    no_input: Reprompts | None = None
    no_input_after: Milliseconds | None = None
    barge_in: Literal["allowed", "never"] = "allowed"


class Collect(Part, frozen=True, tag="collect", tag_field="verb"):
    """Asks for each slot the caller has not said yet; `failed` when a slot's tries are used up."""

    collect: tuple[SlotName, ...]
    next: StepName
    failed: StepName
    needs: ValueName | None = None


class Branch(Part, frozen=True):
    """One branch of `choose`: exactly one of `when` and `share` (percent of calls, by a hash of the call)."""

    next: StepName
    when: Condition | None = None
    share: Annotated[float, Quantity("percent")] | None = None


class Choose(Part, frozen=True, tag="choose", tag_field="verb"):
    """The first branch that holds. `otherwise` is compulsory."""

    choose: tuple[Branch, ...]
    otherwise: StepName


class Set(Part, frozen=True, tag="set", tag_field="verb"):
    """Changes declared values."""

    set: dict[ValueName, Change]
    next: StepName


class Fetch(Part, frozen=True, tag="fetch", tag_field="verb"):
    """A typed look-up of data.yaml. `results` has one edge a named outcome of the look-up."""

    fetch: LookupName
    next: StepName
    failed: StepName
    with_: dict[str, Expression] = field(default_factory=dict)
    results: dict[str, StepName] = field(default_factory=dict)
    needs: ValueName | None = None


class Answer(Part, frozen=True, tag="answer", tag_field="verb"):
    """Says one knowledge answer."""

    answer: AnswerName
    next: StepName


class Call(Part, frozen=True, tag="call", tag_field="verb"):
    """Calls a sub-flow; one edge for each of its outcomes. `failed`, only with `needs`: the flag did not become true."""

    call: SubflowName
    results: dict[str, StepName]
    needs: ValueName | None = None
    failed: StepName | None = None


class MessageOrder(Part, frozen=True):
    """A text message: its words, the connector of connectors.yaml that it goes through, and to which number or address."""

    text: Reply
    by: ConnectorName
    to: Expression


class Send(Part, frozen=True, tag="send", tag_field="verb"):
    """Sends a text message. `next` once it was taken, `failed` when it was not."""

    send: MessageOrder
    next: StepName
    failed: StepName


class CallBackOrder(Part, frozen=True):
    """What whoever rings back should know, which people do so, and when: a date, a time of day, a text, or several of them."""

    note: Note = ""
    skill: str = ""
    at: tuple[Expression, ...] = ()


class CallBack(Part, frozen=True, tag="call_back", tag_field="verb"):
    """Notes that somebody should ring the caller back."""

    call_back: CallBackOrder
    next: StepName


class HandOffOrder(Part, frozen=True):
    """Which people, why, how urgently, and the words said while connecting (built-in words when empty).

    Outside of its `hours` nobody is asked: the call goes straight on at `unavailable`.
    """

    skill: str
    reason: Title = ""
    priority: Literal["normal", "high"] = "normal"
    say: Reply = ""
    hours: CalendarName | None = None


class HandOff(Part, frozen=True, tag="hand_off", tag_field="verb"):
    """Hands the call to a person. `unavailable`: closed, busy, no answer or refused."""

    hand_off: HandOffOrder
    unavailable: StepName


class HangUp(Part, frozen=True, tag="hang_up", tag_field="verb"):
    """Last words, then the line hangs up."""

    hang_up: Reply
    disposition: str = "solved"


class Switch(Part, frozen=True, tag="switch", tag_field="verb"):
    """From here on the call is in another language of the flow: what is said, what is heard, and the voice."""

    switch: Language
    next: StepName


class Record(Part, frozen=True, tag="record", tag_field="verb"):
    """Where the house records calls: from here on this one is (`on`, once all before it was heard), is not (`off`), or nothing of
    it is kept, what was recorded so far included (`never`)."""

    record: Literal["on", "off", "never"]
    next: StepName


class Return(Part, frozen=True, tag="return", tag_field="verb", rename={"outcome": "return"}):
    """Ends a sub-flow with a named outcome. `return: ok` makes the flag true that names this sub-flow."""

    outcome: str


Step: TypeAlias = (
    Say | Ask | Collect | Choose | Set | Fetch | Answer | Call | Send | CallBack | HandOff | HangUp | Switch | Record | Return
)  # fmt: skip
STEP_KINDS: dict[str, type[Part]] = {
    "say": Say, "ask": Ask, "collect": Collect, "choose": Choose, "set": Set, "fetch": Fetch, "answer": Answer,
    "call": Call, "send": Send, "call_back": CallBack, "hand_off": HandOff, "hang_up": HangUp, "switch": Switch, "record": Record,
    "return": Return,
}  # fmt: skip


Needing: TypeAlias = Collect | Fetch | Call
"""Steps that may need a flag, and go on at `failed` where it does not become true."""
