"""Owns how a call moves: from one configuration to every next one, exactly as the dialogue engine does it, in every way that
caller, systems and people may make it.

`Moves` is the one account of it. A proof explores it with little remembered; a failing call is walked by it with everything.
Its rooms: `steps` and `look_ups` enter a step; `questions`, `details` and `corrections` are what callers do while one stands;
`rules` are the escalation rules over all of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dsl.proofs.machine import MOMENT, Machine, Variable
from dsl.proofs.memory import Tracking, View
from dsl.proofs.moves.configuration import ASK, ENTER, TAKEN, Configuration, Label, Move
from dsl.proofs.moves.corrections import Corrections
from dsl.proofs.moves.details import Details
from dsl.proofs.moves.ground import Ground
from dsl.proofs.moves.look_ups import LookUps
from dsl.proofs.moves.questions import Questions
from dsl.proofs.moves.rules import Rules
from dsl.proofs.moves.steps import Steps
from dsl.proofs.moves.watcher import Watcher

__all__ = ["Moves"]


class Moves:
    """The moves of a machine under a tracking, watched for one policy."""

    last_read: set[Variable]
    """The variables that the last moves asked for."""

    def __init__(self, tracking: Tracking, watcher: Watcher, *, turns_matter: bool = False) -> None:
        self._tracking = tracking
        self.stacks_matter = any(kind == "place" for kind, _ in tracking.variables)
        """Whether something remembered speaks of every sub-flow being run, so that none of them can be summarised."""
        self._watcher = watcher
        self.machine: Machine = tracking.machine
        ground = Ground(tracking, watcher)
        self._rules = Rules(ground, turns_matter=turns_matter)
        self._steps = Steps(ground, LookUps(ground))
        details = Details(ground, self._steps, self._rules)
        self._corrections = Corrections(ground, self._rules, details)
        self._questions = Questions(ground, self._rules, details, self._corrections)

    def beginnings(self) -> Iterator[tuple[str, Configuration]]:
        """Where calls begin: inbound, and outbound where the flow rings."""
        entry = self.machine.bundle.entry
        for name, address in (("inbound", entry.inbound), ("outbound", entry.outbound)):
            if address is not None:
                yield name, Configuration(ENTER, address, watch=self._watcher.begin(), values=self._tracking.initial)

    def all(self, at: Configuration, wanted: Label | None = None) -> list[Move]:
        """Every move, those of the escalation rules included. `wanted` narrows what is free to what one label says."""
        rules = self._rules
        rules.begin()
        moves = list(self._of(at, wanted))
        if at.phase == ASK and not rules.exact:
            view = View(self._tracking, at.values).count("stumbles", 1).feel().renew(MOMENT)
            for index in range(len(self.machine.bundle.escalation)):
                rules.escalate(at, index, view, Label("not_understood"))
        return moves + rules.escalations

    def _of(self, at: Configuration, wanted: Label | None) -> Iterator[Move]:
        view = View(self._tracking, at.values)
        self.last_read = view.read
        if at.phase == ENTER:
            yield from self._steps.enter(at, view)
        elif at.phase == ASK:
            yield from self._questions.of(at, view, wanted)
        elif at.phase == TAKEN:
            yield from self._corrections.taken(at, view)
