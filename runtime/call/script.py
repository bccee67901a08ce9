"""Owns the script of calls: a bundle with its program for the engine and its loaded understanding, and the state of each call."""

from __future__ import annotations

from dsl.bundle import Bundle
from dsl.journal import CallStarted, Input
from runtime.call.prepared import Understander
from runtime.dialogue import engine
from runtime.dialogue.effects import AnyEffect


class EngineDialogue:
    """The dialogue engine with the state of one call."""

    def __init__(self, program: engine.Program) -> None:
        self._program = program
        self._state: engine.State | None = None

    def begin(self, event: CallStarted, at: str) -> list[AnyEffect]:
        self._state, effects = engine.start(self._program, event, at)
        return effects

    def tell(self, event: Input, at: str) -> list[AnyEffect]:
        assert self._state is not None, "a dialogue begins before it is told anything"
        self._state, effects = engine.advance(self._program, self._state, event, at)
        return effects

    def foresee(self, event: Input, at: str) -> list[AnyEffect]:
        assert self._state is not None, "a dialogue begins before anything can be foreseen"
        return engine.advance(self._program, self._state, event, at)[1]


class PreparedBundle:
    """A bundle, its program for the engine and its loaded understanding."""

    def __init__(self, identity: str, bundle: Bundle, understander: Understander) -> None:
        self.identity = identity
        self.bundle = bundle
        self.understander = understander
        self._program = engine.Program(bundle)

    def dialogue(self) -> EngineDialogue:
        return EngineDialogue(self._program)
