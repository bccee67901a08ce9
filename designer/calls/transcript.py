"""Owns how a call reads: its records as turns of a talk, each caller turn with what was understood and what came of it."""

from dataclasses import dataclass, field

from dsl.journal import (
    Answered,
    CallBackAsked,
    CallEnded,
    CallerHungUp,
    CallerSpoke,
    CallStarted,
    Candidate,
    DataFetched,
    Escalated,
    HandedOff,
    HandOffAnswered,
    KeyPressed,
    LanguageSwitched,
    MachineDetected,
    MannerUsed,
    MessageOrdered,
    MessageSent,
    QuestionUnknown,
    Record,
    RecordingSwitched,
    Said,
    SilencePassed,
    SlotFilled,
    StepEntered,
    Understood,
)  # fmt: skip

TRACE = ("started", "step", "fetched", "answered", "manner", "slot", "message", "message_sent")


@dataclass
class Turn:
    """One thing that happened, as a person reads it. `kind` names its wording in `words/calls.yaml`."""

    kind: str
    speaker: str  # caller, line, person, system
    sequence: int
    at: str
    text: str = ""
    step: str = ""
    words: dict[str, str] = field(default_factory=dict)
    understood: Understood | None = None
    unknown: QuestionUnknown | None = None
    slots: list[SlotFilled] = field(default_factory=list)
    barge_in: bool = False
    certainty: float | None = None  # of the recogniser that these are the words; None: they were typed
    instead: tuple[str, ...] = ()  # what else may have been said

    @property
    def trace(self) -> bool:
        """Whether it tells of the flow's workings, which a reader of the talk may leave out."""
        return self.kind in TRACE

    @property
    def second(self) -> Candidate | None:
        """What the words might have meant instead: the runner-up, where its confidence is known."""
        if self.understood is None:
            return None
        runner_up = self.understood.runner_up
        return next((candidate for candidate in self.understood.ranked if candidate.intent == runner_up), None)


def turns(records: list[Record]) -> list[Turn]:
    """In the order of the call. Facts that tell of a caller turn are shown on it."""
    made: list[Turn] = []
    spoken: Turn | None = None
    for record in records:
        fact = record.fact
        if isinstance(fact, QuestionUnknown) and spoken is not None:
            spoken.unknown = fact
            continue
        if isinstance(fact, SlotFilled) and spoken is not None:
            spoken.slots.append(fact)
            continue
        turn = _turn(record)
        if turn is None:
            continue
        if turn.kind == "key" and made and made[-1].kind == "key":  # digits that were pressed one after the other
            made[-1].text += turn.text
            continue
        made.append(turn)
        if turn.speaker == "caller":
            spoken = turn
    return made


def summary_of(records: list[Record]) -> str:
    """What a person who took the call was told, if it was handed off."""
    return next((record.fact.summary for record in reversed(records) if isinstance(record.fact, HandedOff)), "")


def _turn(record: Record) -> Turn | None:
    fact, turn = record.fact, Turn("", "system", record.sequence, record.at, step=record.step)
    match fact:
        case CallStarted():
            turn.kind = "started"
        case CallerSpoke():
            turn.kind, turn.speaker, turn.text = ("spoke" if fact.text else "unheard"), "caller", fact.text
            turn.understood, turn.barge_in, turn.instead = fact.understood, fact.barge_in, fact.alternatives
            turn.certainty = fact.confidence if fact.ended_by else None
        case KeyPressed():
            turn.kind, turn.speaker, turn.text, turn.barge_in = "key", "caller", fact.key, fact.barge_in
        case SilencePassed():
            turn.kind, turn.speaker = "silence", "caller"
        case CallerHungUp():
            turn.kind, turn.speaker = f"hung_up_{fact.how}", "caller"
        case Said():
            turn.kind, turn.speaker, turn.text = "said", "line", fact.text
        case StepEntered():
            turn.kind, turn.words = "step", {"step": record.step, "why": fact.why}
        case DataFetched():
            turn.kind = "fetched" if fact.outcome == "ok" else "fetch_failed"
            turn.words = {"outcome": fact.outcome, "milliseconds": str(fact.milliseconds)}
            turn.text = " · ".join(f"{name} {value}" for name, value in fact.values.items())
        case MessageOrdered():
            turn.kind, turn.words, turn.text = "message", {"connector": fact.connector}, fact.text
        case MessageSent():
            turn.kind, turn.words = ("message_sent" if fact.outcome == "ok" else "message_failed"), {"outcome": fact.outcome}
        case Answered():
            turn.kind, turn.words = "answered", {"answer": fact.answer}
        case MannerUsed():
            turn.kind, turn.words = "manner", {"manner": fact.manner}
        case SlotFilled():
            turn.kind, turn.words, turn.text = "slot", {"slot": fact.slot}, fact.value
        case QuestionUnknown():
            turn.kind, turn.speaker, turn.text, turn.unknown = "spoke", "caller", fact.text, fact
        case RecordingSwitched():
            turn.kind = f"recording_{fact.recording}"
        case LanguageSwitched():
            turn.kind, turn.words = "language", {"language": fact.language}
        case Escalated() if fact.answer:
            turn.kind, turn.words = "for_people", {"answer": fact.answer, "skill": fact.skill}
        case Escalated():
            turn.kind, turn.words = "escalated", {"skill": fact.skill}
        case HandedOff():
            turn.kind, turn.words, turn.text = "handed_off", {"skill": fact.skill, "reason": fact.reason}, fact.summary
        case HandOffAnswered():
            turn.kind = f"hand_off_{fact.outcome}"
        case CallBackAsked():
            turn.kind, turn.text = ("call_back_at" if fact.at else "call_back"), fact.note
            turn.words = {"at": fact.at}
        case MachineDetected():
            turn.kind = "machine"
        case CallEnded():
            turn.kind, turn.words = "ended", {"how": fact.how, "disposition": fact.disposition}
        case _:  # how far a prompt was heard: of no use to a reader
            return None
    return turn
