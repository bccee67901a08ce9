"""What holds for every call, whatever the caller does: no exception, no dead air, the same effects again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.journal import (
    CallerHungUp,
    CallerSpoke,
    CallStarted,
    DataFetched,
    HandOffAnswered,
    Input,
    KeyPressed,
    MachineDetected,
    SilencePassed,
    Understood,
)
from runtime.dialogue.effects import Fetch, HandOff, HangUp, Listen
from runtime.dialogue.engine import Program, advance, start

INTENTS = ["balance", "fees", "transfer", "agree", "refuse", "human", "repeat", "slower", "wait", "goodbye", "correction", None]
SLOTS = st.fixed_dictionaries(
    {},
    optional={
        "day": st.sampled_from(["2026-03-01", "2026-03-02"]),
        "sum": st.sampled_from(["50 GBP", "60 GBP", "900 GBP"]),
    },
)
SPOKEN = st.builds(
    lambda intent, slots, digits, answer, correcting, anger, text: CallerSpoke(
        text=text,
        understood=Understood(
            intent=intent, guess=intent, slots=slots, digits=digits, answer=answer, correcting=correcting, mood={"anger": anger}
        ),
    ),
    st.sampled_from(INTENTS),
    SLOTS,
    st.sampled_from(["", "", "1", "123"]),
    st.sampled_from([None, None, "hours"]),
    st.booleans(),
    st.sampled_from([0.0, 0.0, 0.5, 0.8]),
    st.sampled_from(["words", "", "<b>"]),
)
EVENTS = st.one_of(
    SPOKEN,
    SPOKEN,
    st.builds(KeyPressed, key=st.sampled_from("0123456789*#")),
    st.just(SilencePassed(milliseconds=6000)),
    st.builds(
        DataFetched,
        fetch=st.integers(1, 4),
        outcome=st.sampled_from(["ok", "failed", "closed", "timed_out"]),
        values=st.sampled_from([{"amount": "3 GBP"}, {"ok": "true"}, {}]),
    ),
    st.builds(HandOffAnswered, outcome=st.sampled_from(["accepted", "refused", "busy"])),
    st.just(MachineDetected()),
    st.just(CallerHungUp()),
)
AT = "2026-03-16T10:00:00+00:00"


@settings(max_examples=300, deadline=None)
@given(events=st.lists(EVENTS, max_size=25), seed=st.integers(0, 3))
def test_any_call_ends_or_waits_for_somebody_and_replays_exactly(program: Program, events: list[Input], seed: int) -> None:
    began = CallStarted(caller="07700900123", seed=seed)
    state, effects = start(program, began, AT)
    replayed, again = start(program, began, AT)
    assert effects == again
    waiting: object = _last_wait(effects)
    for event in events:
        frozen = repr(state)
        after, effects = advance(program, state, event, AT)
        assert repr(state) == frozen, "the state that was given is not changed"
        replayed, again = advance(program, replayed, event, AT)
        assert effects == again
        assert replayed == after
        state = after
        waiting = _last_wait(effects) or waiting
        if state.ended:
            assert advance(program, state, SilencePassed(), AT) == (state, [])
            return
        assert _waits(state, waiting), f"dead air after {event}"


def _last_wait(effects: list[object]) -> object:
    return next((effect for effect in reversed(effects) if isinstance(effect, Listen | Fetch | HandOff | HangUp)), None)


def _waits(state: object, waiting: object) -> bool:
    """The line listens, looks something up or asks a person: never nothing."""
    match waiting:
        case Listen():
            return state.question is not None
        case Fetch():
            return state.fetching == waiting.number
        case HandOff():
            return state.handing_off is not None
        case _:
            return False
