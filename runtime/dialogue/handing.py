"""Owns handing a call to a person: by a step, by an escalation rule, and what follows when nobody can take it."""

from __future__ import annotations

from dsl.journal import CallEnded, Escalated, HandedOff, HandOffAnswered
from runtime.dialogue.effects import HandOff, HangUp
from runtime.dialogue.summary import summarise
from runtime.dialogue.turn import Target, Turn


def hand_over(turn: Turn, *, skill: str, reason: str, priority: str, say: str, unavailable: str) -> None:
    """Tells the caller, writes the summary, and asks for a person. `unavailable` is a full address, or empty."""
    state = turn.state
    state.question = None
    state.fetching = None
    turn.say(say or turn.program.built_in("connecting"), "manner")
    summary = summarise(turn, reason)
    turn.note(HandedOff(skill=skill, reason=reason, priority=priority, summary=summary))
    turn.effects.append(HandOff(skill=skill, reason=reason, priority=priority, summary=summary))
    state.handing_off = unavailable


def escalate(turn: Turn) -> bool:
    """Whether a rule sends this call to a person now. A rule that led to nobody is not tried again in the same call."""
    state = turn.state
    if state.handing_off is not None or state.ended:
        return False
    for index, rule in enumerate(turn.program.bundle.escalation):
        if index in state.escalated or not turn.holds(rule.when):
            continue
        state.escalated |= {index}
        turn.note(Escalated(rule=index, skill=rule.hand_off.skill))
        state.frames = ()
        state.interrupted = None
        order = rule.hand_off
        hand_over(
            turn,
            skill=order.skill,
            reason=order.reason,
            priority=order.priority,
            say=order.say,
            unavailable=rule.unavailable or "",
        )
        return True
    return False


def person_answered(turn: Turn, event: HandOffAnswered) -> Target | None:
    """A person took the call, which ends it for us, or nobody did."""
    state = turn.state
    unavailable = state.handing_off
    if unavailable is None:
        return None
    state.handing_off = None
    if event.outcome == "accepted":
        finish(turn, "handed_off", "handed_off")
        return None
    if unavailable:
        return Target(unavailable, f"unavailable:{event.outcome}")
    turn.say(turn.program.built_in("nobody_available"), "manner")
    finish(turn, "line", "nobody_available")
    return None


def finish(turn: Turn, how: str, disposition: str) -> None:
    """Ends the call from our side, once all is said."""
    turn.state.ended = True
    turn.state.question = None
    turn.note(CallEnded(how=how, disposition=disposition))
    turn.effects.append(HangUp(disposition=disposition))
