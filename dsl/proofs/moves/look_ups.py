"""Owns what waits for another system in the moves: look-ups and text messages, which come back, fail, or are not waited for."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.model import Fetch, Send
from dsl.proofs.machine import MOMENT
from dsl.proofs.memory import View
from dsl.proofs.moves.configuration import Configuration, Label, Move
from dsl.proofs.moves.ground import Ground


class LookUps:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._machine = ground.machine
        self._program = ground.machine.program
        self._tracking = ground.tracking

    def fetch(self, at: Configuration, step: Fetch, view: View) -> Iterator[Move]:
        machine = self._machine
        name = step.fetch

        def beside(target: str) -> str:
            return self._program.address(target, at.address)

        if machine.bundle.data[name].once:
            fetched = [(held, after) for held, after in view.one_of(("data", name), (False, True))]
            for held, after in fetched:
                if held:
                    yield self._ground.go(Label("once", name), at, beside(step.next), after)
            unfetched = [after for held, after in fetched if not held]
            if not unfetched:
                return
            view = unfetched[0]
        heads = [head for head in self._program.heads(step.with_.values()) if head in machine.bundle.slots or "." not in head]
        if any(view.surely_unknown(head) for head in heads):
            yield self._ground.go(Label("missing", name), at, beside(step.failed), view)
            return
        if any(not self._tracked_known(head) for head in heads):
            yield self._ground.go(Label("missing", name), at, beside(step.failed), view)
        view = view.renew(MOMENT)
        yield self._ground.go(Label("fetch", name, detail="failed"), at, beside(step.failed), view)
        for outcome, target in step.results.items():
            yield self._ground.go(Label("fetch", name, detail=outcome), at, beside(target), view)
        for forgotten in view.forget_derived(name):
            after = forgotten.remember(("data", name), True)
            yield self._ground.go(Label("fetch", name, detail="ok"), at, beside(step.next), after.renew(name))
        yield from self._human_while_busy(at, view)

    def send(self, at: Configuration, step: Send, view: View) -> Iterator[Move]:
        """A text message: not sent where nobody is known to send it to."""
        name = step.send.by
        failed, taken = self._program.address(step.failed, at.address), self._program.address(step.next, at.address)
        heads = [head for head in self._program.heads([step.send.to]) if "." not in head]
        if any(view.surely_unknown(head) for head in heads):
            yield self._ground.go(Label("missing", name), at, failed, view)
            return
        if any(not self._tracked_known(head) for head in heads):
            yield self._ground.go(Label("missing", name), at, failed, view)
        view = view.renew(MOMENT)
        yield self._ground.go(Label("send", name, detail="failed"), at, failed, view)
        yield self._ground.go(Label("send", name, detail="ok"), at, taken, view)
        yield from self._human_while_busy(at, view)

    def _tracked_known(self, head: str) -> bool:
        """Whether it is remembered if this name is known, so that what needs it is sure to have it."""
        return any((kind, head) in self._tracking for kind in ("slot", "data", "value"))

    def _human_while_busy(self, at: Configuration, view: View) -> Iterator[Move]:
        """The caller does not wait for a system, and asks for a person."""
        human = self._ground.goes.get("human")
        if human is not None:
            rest = at._replace(frames=(), interrupted=None)
            yield self._ground.go(Label("manner", "human", detail="busy"), rest, human, view)
