"""Owns the shape of a package: every key that a person may write, its type, and what its text means.

The model *is* the schema. `reader` walks these classes to read YAML, `resolver` walks the same markers to find
what a name refers to, and the bundle is these classes written as canonical JSON. A key is added here and nowhere else.

Texts (`Reply`, `Phrase`, `Condition`) stay as the operator wrote them; the modules of the same names parse them.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Struct, field

# ---- markers: what a scalar's text means -------------------------------------------------------------------------


class Notation(Struct, frozen=True):
    """The scalar is text in one of the notations: `reply`, `phrase`, `condition`, `change` (of a value) or `plain`."""

    name: str


class Refers(Struct, frozen=True):
    """The scalar (or the key of a map) is the name of a definition of this kind."""

    kind: str


class Defines(Struct, frozen=True):
    """The keys of the map define names of this kind."""

    kind: str


class Quantity(Struct, frozen=True):
    """The scalar is a quantity: `duration` (`3s`, `400ms`, `2 min`), read into milliseconds; `percent`; `turns` (`2 turns`)."""

    name: str


class PerLanguage(Struct, frozen=True):
    """Where a flow speaks several languages, this may be a map from each of them to the text or the list.

    The model holds what stands there for one language: a package is read once for each that it speaks.
    """


Language: TypeAlias = Literal["zh-CN", "en-US", "en-GB"]
LANGUAGES: tuple[str, ...] = ("zh-CN", "en-US", "en-GB")

Note: TypeAlias = Annotated[str, Notation("reply")]  # for people, who read the flow's own language
Reply: TypeAlias = Annotated[str, Notation("reply"), PerLanguage()]
Phrase: TypeAlias = Annotated[str, Notation("phrase")]
Phrases: TypeAlias = Annotated[tuple[Phrase, ...], PerLanguage()]
Names: TypeAlias = Annotated[tuple[str, ...], PerLanguage()]  # what callers call one value of a word list
Condition: TypeAlias = Annotated[str, Notation("condition")]
Expression: TypeAlias = Annotated[str, Notation("condition")]
Change: TypeAlias = Annotated[str, Notation("change")]  # `add 1`, `reset`, or an expression
Title: TypeAlias = Annotated[str, Notation("plain")]
Turns: TypeAlias = Annotated[int, Quantity("turns")]
Milliseconds: TypeAlias = Annotated[int, Quantity("duration")]

StepName: TypeAlias = Annotated[str, Refers("step")]
IntentName: TypeAlias = Annotated[str, Refers("intent")]
SlotName: TypeAlias = Annotated[str, Refers("slot")]
AnswerName: TypeAlias = Annotated[str, Refers("answer")]
LookupName: TypeAlias = Annotated[str, Refers("lookup")]
SubflowName: TypeAlias = Annotated[str, Refers("subflow")]
ValueName: TypeAlias = Annotated[str, Refers("value")]
TypeName: TypeAlias = Annotated[str, Notation("type")]  # `money`, `digits(6)`, `choice(sizes)`
Key: TypeAlias = Annotated[str, Notation("key")]  # one of 0-9 * #
ConnectorName: TypeAlias = Annotated[str, Refers("connector")]
LibraryName: TypeAlias = Annotated[str, Refers("library")]
CalendarName: TypeAlias = Annotated[str, Refers("calendar")]
Weekdays: TypeAlias = Annotated[str, Notation("weekdays")]  # `monday`, `monday-friday`
Days: TypeAlias = Annotated[str, Notation("days")]  # `2026-10-01`, `2026-10-01..2026-10-07`
Hours: TypeAlias = Annotated[str, Notation("hours")]  # `9:00-18:00`
Zone: TypeAlias = Annotated[str, Notation("zone")]  # `Asia/Shanghai`


class Part(Struct, frozen=True, kw_only=True, rename={"not_": "not", "with_": "with"}):
    """A node of the model. Immutable, compared by value; attribute `with_` is the key `with`."""


# ---- steps ---------------------------------------------------------------------------------------------------------


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


class Return(Part, frozen=True, tag="return", tag_field="verb", rename={"outcome": "return"}):
    """Ends a sub-flow with a named outcome. `return: ok` makes the flag true that names this sub-flow."""

    outcome: str


Step: TypeAlias = (
    Say | Ask | Collect | Choose | Set | Fetch | Answer | Call | Send | CallBack | HandOff | HangUp | Switch | Return
)  # fmt: skip
STEP_KINDS: dict[str, type[Part]] = {
    "say": Say, "ask": Ask, "collect": Collect, "choose": Choose, "set": Set, "fetch": Fetch, "answer": Answer,
    "call": Call, "send": Send, "call_back": CallBack, "hand_off": HandOff, "hang_up": HangUp, "switch": Switch, "return": Return,
}  # fmt: skip


Needing: TypeAlias = Collect | Fetch | Call
"""Steps that may need a flag, and go on at `failed` where it does not become true."""


# ---- flow.yaml and subflows/*.yaml -------------------------------------------------------------------------------


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


# ---- the other files --------------------------------------------------------------------------------------------


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
