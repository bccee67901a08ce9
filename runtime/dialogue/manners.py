"""Owns the built-in manners: what a caller may say at any time, and how the line answers."""

from __future__ import annotations

from msgspec.structs import replace

from dsl.journal import MannerUsed
from runtime.dialogue import questions
from runtime.dialogue.correction import go_back
from runtime.dialogue.effects import Segment, Words
from runtime.dialogue.handing import finish
from runtime.dialogue.turn import Target, Turn

PATIENCE_MS = 60_000
"""How long the line keeps quiet after "wait a moment"."""


def act(turn: Turn, name: str, repeated: tuple[Segment, ...]) -> Target | None:
    """Answers one manner. `repeated` is what was said since the caller's last turn, for `repeat` and `slower`."""
    turn.note(MannerUsed(manner=name), speaker="caller")
    rule = turn.program.bundle.manners[name]
    turn.say(rule.say, "manner")
    if rule.go is not None:
        turn.state.frames = ()
        turn.state.interrupted = None
        turn.state.fetching = None
        return Target(rule.go, f"always:{name}")
    match name:
        case "repeat":
            _say_again(turn, repeated)
        case "slower":
            turn.state.slower = True
            _say_again(turn, repeated)
        case "wait":
            _grant_patience(turn)
        case "goodbye" | "stop_calling":
            finish(turn, "line", name)
        case "correction":
            return _ask_last_again(turn)
        case _:
            turn.say(turn.program.built_in("nobody_available"), "manner")
            questions.repeat_question(turn)
    return None


def _say_again(turn: Turn, repeated: tuple[Segment, ...]) -> None:
    slower = turn.state.slower
    again = tuple(replace(part, slower=slower) if isinstance(part, Words) else part for part in repeated)
    turn.speak(again, "question")
    questions.listen(turn)


def _grant_patience(turn: Turn) -> None:
    question = turn.state.question
    assert question is not None
    question.patience = PATIENCE_MS
    questions.listen(turn)


def _ask_last_again(turn: Turn) -> Target | None:
    """ "That's wrong", without saying what is right: the detail taken last is asked again."""
    state, question = turn.state, turn.state.question
    assert question is not None
    if question.pending is not None:
        return questions.answer_confirmation(turn, right=False)
    last = next((name for name in reversed(state.slots) if name in state.collected_at and name != question.slot), None)
    if last is None:
        questions.repeat_question(turn)
        return None
    del state.slots[last]
    state.confirmed -= {last}
    return go_back(turn, (last,))
