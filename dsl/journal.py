"""Owns the facts that a call leaves behind: the contract between the runtime, which writes them, and the designer.

A `Record` is one fact with its call, sequence, time, bundle and step. Its identity is `call:sequence`, so a record
that arrives twice is kept once. Facts in `INPUTS` are everything the dialogue engine is told: replaying them on the
same bundle gives the same effects. All other facts are what the engine and the line did.

Fields marked `PERSONAL` hold what a caller said or typed; they never stand in a log line. Secret values are masked
before a fact is made (`••••••`, the length kept) and so are never written at all.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct, field

PERSONAL = Meta(extra={"personal": True})
PersonalText: TypeAlias = Annotated[str, PERSONAL]
MASK = "•"


class Fact(Struct, frozen=True, kw_only=True, tag_field="fact"):
    """Something that happened in a call."""


# ---- what the engine is told (its inputs) ------------------------------------------------------------------------


class CallStarted(Fact, frozen=True, tag="call_started"):
    """The first fact of every call. `seed` decides every share and variant of this call."""

    direction: Literal["inbound", "outbound"] = "inbound"
    caller: PersonalText = ""
    dialled: str = ""
    line: str = "text"  # text, browser, sip
    entry: Literal["inbound", "outbound"] = "inbound"
    language: str = ""  # in which it begins; empty: the flow's own
    seed: int = 0
    test: bool = False  # to a number that tests a draft, or made from the designer: no caller's


class Candidate(Struct, frozen=True):
    """An intent that the words might mean, and its calibrated probability."""

    intent: str
    confidence: float


class Understood(Struct, frozen=True, kw_only=True):
    """What understanding made of the caller's words. Values of `slots` are canonical texts of `dsl.values`."""

    intent: str | None = None  # None: unknown
    guess: str | None = None  # the best intent in any case; built-in manners included
    confidence: float = 0.0
    runner_up: str | None = None
    ranked: tuple[Candidate, ...] = ()  # best first, at most five
    slots: Annotated[dict[str, str], PERSONAL] = field(default_factory=dict)
    digits: PersonalText = ""  # dictated so far of the detail just asked, when that is no whole value yet
    answer: str | None = None
    answer_confidence: float = 0.0
    correcting: bool = False  # "no, I said …": a value in `slots` replaces the one known
    mood: dict[str, float] = field(default_factory=dict)  # anger, worry, satisfaction: 0..1
    mood_at: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)  # where in the words each of them showed
    artefact: str = ""
    reason: str = ""  # why the intent is None: below-threshold, near-miss, nothing-known, question, follow-up


class Arousal(Struct, frozen=True):
    """How excited the caller's voice was against their own first utterances, and what showed it. Excitement is not anger."""

    level: float  # 0: no more than then, 1: far more
    louder: float = 0.0  # dB
    higher: float = 0.0  # semitones
    sharper: float = 0.0  # dB above 1 kHz against below
    quicker: float = 0.0  # share of the pace


class HeardWord(Struct, frozen=True):
    """When a word was said, in milliseconds from the beginning of what was heard."""

    text: PersonalText
    begins: int
    lasts: int


class CallerSpoke(Fact, frozen=True, tag="caller_spoke"):
    """The caller said something, or was heard saying something that no recogniser could read (`text` empty)."""

    text: PersonalText
    understood: Understood
    alternatives: Annotated[tuple[str, ...], PERSONAL] = ()  # what else it may have been: the likeliest, where another counts
    words: tuple[HeardWord, ...] = ()  # of the likeliest reading, where the recogniser tells when each was said
    confidence: float = 1.0  # the recogniser's
    barge_in: bool = False
    ended_by: str = ""  # why the turn was taken to be over: a reason of `runtime.speech.end_of_turn`; empty: it was typed
    ended_after: int = 0  # milliseconds of silence that this took
    arousal: Arousal | None = None  # measured where the package says so, once the caller's own measure is known


class KeyPressed(Fact, frozen=True, tag="key_pressed"):
    key: PersonalText  # one of 0-9 * #, masked while a secret is collected: `digits` then holds no digit
    barge_in: bool = False


class SilencePassed(Fact, frozen=True, tag="silence_passed"):
    """The question stood unanswered for its whole time."""

    milliseconds: int = 0


class DataFetched(Fact, frozen=True, tag="data_fetched"):
    """A look-up came back. `outcome`: ok, failed, timed_out, or an outcome that the look-up names."""

    fetch: int  # the number of the Fetch effect
    outcome: str
    values: Annotated[dict[str, str], PERSONAL] = field(default_factory=dict)
    milliseconds: int = 0


class MessageSent(Fact, frozen=True, tag="message_sent"):
    """A connector answered. `outcome`: ok, failed or timed_out."""

    send: int  # the number of the Send effect
    outcome: str
    milliseconds: int = 0


class Heard(Fact, frozen=True, tag="prompt_heard"):
    """A prompt came to its end, or was interrupted. What the caller heard of it."""

    say: int  # the number of the Say effect
    milliseconds: int = 0
    finished: bool = True


class HandOffAnswered(Fact, frozen=True, tag="hand_off_answered"):
    """Whether a person took the call: accepted, closed, busy, no_answer, refused."""

    outcome: Literal["accepted", "closed", "busy", "no_answer", "refused"]


class MachineDetected(Fact, frozen=True, tag="machine_detected"):
    """An answering machine took an outbound call."""


class CallerHungUp(Fact, frozen=True, tag="caller_hung_up"):
    """The caller, or the line itself, ended the call."""

    how: Literal["caller", "line_lost", "too_long"] = "caller"


Input: TypeAlias = (
    CallStarted | CallerSpoke | KeyPressed | SilencePassed | DataFetched | MessageSent | Heard
    | HandOffAnswered | MachineDetected | CallerHungUp
)  # fmt: skip
INPUTS: tuple[type[Fact], ...] = (
    CallStarted, CallerSpoke, KeyPressed, SilencePassed, DataFetched, MessageSent, Heard,
    HandOffAnswered, MachineDetected, CallerHungUp,
)  # fmt: skip


# ---- what the engine and the line did ---------------------------------------------------------------------------


class StepEntered(Fact, frozen=True, tag="step_entered"):
    why: str = ""
    """The edge that was taken: entry:…, next, hear:…, key:1, answer:…, choose:2, no_match, no_input, failed, missing:…, once,
    result:…, call:…, needs:…, return:…, unavailable:…, digression:…, digression_over, correction:…, always:…"""


class Said(Fact, frozen=True, tag="said"):
    """Words that the line spoke (personal: they may repeat what the caller gave; secrets are never said)."""

    say: int
    text: PersonalText
    kind: str = "prompt"  # prompt, question, reprompt, answer, manner, confirmation, waiting, goodbye


class Overheard(Fact, frozen=True, tag="overheard"):
    """A voice that the line spoke through was no turn: a listener's “uh-huh”, or nothing that could be read."""

    text: PersonalText = ""  # masked while a secret is collected
    why: str = ""  # backchannel, nothing-read
    stopped: bool = False  # the line had fallen silent for it, and went on


class QuestionUnknown(Fact, frozen=True, tag="question_unknown"):
    """Nobody had written an answer to this. `guess` is what it was nearest to, and `reason` why that was not taken."""

    text: PersonalText
    guess: str | None = None
    confidence: float = 0.0
    runner_up: str | None = None
    reason: str = ""


class Answered(Fact, frozen=True, tag="answered"):
    answer: str
    confidence: float = 0.0


class MannerUsed(Fact, frozen=True, tag="manner_used"):
    manner: str


class SlotFilled(Fact, frozen=True, tag="slot_filled"):
    slot: str
    value: PersonalText  # masked when the slot is secret
    corrected: bool = False


class LanguageSwitched(Fact, frozen=True, tag="language_switched"):
    """From here on the call is in this language."""

    language: str


class RecordingSwitched(Fact, frozen=True, tag="recording_switched"):
    """Where the house records calls: from here on this one is (`on`), is not (`off`), or nothing of it is kept (`never`)."""

    recording: Literal["on", "off", "never"]


class Escalated(Fact, frozen=True, tag="escalated"):
    """A rule sends the call to a person, or a question does so that only people answer: then `answer` names it."""

    skill: str
    rule: int = -1
    answer: str = ""


class HandedOff(Fact, frozen=True, tag="handed_off"):
    """A person is asked for, with the summary they will read."""

    skill: str
    reason: str = ""
    priority: str = "normal"
    summary: PersonalText = ""


class MessageOrdered(Fact, frozen=True, tag="message_ordered"):
    """A text message is to be sent (secrets never stand in one); `MessageSent` says what came of it."""

    send: int
    connector: str
    to: PersonalText
    text: PersonalText


class CallBackAsked(Fact, frozen=True, tag="call_back_asked"):
    """Somebody should ring back. `at`: when, as canonical texts with a space between; empty: as soon as it can be done."""

    note: PersonalText = ""
    number: PersonalText = ""
    skill: str = ""
    at: PersonalText = ""


ENDINGS = ("line", "caller", "handed_off", "line_lost", "too_long", "error")
"""How a call ends."""

OWN_DISPOSITIONS = ("handed_off", "nobody_available", "goodbye", "stop_calling", "voicemail", "too_long", "loop")
"""What a call is written down as where no step of the flow says so."""


class CallEnded(Fact, frozen=True, tag="call_ended"):
    """The last fact of every call. `how`: one of ENDINGS; `line`: we hung up."""

    how: str
    disposition: str = ""


Outcome: TypeAlias = (
    StepEntered | Said | Overheard | QuestionUnknown | Answered | MannerUsed | SlotFilled | LanguageSwitched
    | RecordingSwitched | Escalated | HandedOff | MessageOrdered | CallBackAsked | CallEnded
)  # fmt: skip
AnyFact: TypeAlias = Input | Outcome


class Record(Struct, frozen=True, kw_only=True):
    """One fact of one call as it is stored and sent. `at` is ISO 8601 UTC with milliseconds."""

    call: str
    sequence: int
    at: str
    bundle: str
    fact: AnyFact
    package: str = ""
    step: str = ""
    speaker: Literal["caller", "line", "person", "system"] = "system"
    leg: Literal["caller", "person"] = "caller"

    @property
    def identity(self) -> str:
        return f"{self.call}:{self.sequence}"


def encode(records: list[Record]) -> bytes:
    return msgspec.json.encode(records)


def decode(data: bytes) -> list[Record]:
    """Raises `msgspec.ValidationError` when the data are not records."""
    return msgspec.json.decode(data, type=list[Record])
