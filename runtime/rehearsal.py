"""Owns a call without a line: text in, words out, in virtual time. Conversations, `talk` and forecasts are made of it.

It is the same engine and the same understanding as on a live call; only ears, voice, clock and other systems are stood in for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol

from dsl.journal import (
    CallEnded,
    CallerSpoke,
    CallStarted,
    DataFetched,
    HandOffAnswered,
    Input,
    KeyPressed,
    SilencePassed,
    Understood,
)
from dsl.turn import Expectation
from runtime.dialogue.effects import AnyEffect, Fetch, HandOff, Listen, Note, Say
from runtime.dialogue.engine import Program, State, advance, start


class Understander(Protocol):
    """What words mean; `runtime.understanding` makes one from a bundle."""

    def understand(self, text: str, expectation: Expectation, now: datetime) -> Understood: ...


class Rehearsal:
    """One call. Each method takes one thing the caller does and returns everything that came of it, look-ups included."""

    def __init__(
        self,
        program: Program,
        understander: Understander,
        *,
        now: datetime,
        look_up: Callable[[Fetch], DataFetched],
        caller: str = "",
        entry: Literal["inbound", "outbound"] = "inbound",
    ) -> None:
        self.program = program
        self._understander = understander
        self._now = now
        self._look_up = look_up
        self.said: list[str] = []  # since the caller last did something
        self.spoken: list[str] = []  # in the whole call
        self.understood: Understood | None = None
        self.ended: CallEnded | None = None
        self.expectation = Expectation()
        self.asking_person = False
        started = CallStarted(direction=entry, caller=caller, entry=entry)
        self.state: State
        self.state, effects = start(program, started, now.isoformat())
        self.effects = self._carry_out(effects)

    @property
    def step(self) -> str:
        return self.state.step

    def speak(self, text: str) -> list[AnyEffect]:
        """The caller says these words."""
        self.understood = self._understander.understand(text, self.expectation, self._now)
        return self.feed(CallerSpoke(text=text, understood=self.understood))

    def press(self, keys: str) -> list[AnyEffect]:
        """The caller presses these keys, one after the other; what they see is what came of all of them."""
        effects: list[AnyEffect] = []
        said: list[str] = []
        for key in keys:
            effects += self.feed(KeyPressed(key=key))
            said += self.said
        self.said = said
        return effects

    def stay_silent(self) -> list[AnyEffect]:
        return self.feed(SilencePassed(milliseconds=self.expectation.no_input_after))

    def answer_person(self, accepts: bool) -> list[AnyEffect]:
        return self.feed(HandOffAnswered(outcome="accepted" if accepts else "refused"))

    def feed(self, event: Input) -> list[AnyEffect]:
        """One input of the engine."""
        self.said = []
        self.state, effects = advance(self.program, self.state, event, self._now.isoformat())
        return self._carry_out(effects)

    def _carry_out(self, effects: list[AnyEffect]) -> list[AnyEffect]:
        done: list[AnyEffect] = []
        waiting = list(effects)
        while waiting:
            effect = waiting.pop(0)
            done.append(effect)
            match effect:
                case Say():
                    self.said.append(effect.text)
                    self.spoken.append(effect.text)
                case Listen():
                    self.expectation = effect.expectation
                case HandOff():
                    self.asking_person = True
                case Note(fact=CallEnded() as fact):
                    self.ended = fact
                case Fetch():
                    answer = self._look_up(effect)
                    self.state, more = advance(self.program, self.state, answer, self._now.isoformat())
                    waiting += more
                case _:
                    pass
        self.asking_person = self.state.handing_off is not None
        return done
