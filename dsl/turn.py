"""Owns what the line waits for at one moment of a call: the `Expectation`.

The dialogue engine makes it, understanding and hearing use it (which words are likely now, which slot was asked), and
neither needs to know the engine.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Answer: TypeAlias = Literal["choice", "yes_no", "digits", "request", "words"]
"""What an answer sounds like: one of a few things, yes or no, digits read out, a wish in a sentence, any words at all."""


class Expectation(Struct, frozen=True, kw_only=True):
    """What the line waits for. `step` is `name`, or `subflow/name`; `slot` is the slot just asked, if any."""

    step: str = ""
    language: str = ""  # that of the call now; empty: the bundle's own
    slot: str | None = None
    intents: tuple[str, ...] = ()  # those that this step hears, built-in ones included
    topics: tuple[str, ...] = ()  # those reachable by digression from here
    answers: bool = True  # whether knowledge is given here
    answered: str = ""  # the answer given last, while nothing else was understood since: "and abroad?" goes on from it
    confirming: bool = False  # a value is being read back: agree, refuse or another value
    secret: bool = False  # what is said or typed now is masked everywhere
    keys: bool = False  # keys mean something here
    digits: int | None = None  # so many keys make one value, `#` ends early; None: one key is one choice
    answer: Answer = "choice"
    lengths: tuple[int, int] | None = None  # of a number: the fewest and the most digits of a whole one
    dictated: str = ""  # digits of this detail that were said or typed already; personal, so never shown or logged
    no_input_after: int = 6000  # milliseconds
