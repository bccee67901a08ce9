"""Owns what the caller's words mean here: the order of understanding.

The slot just asked → the step's `hear` → `always` → digression into a topic → answers → unknown. Escalation rules come
before acting on any of them, keys have a file of their own.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from dsl.journal import Answered, CallerSpoke, QuestionUnknown, Understood
from dsl.model import MANNERS, MOODS, Ask
from runtime.dialogue import manners, questions
from runtime.dialogue.correction import change_slot, go_back
from runtime.dialogue.effects import Segment
from runtime.dialogue.handing import escalate, leave_to_people
from runtime.dialogue.mood import anger_of
from runtime.dialogue.state import Place, Question
from runtime.dialogue.turn import Target, Turn

FREE_TEXT_TYPES = frozenset({"text", "name", "address"})
"""Types that any words would fill: for them, a built-in manner comes first."""

MOOD_FADES = 0.6
"""What is left of a mood after a turn without any."""


class SlotValue(Struct, frozen=True):
    value: str


class Dictated(Struct, frozen=True):
    """A piece of a number, with what was heard of it before."""

    digits: str


class Confirmed(Struct, frozen=True):
    right: bool


class Edge(Struct, frozen=True):
    intent: str
    step: str


class Manner(Struct, frozen=True):
    name: str


class Correction(Struct, frozen=True):
    names: tuple[str, ...]


class Digression(Struct, frozen=True):
    intent: str


class Knowledge(Struct, frozen=True):
    answer: str


class OutOfPlace(Struct, frozen=True):
    """Understood, but it means nothing at this question; or nothing was heard at all."""


class Unknown(Struct, frozen=True):
    """Nobody has written an answer to this."""


Spoken: TypeAlias = tuple[Segment, ...]
Meaning: TypeAlias = SlotValue | Dictated | Confirmed | Edge | Manner | Correction | Digression | Knowledge | OutOfPlace | Unknown


def hear(turn: Turn, event: CallerSpoke) -> Target | None:
    """The caller said something."""
    state, question = turn.state, turn.state.question
    understood = event.understood
    state.turns += 1
    mood = {**understood.mood, "anger": anger_of(event)}
    state.mood = {name: max(mood.get(name, 0.0), round(state.mood.get(name, 0.0) * MOOD_FADES, 3)) for name in MOODS}
    if question is None:
        return _while_busy(turn, understood)
    meaning = interpret(turn, question, event)
    _count(turn, question, meaning)
    repeated, state.last_said = state.last_said, ()
    if isinstance(meaning, Unknown) and not _secret(turn, question):
        state.unknown = (*state.unknown, event.text)
        turn.note(
            QuestionUnknown(
                text=event.text,
                guess=understood.guess,
                confidence=understood.confidence,
                runner_up=understood.runner_up,
                reason=understood.reason,
            ),
            speaker="caller",
        )
    if (escalation := escalate(turn)) is not None:
        return escalation.target
    return _act(turn, question, meaning, understood, repeated)


def interpret(turn: Turn, question: Question, event: CallerSpoke) -> Meaning:
    """What the words mean at this question."""
    understood = event.understood
    intent = understood.intent
    if not event.text.strip():
        return OutOfPlace()
    if question.pending is not None and question.slot is not None:
        value = understood.slots.get(question.slot)
        if value is not None and value != question.pending:
            return SlotValue(value)
        if intent in ("agree", "refuse") or value is not None:
            return Confirmed(intent != "refuse")
    if understood.correcting and (names := _changed(turn, question, understood)):
        return Correction(names)
    if question.slot is not None and (value := _slot_value(turn, question.slot, understood)) is not None:
        return SlotValue(value)
    if _dictates(turn, question, understood):
        return Dictated(understood.digits)
    if question.slot is None and intent is not None and (edge := _edge(turn, question, intent)):
        return edge
    if intent in MANNERS:
        return Manner(intent)
    if intent in turn.program.bundle.topics and not _secret(turn, question):
        return Digression(intent)
    if understood.answer is not None and _answers_allowed(turn, question):
        return Knowledge(understood.answer)
    return Unknown() if intent is None else OutOfPlace()


# ---- the parts of the order --------------------------------------------------------------------------------------


def _slot_value(turn: Turn, name: str, understood: Understood) -> str | None:
    slot = turn.program.bundle.slots[name]
    if slot.by == "keys" or name not in understood.slots:
        return None
    if turn.program.types[name].name in FREE_TEXT_TYPES and understood.intent in MANNERS:
        return None
    return understood.slots[name]


def _dictates(turn: Turn, question: Question, understood: Understood) -> bool:
    """Whether these are some of the digits that were asked for. Saying the same ones again is no more of them."""
    if question.slot is None or question.pending is not None or understood.intent in MANNERS:
        return False
    return bool(understood.digits) and turn.program.bundle.slots[question.slot].by != "keys"


def _edge(turn: Turn, question: Question, intent: str) -> Edge | None:
    step = turn.program.steps[question.step]
    assert isinstance(step, Ask)
    if step.hear == "topics":
        target = turn.program.bundle.topics.get(intent)
        return Edge(intent, target) if target is not None else None
    return Edge(intent, turn.program.address(step.hear[intent], question.step)) if intent in step.hear else None


def _changed(turn: Turn, question: Question, understood: Understood) -> tuple[str, ...]:
    """The known slots that these words give another value. A slot that is being asked is no correction."""
    slots = turn.program.bundle.slots
    return tuple(
        name
        for name, value in understood.slots.items()
        if name != question.slot and not slots[name].secret and turn.state.slots.get(name, value) != value
    )


def _answers_allowed(turn: Turn, question: Question) -> bool:
    step = turn.program.steps[question.step]
    return not _secret(turn, question) and not (isinstance(step, Ask) and step.answers == "off")


def _secret(turn: Turn, question: Question) -> bool:
    return question.slot is not None and turn.program.bundle.slots[question.slot].secret


# ---- counting ----------------------------------------------------------------------------------------------------


def _count(turn: Turn, question: Question, meaning: Meaning) -> None:
    state = turn.state
    lost = isinstance(meaning, OutOfPlace | Unknown)
    stumbled = (
        lost
        or isinstance(meaning, Correction)
        or (isinstance(meaning, Confirmed) and not meaning.right)
        or (isinstance(meaning, Dictated) and not _grows(question, meaning))
        or (isinstance(meaning, Manner) and meaning.name in ("repeat", "correction"))
    )
    state.stumbles += stumbled
    state.misunderstood = state.misunderstood + 1 if lost else 0
    progress = isinstance(meaning, SlotValue | Confirmed | Edge | Digression | Correction)
    progress = progress or (isinstance(meaning, Dictated) and _grows(question, meaning))
    state.turns_without_progress = 0 if progress else state.turns_without_progress + 1
    if progress:
        state.answered = ""


def _grows(question: Question, meaning: Dictated) -> bool:
    return len(meaning.digits) > len(question.digits)


# ---- acting ------------------------------------------------------------------------------------------------------


def _act(turn: Turn, question: Question, meaning: Meaning, understood: Understood, repeated: Spoken) -> Target | None:
    match meaning:
        case SlotValue():
            _fill_mentioned(turn, understood, besides=question.slot, replace=False)
            return questions.take_value(turn, meaning.value)
        case Dictated():
            return questions.keep_digits(turn, meaning.digits)
        case Confirmed():
            return questions.answer_confirmation(turn, meaning.right)
        case Edge():
            _take_intent(turn, meaning.intent)
            _fill_mentioned(turn, understood, besides=None, replace=True)
            return Target(meaning.step, f"hear:{meaning.intent}")
        case Manner():
            return manners.act(turn, meaning.name, repeated)
        case Correction():
            for name in meaning.names:
                change_slot(turn, name, understood.slots[name], corrected=True)
            turn.say(turn.program.built_in("correction_ok"), "manner")
            target = go_back(turn, meaning.names)
            if target is None:
                questions.repeat_question(turn)
            return target
        case Digression():
            return _digress(turn, question, meaning.intent, understood)
        case Knowledge():
            return _give_answer(turn, question, meaning.answer, understood.answer_confidence)
        case OutOfPlace() | Unknown():
            return questions.missed(turn, silent=False)


def _take_intent(turn: Turn, intent: str) -> None:
    state = turn.state
    state.intent = intent
    if intent not in ("agree", "refuse") and intent not in state.intents:
        state.intents = (*state.intents, intent)


def _fill_mentioned(turn: Turn, understood: Understood, *, besides: str | None, replace: bool) -> None:
    """Keeps the details that came along unasked. Known ones give way only when a new request names them anew."""
    slots = turn.program.bundle.slots
    for name, value in understood.slots.items():
        known = turn.state.slots.get(name)
        if name == besides or slots[name].secret or slots[name].by == "keys" or known == value:
            continue
        if known is not None and not replace:
            continue
        if turn.program.types[name].name in FREE_TEXT_TYPES:
            continue
        before = dict(turn.state.slots)
        turn.state.slots[name] = value
        valid = slots[name].valid
        acceptable = valid is None or turn.holds(valid)
        turn.state.slots = before
        if acceptable:
            change_slot(turn, name, value, corrected=False)


def _digress(turn: Turn, question: Question, intent: str, understood: Understood) -> Target:
    state = turn.state
    if state.interrupted is None:
        state.interrupted = Place(question.step, state.frames)
    state.frames = ()
    _take_intent(turn, intent)
    _fill_mentioned(turn, understood, besides=None, replace=True)
    return Target(turn.program.bundle.topics[intent], f"digression:{intent}")


def _give_answer(turn: Turn, question: Question, answer: str, confidence: float) -> Target | None:
    known = turn.program.bundle.answers[answer]
    if known.human_only is not None:
        return leave_to_people(turn, answer, known.human_only, known.unavailable)
    turn.note(Answered(answer=answer, confidence=confidence))
    turn.state.answered = answer
    turn.say(known.say, "answer")
    step = turn.program.steps[question.step]
    if isinstance(step, Ask) and step.answers not in ("stay", "off"):
        return Target(turn.program.address(step.answers, question.step), f"answer:{answer}")
    questions.repeat_question(turn)
    return None


def _while_busy(turn: Turn, understood: Understood) -> Target | None:
    """Words while something is being looked up or a person is being asked: only a wish for a person counts."""
    if understood.intent == "human" and turn.state.fetching is not None:
        return manners.act(turn, "human", ())
    return None
