"""Owns what the line waits for at one moment of a call: the `Expectation`.

The dialogue engine makes it, understanding and hearing use it (which words are likely now, which slot was asked), and
neither needs to know the engine.
"""

from __future__ import annotations

from msgspec import Struct


class Expectation(Struct, frozen=True, kw_only=True):
    """What the line waits for. `step` is `name`, or `subflow/name`; `slot` is the slot just asked, if any."""

    step: str = ""
    language: str = ""  # that of the call now; empty: the bundle's own
    slot: str | None = None
    intents: tuple[str, ...] = ()  # those that this step hears, built-in ones included
    topics: tuple[str, ...] = ()  # those reachable by digression from here
    answers: bool = True  # whether knowledge is given here
    confirming: bool = False  # a value is being read back: agree, refuse or another value
    secret: bool = False  # what is said or typed now is masked everywhere
    keys: bool = False  # keys mean something here
    digits: int | None = None  # so many keys make one value, `#` ends early; None: one key is one choice
    dictated: str = ""  # digits of this detail that were said or typed already; personal, so never shown or logged
    no_input_after: int = 6000  # milliseconds
