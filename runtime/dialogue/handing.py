"""Owns handing a call to a person: by a step, by an escalation rule, and what follows when nobody can take it."""

from __future__ import annotations

from typing import NamedTuple

from dsl.journal import CallEnded, Escalated, HandedOff, HandOffAnswered
from dsl.model import EscalationOrder, HandOffOrder
from runtime.dialogue.effects import HandOff, HangUp
from runtime.dialogue.summary import summarise
from runtime.dialogue.turn import Target, Turn


def hand_over(turn: Turn, order: HandOffOrder | EscalationOrder, unavailable: str) -> Target | None:
    """Tells the caller, writes the summary, and asks for a person. `unavailable` is a full address, or empty.

    Outside of its hours nobody is asked, and nothing is said of it: the call goes straight on there.
    """
    state = turn.state
    state.question = None
    state.fetching = None
    if order.hours is not None and not turn.is_open(order.hours):
        return _nobody(turn, unavailable, "closed")
    skill, reason, priority, say = order.skill, order.reason, order.priority, order.say
    turn.say(say or turn.program.built_in("connecting"), "manner")
    summary = summarise(turn, reason)
    turn.note(HandedOff(skill=skill, reason=reason, priority=priority, summary=summary))
    turn.effects.append(HandOff(skill=skill, reason=reason, priority=priority, summary=summary))
    state.handing_off = unavailable
    return None


class Escalation(NamedTuple):
    """A rule took the call over. `target`: where it goes on when nobody can be asked."""

    target: Target | None


def escalate(turn: Turn) -> Escalation | None:
    """What came of a rule that sends this call to a person now. One that led to nobody is not tried again in the same call."""
    state = turn.state
    if state.handing_off is not None or state.ended:
        return None
    for index, rule in enumerate(turn.program.bundle.escalation):
        if index in state.escalated or not turn.holds(rule.when):
            continue
        state.escalated |= {index}
        turn.note(Escalated(rule=index, skill=rule.hand_off.skill))
        return Escalation(_hand_over_from_here(turn, rule.hand_off, rule.unavailable))
    return None


def leave_to_people(turn: Turn, answer: str, order: EscalationOrder, unavailable: str | None) -> Target | None:
    """The caller asked what only people answer."""
    turn.note(Escalated(skill=order.skill, answer=answer))
    return _hand_over_from_here(turn, order, unavailable)


def _hand_over_from_here(turn: Turn, order: EscalationOrder, unavailable: str | None) -> Target | None:
    """Whatever was going on is left for good."""
    turn.state.frames, turn.state.interrupted = (), None
    return hand_over(turn, order, unavailable or "")


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
    return _nobody(turn, unavailable, event.outcome)


def _nobody(turn: Turn, unavailable: str, outcome: str) -> Target | None:
    if unavailable:
        return Target(unavailable, f"unavailable:{outcome}")
    turn.say(turn.program.built_in("nobody_available"), "manner")
    finish(turn, "line", "nobody_available")
    return None


def finish(turn: Turn, how: str, disposition: str) -> None:
    """Ends the call from our side, once all is said."""
    turn.state.ended = True
    turn.state.question = None
    turn.note(CallEnded(how=how, disposition=disposition))
    turn.effects.append(HangUp(disposition=disposition))
