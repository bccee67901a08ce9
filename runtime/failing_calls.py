"""Owns the playing of a failing call in the real engine: what the language claims to be wrong is seen to go wrong."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from dsl.failing_call import (
    AnyEvent,
    CallerPresses,
    CallerSays,
    CallerSilent,
    DataComes,
    FailingCall,
    MessageAnswered,
    PersonAnswers,
)
from dsl.journal import (
    CallEnded,
    CallerSpoke,
    CallStarted,
    DataFetched,
    HandOffAnswered,
    Input,
    KeyPressed,
    MessageSent,
    SilencePassed,
    StepEntered,
    Understood,
)
from runtime.dialogue.effects import AnyEffect, Fetch, Note, Send
from runtime.dialogue.engine import Program, advance, start


class Replay(Struct, frozen=True):
    """What came of a failing call: its effects, and the steps entered in order. `unplayed`: events that nobody waited for."""

    effects: tuple[AnyEffect, ...]
    steps: tuple[str, ...]
    ended: CallEnded | None
    unplayed: tuple[AnyEvent, ...]


def replay(program: Program, call: FailingCall, rounds: int = 3) -> Replay:
    """Plays a failing call, its repetition `rounds` times. What was understood is as the call says; nothing is worked out."""
    started = CallStarted(direction=call.entry, caller=call.caller, entry=call.entry, seed=call.seed)
    state, effects = start(program, started, call.now)
    unplayed: list[AnyEvent] = []
    for event in [*call.events, *call.again * rounds]:
        inputs = list(_inputs(event, [effect for effect in effects if isinstance(effect, Fetch | Send)][-1:]))
        if not inputs or state.ended:
            unplayed.append(event)
        for told in inputs:
            state, more = advance(program, state, told, event.at or call.now)
            effects += more
    facts = [(effect.step, effect.fact) for effect in effects if isinstance(effect, Note)]
    return Replay(
        effects=tuple(effects),
        steps=tuple(step for step, fact in facts if isinstance(fact, StepEntered)),
        ended=next((fact for _, fact in facts if isinstance(fact, CallEnded)), None),
        unplayed=tuple(unplayed),
    )


def _inputs(event: AnyEvent, asked: list[Fetch | Send]) -> Iterator[Input]:
    """What the engine is told; nothing when data come that nobody asked for."""
    match event:
        case CallerSilent():
            yield SilencePassed()
        case CallerPresses(keys=keys):
            yield from (KeyPressed(key=key) for key in keys)
        case PersonAnswers(outcome=outcome):
            yield HandOffAnswered(outcome=outcome)
        case DataComes(lookup=lookup, outcome=outcome, values=values):
            for fetch in asked:
                if isinstance(fetch, Fetch) and fetch.lookup == lookup:
                    yield DataFetched(fetch=fetch.number, outcome=outcome, values=dict(values))
        case MessageAnswered(connector=connector, outcome=outcome):
            for send in asked:
                if isinstance(send, Send) and send.connector == connector:
                    yield MessageSent(send=send.number, outcome=outcome)
        case CallerSays():
            yield CallerSpoke(text=event.words or "…", understood=_meant(event))


def _meant(event: CallerSays) -> Understood:
    return Understood(
        intent=event.intent,
        guess=event.intent,
        slots=dict(event.slots),
        answer=event.answer,
        correcting=event.correcting,
        mood=dict(event.mood),
    )
