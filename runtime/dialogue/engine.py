"""Owns the engine's door: `start` begins a call, `advance` takes in one event. Pure: same inputs, same effects, always."""

from __future__ import annotations

from dsl.journal import (
    CallEnded,
    CallerHungUp,
    CallerSpoke,
    CallStarted,
    DataFetched,
    HandOffAnswered,
    Heard,
    Input,
    KeyPressed,
    MachineDetected,
    MessageSent,
    SilencePassed,
)  # fmt: skip
from dsl.model import Say
from runtime.dialogue import keys, listening, questions, steps
from runtime.dialogue.correction import initial_value
from runtime.dialogue.effects import AnyEffect
from runtime.dialogue.handing import escalate, finish, person_answered
from runtime.dialogue.program import Program
from runtime.dialogue.state import State
from runtime.dialogue.turn import Target, Turn

__all__ = ["Program", "State", "advance", "start"]

MOST_TURNS = 200
"""Turns after which a call is ended politely: the run-time floor below the proofs."""


def start(program: Program, event: CallStarted, at: str) -> tuple[State, list[AnyEffect]]:
    """The first step of a call. `at` is the time as ISO 8601, for dates that callers name from today."""
    program = program.spoken_in(event.language)
    state = State(
        caller=event.caller, direction=event.direction, line=event.line, language=program.language, seed=event.seed, now=at
    )
    state.values = {name: value for name in program.bundle.values if (value := initial_value(program, name))}
    turn = Turn(program, state)
    entry = program.bundle.entry
    first = (entry.outbound or entry.inbound) if event.entry == "outbound" else entry.inbound
    steps.run(turn, Target(first, f"entry:{event.entry}"))
    return turn.state, turn.effects


def advance(program: Program, state: State, event: Input, at: str) -> tuple[State, list[AnyEffect]]:
    """What one event leads to. After the call has ended nothing does any more."""
    if state.ended:
        return state, []
    turn = Turn(program, state.copy())
    turn.state.now = at
    steps.run(turn, _take(turn, event))
    return turn.state, turn.effects


def _take(turn: Turn, event: Input) -> Target | None:
    match event:
        case CallerSpoke():
            if turn.state.turns >= MOST_TURNS:
                turn.say(turn.program.built_in("too_long"), "goodbye")
                finish(turn, "too_long", "too_long")
                return None
            return listening.hear(turn, event)
        case KeyPressed():
            return keys.press(turn, event)
        case SilencePassed():
            return _silence(turn)
        case DataFetched():
            return steps.fetched(turn, event)
        case MessageSent():
            return steps.sent(turn, event)
        case HandOffAnswered():
            return person_answered(turn, event)
        case MachineDetected():
            return _machine(turn)
        case CallerHungUp():
            turn.state.ended = True
            turn.note(CallEnded(how=event.how))
            return None
        case CallStarted() | Heard():
            return None


def _silence(turn: Turn) -> Target | None:
    state, question = turn.state, turn.state.question
    if question is None:
        return None
    if question.digits:  # the caller stopped typing: what is there is the value
        return keys.complete(turn, question)
    state.stumbles += 1
    state.turns_without_progress += 1
    state.last_said = ()
    if (escalation := escalate(turn)) is not None:
        return escalation.target
    return questions.missed(turn, silent=True)


def _machine(turn: Turn) -> Target | None:
    step = turn.program.steps.get(turn.state.step)
    entry = turn.program.bundle.entry.outbound
    first = turn.program.steps.get(entry) if entry else None
    machine = next((place.machine for place in (step, first) if isinstance(place, Say) and place.machine), None)
    if machine is None:
        finish(turn, "line", "voicemail")
        return None
    turn.say(machine.leave, "goodbye")
    finish(turn, "line", machine.disposition)
    return None
