"""Owns what a call needs of the thing it runs on: a bundle whose dialogue can begin and whose words can be understood."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from dsl.bundle import Bundle
from dsl.journal import CallStarted, Input, Understood
from dsl.turn import Expectation
from runtime.dialogue.effects import AnyEffect
from runtime.understanding.explanation import Explanation


class Understander(Protocol):
    """Words → what they mean here. Pure and quick: a few milliseconds."""

    def understand(self, text: str, expectation: Expectation, now: datetime) -> Understood: ...

    def explain(self, text: str, expectation: Expectation, now: datetime) -> Explanation:
        """The same and why: slower, for whoever tries a draft out."""


class Dialogue(Protocol):
    """The engine's side of one call: told what happened, answers with what is to be done."""

    def begin(self, event: CallStarted, at: str) -> list[AnyEffect]: ...

    def tell(self, event: Input, at: str) -> list[AnyEffect]: ...

    def foresee(self, event: Input, at: str) -> list[AnyEffect]:
        """What `tell` would answer now. Nothing has happened."""


class Prepared(Protocol):
    """A bundle that calls can run on now. Shared by all calls on it."""

    identity: str
    bundle: Bundle
    understander: Understander

    def dialogue(self) -> Dialogue:
        """A fresh one, for one call."""
