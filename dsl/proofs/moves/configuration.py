"""Owns where a call stands in a proof, and what a move from one such place to the next is."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from dsl.proofs.memory import Values, View


class Frame(NamedTuple):
    """A sub-flow being run: the step that runs it, and whether it does so because it `needs` it.

    Where sub-flows are summarised, one frame stands for everything below it, too: for every call that came to `began`, a
    number of `dsl.proofs.summaries`. Its `origin` is then the step of the main flow.
    """

    origin: str
    subflow: str
    needed: bool = False
    began: int = -1


Frames: TypeAlias = tuple[Frame, ...]
"""The sub-flows being run, outermost first."""

ENTER, ASK, PLACES, TAKEN, OVER = "enter", "ask", "places", "taken", "over"


class Configuration(NamedTuple):
    """Where a call stands: about to enter a step, at a question, or over. `watch` is the state of the policy being proven.

    `slot` is the place of the detail being asked in its `collect` step, -1 at an `ask` step. `interrupted` is where a digression
    goes back to; it is None too while that is not tracked. PLACES stands for every question that was ever left by a digression,
    TAKEN for the step that took the slot `address`, which a correction goes back to.
    """

    phase: str
    address: str
    frames: Frames = ()
    slot: int = -1
    pending: bool = False
    misses: int = 0
    silences: int = 0
    interrupted: tuple[str, Frames] | None = None
    watch: object = None
    values: Values = ()


class Label(NamedTuple):
    """What made a move happen. `mentions` are the slots that were filled or changed in passing."""

    kind: str
    name: str = ""
    mentions: tuple[str, ...] = ()
    detail: str = ""


class Move(NamedTuple):
    label: Label
    to: Configuration
    view: View


PROGRESS = frozenset(
    {"hear", "key", "fill", "agree", "refuse", "answer", "human_only", "digress", "correct", "wrong", "manner", "idle"}
)
"""What the caller brings the call on by: a new intent, slot or key, an answer, a manner."""

FINITE = frozenset({"escalate", "back"})
"""What a call without progress can do only so many times: each escalation rule once, the end of a digression once."""
