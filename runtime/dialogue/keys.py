"""Owns what a pressed key means: a digit of the detail being asked, a choice of the step, or 0 for a person."""

from __future__ import annotations

from dsl.journal import KeyPressed
from dsl.model import Ask
from runtime.dialogue import manners, questions
from runtime.dialogue.handing import escalate
from runtime.dialogue.state import Question
from runtime.dialogue.turn import Target, Turn
from runtime.dialogue.typed import read_typed


def press(turn: Turn, event: KeyPressed) -> Target | None:
    """The caller pressed a key."""
    state, question = turn.state, turn.state.question
    if question is None:
        return None
    if question.slot is not None:
        wanted = questions.digits_wanted(turn, question.slot)
        if wanted is not None and question.pending is None:
            return _digit(turn, question, event.key, wanted)
    state.last_said = ()
    step = turn.program.steps[question.step]
    if isinstance(step, Ask) and event.key in step.keys:
        _progress(turn)
        if (escalation := escalate(turn)) is not None:
            return escalation.target
        return Target(turn.program.address(step.keys[event.key], question.step), f"key:{event.key}")
    if event.key == "0":
        return manners.act(turn, "human", ())
    state.stumbles += 1
    if (escalation := escalate(turn)) is not None:
        return escalation.target
    return questions.missed(turn, silent=False)


def _digit(turn: Turn, question: Question, key: str, wanted: int) -> Target | None:
    if key == "*":  # starts over
        question.digits = ""
        questions.listen(turn)
        return None
    question.dictating = False
    if key != "#":
        question.digits += key
        if len(question.digits) < wanted:
            questions.listen(turn)
            return None
    return complete(turn, question)


def complete(turn: Turn, question: Question) -> Target | None:
    """The digits so far are all there will be. Spoken ones would have been taken long since if they were a value."""
    assert question.slot is not None
    typed, question.digits = "" if question.dictating else question.digits, ""
    turn.state.last_said = ()
    value = read_typed(turn.program.types[question.slot], typed, turn.program.bundle.home_language)
    if value is None:
        turn.state.stumbles += 1
        if (escalation := escalate(turn)) is not None:
            return escalation.target
        return questions.missed(turn, silent=False)
    _progress(turn)
    if (escalation := escalate(turn)) is not None:
        return escalation.target
    return questions.take_value(turn, value)


def _progress(turn: Turn) -> None:
    turn.state.turns_without_progress = 0
    turn.state.answered = ""
    turn.state.misunderstood = 0
