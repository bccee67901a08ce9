"""Owns a call without a line: text in, words out, in virtual time. Conversations, `talk` and forecasts are made of it.

It is the same engine and the same understanding as on a live call; only ears, voice, clock and other systems are stood in for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol

from msgspec.structs import replace

from dsl.journal import (
    CallEnded,
    CallerSpoke,
    CallStarted,
    DataFetched,
    HandOffAnswered,
    Input,
    KeyPressed,
    MachineDetected,
    MessageSent,
    SilencePassed,
    Understood,
)
from dsl.model import Mood
from dsl.turn import Expectation
from runtime.dialogue.effects import AnyEffect, Fetch, HandOff, Listen, Note, Say, Segment, Send, Words
from runtime.dialogue.engine import Program, State, advance, start


class Understander(Protocol):
    """What words mean; `runtime.understanding` makes one from a bundle."""

    def understand(self, text: str, expectation: Expectation, now: datetime) -> Understood: ...


WAITING_WORDS_AFTER = 1500
"""Milliseconds after which a look-up is so late that its waiting phrase is said."""


class Rehearsal:
    """One call. Each method takes one thing that happens and returns everything that came of it, look-ups included."""

    def __init__(
        self,
        program: Program,
        understander: Understander,
        *,
        now: datetime,
        look_up: Callable[[Fetch], DataFetched],
        caller: str = "",
        entry: Literal["inbound", "outbound"] = "inbound",
        language: str = "",
        seed: int = 0,
        send: Callable[[Send], MessageSent] = lambda order: MessageSent(send=order.number, outcome="ok"),
    ) -> None:
        self.program = program
        self._understander = understander
        self._now = now
        self._look_up = look_up
        self._send = send
        self.said: list[str] = []  # since the caller last did something
        self.spoken: list[str] = []  # in the whole call
        self.understood: Understood | None = None
        self.ended: CallEnded | None = None
        self.expectation = Expectation()
        self.asking_person = False
        started = CallStarted(direction=entry, caller=caller, entry=entry, language=language, seed=seed)
        self.state: State
        self.state, effects = start(program, started, now.isoformat())
        self.effects = self._carry_out(effects)

    @property
    def step(self) -> str:
        return self.state.step

    @property
    def now(self) -> datetime:
        return self._now

    def set_clock(self, now: datetime) -> None:
        """Time passes, or jumps; nothing happens by that alone."""
        self._now = now

    def speak(self, text: str, *, mood: Mood | None = None, barge_in: bool = False) -> list[AnyEffect]:
        """The caller says these words; `mood` is in the voice, and counts instead of what the words show."""
        understood = self._understander.understand(text, self.expectation, self._now)
        self.understood = understood if mood is None else replace(understood, mood={**understood.mood, **mood.levels()})
        return self.feed(CallerSpoke(text=text, understood=self.understood, barge_in=barge_in))

    def press(self, keys: str, *, barge_in: bool = False) -> list[AnyEffect]:
        """The caller presses these keys, one after the other; what they see is what came of all of them."""
        effects: list[AnyEffect] = []
        said: list[str] = []
        for number, key in enumerate(keys):
            effects += self.feed(KeyPressed(key=key, barge_in=barge_in and number == 0))
            said += self.said
        self.said = said
        return effects

    def stay_silent(self) -> list[AnyEffect]:
        return self.feed(SilencePassed(milliseconds=self.expectation.no_input_after))

    def answer_person(self, accepts: bool) -> list[AnyEffect]:
        return self.feed(HandOffAnswered(outcome="accepted" if accepts else "refused"))

    def find_machine(self) -> list[AnyEffect]:
        """An answering machine took the call that the line made."""
        return self.feed(MachineDetected())

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
                    self._say(effect.segments)
                case Listen():
                    self.expectation = effect.expectation
                case HandOff():
                    self.asking_person = True
                case Note(fact=CallEnded() as fact):
                    self.ended = fact
                case Fetch():
                    answer = self._look_up(effect)
                    if answer.milliseconds > WAITING_WORDS_AFTER and effect.waiting:
                        self._say(effect.waiting)
                    self.state, more = advance(self.program, self.state, answer, self._now.isoformat())
                    waiting += more
                case Send():
                    self.state, more = advance(self.program, self.state, self._send(effect), self._now.isoformat())
                    waiting += more
                case _:
                    pass
        self.asking_person = self.state.handing_off is not None
        return done

    def _say(self, segments: tuple[Segment, ...]) -> None:
        text = "".join(part.text for part in segments if isinstance(part, Words))
        self.said.append(text)
        self.spoken.append(text)
