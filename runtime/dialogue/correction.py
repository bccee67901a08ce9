"""Owns correction: when a value changes, everything that was made from it is forgotten, and the call goes back to where
the value was taken, so that what follows is worked out anew."""

from __future__ import annotations

from collections.abc import Iterable

from dsl.derivation import heads, stale
from dsl.journal import SlotFilled
from runtime.dialogue.program import Program
from runtime.dialogue.turn import Target, Turn


def change_slot(turn: Turn, name: str, value: str, *, corrected: bool) -> None:
    """A slot gets a value that the caller gave unasked; what was made from its old value is forgotten."""
    state = turn.state
    state.slots[name] = value
    state.confirmed -= {name}
    turn.note(SlotFilled(slot=name, value=value, corrected=corrected), speaker="caller")
    forget_derived(turn, name)


def forget_derived(turn: Turn, changed: str) -> None:
    """Forgets every value, flag and look-up made from what changed, and what was made from those in turn."""
    state = turn.state
    made = {name: (sources,) for name, sources in state.sources.items()}
    for name in stale(turn.program.bundle, changed, made):
        del state.sources[name]
        state.data.pop(name, None)
        if name in state.values:
            state.values[name] = initial_value(turn.program, name)


def go_back(turn: Turn, names: Iterable[str]) -> Target | None:
    """To the step that took the earliest of these slots; where its sub-flow has ended, to the step that called it."""
    state = turn.state
    for name in names:
        place = state.collected_at.get(name)
        if place is None:
            continue
        shared = 0
        while shared < min(len(place.frames), len(state.frames)) and place.frames[shared] == state.frames[shared]:
            shared += 1
        state.frames = place.frames[:shared]
        step = place.step if shared == len(place.frames) else place.frames[shared].origin
        return Target(step, f"correction:{name}")
    return None


def sources_of(program: Program, texts: Iterable[str]) -> frozenset[str]:
    """The slots, values and look-ups that these expressions read."""
    return heads(name for text in texts for name in program.names(text))


def initial_value(program: Program, name: str) -> str:
    """What a declared value holds before anything set it; empty where it holds nothing."""
    kind = program.types[name].name
    return "0" if kind == "count" else "false" if kind == "flag" else ""
