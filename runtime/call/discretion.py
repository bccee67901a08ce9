"""Owns discretion: what may be kept, shown or logged of what a caller said. Words are untrusted; of a secret, only its length."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from dsl.journal import MASK, CallerSpoke, Input, KeyPressed

LONGEST_TEXT = 500


def masked(event: Input, secret: bool) -> Input:
    """The event as it may be written. `#` and `*` steer the typing and are no part of the secret."""
    if not secret:
        return event
    match event:
        case KeyPressed():
            return replace(event, key=hide(event.key) if event.key.isdigit() else event.key)
        case CallerSpoke():
            slots = {name: hide(value) for name, value in event.understood.slots.items()}
            understood = replace(event.understood, slots=slots, digits=hide(event.understood.digits), mood_at={})
            return replace(event, text=hide(event.text), alternatives=(), words=(), understood=understood)
        case _:
            return event


def with_stand_ins(event: Input) -> Input:
    """For a replay: what was masked as digits of the same number, for the engine checks the type of what it is told.

    Where a flow takes different ways by the secret itself, the replay shows one of them.
    """
    match event:
        case KeyPressed(key=key) if key == MASK:
            return replace(event, key="0")
        case CallerSpoke():
            slots = {name: value.replace(MASK, "0") for name, value in event.understood.slots.items()}
            digits = event.understood.digits.replace(MASK, "0")
            return replace(event, understood=replace(event.understood, slots=slots, digits=digits))
        case _:
            return event


def hide(text: str) -> str:
    return MASK * len(text)


def tidy(text: str) -> str:
    """Untrusted words as one line without control characters, of a bounded length."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:LONGEST_TEXT]).split())


def whereabouts(problem: BaseException) -> str:
    """The kind of an error and the line it came from: its message might repeat what a caller said."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" in {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(problem).__name__}{place}"
