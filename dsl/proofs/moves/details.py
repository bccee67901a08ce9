"""Owns the details that a caller gives in the moves: the one that is asked, those that come along, and whether they are right."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from dsl.model import Collect
from dsl.proofs.deciding import decide
from dsl.proofs.memory import View
from dsl.proofs.moves.configuration import Configuration, Label, Move
from dsl.proofs.moves.ground import Ground
from dsl.proofs.moves.rules import Rules
from dsl.proofs.moves.steps import Steps

MOST_MENTIONED = 5
"""Slots that may be filled or changed in passing by one sentence, as far as that matters to what is remembered."""


class Details:
    def __init__(self, ground: Ground, steps: Steps, rules: Rules) -> None:
        self._ground = ground
        self._machine = ground.machine
        self._program = ground.machine.program
        self._tracking = ground.tracking
        self._steps = steps
        self._rules = rules
        self._ranks = {slot: self._matters(slot) for slot in self._program.mentionable}

    def _matters(self, slot: str) -> bool:
        view = View(self._tracking, self._tracking.initial)
        return view.matters(slot) or any(view.matters(name) for name in self._program.derived(slot, surely=False))

    def typed(self, at: Configuration) -> bool:
        slot = self._ground.slot(at)
        if not slot or at.pending:
            return False
        declared = self._machine.bundle.slots[slot]
        kind = declared.type.partition("(")[0].strip()
        return declared.by != "voice" and kind in ("digits", "phone", "number", "ordinal", "money", "count", "code")

    def fill(self, label: Label, at: Configuration, view: View) -> Iterator[Move]:
        """The slot being asked has an acceptable value."""
        slot = self._ground.slot(at)
        view = view.remember(("slot", slot), True)
        view = view.remember(("confirmed", slot), False)
        for after in self._valid(slot, view.renew(slot)):
            if self._machine.bundle.slots[slot].confirm == "explicit" and not self._machine.bundle.slots[slot].secret:
                yield self._ground.at(label, self._ground.asks(at, at.slot, pending=True, misses=at.misses), after)
            else:
                yield from self._steps.collect(label, at, after, (slot, at.misses))

    def _valid(self, slot: str, view: View) -> Iterator[View]:
        """The views in which the slot's new value is acceptable."""
        valid = self._machine.bundle.slots[slot].valid
        if valid is None:
            yield view
            return
        known = view.put(("slot", slot), True)
        yield from (after for held, after in decide(valid, known) if held)

    def confirm(self, at: Configuration, view: View, slot: str) -> Iterator[Move]:
        step = self._program.steps[at.address]
        assert isinstance(step, Collect)
        label = Label("agree", slot)
        for now, before in self._rules.unless_escalated(at, view, label):
            after = before.remember(("confirmed", slot), True)
            yield from self._steps.collect(label, now, after)
        label = Label("refuse", slot)
        for now, before in self._rules.unless_escalated(at, view.count("stumbles", 1), label):
            after = before.remember(("slot", slot), False)
            yield from self.refuse(label, now, after, step)

    def refuse(self, label: Label, at: Configuration, view: View, step: Collect) -> Iterator[Move]:
        slot = self._ground.slot(at)
        misses = at.misses + 1
        if misses + at.silences >= self._machine.bundle.slots[slot].tries:
            yield self._ground.go(label, at, self._program.address(step.failed, at.address), view)
        else:
            yield self._ground.at(label, at._replace(pending=False, misses=misses), view.renew(slot))

    def mentioned(
        self, view: View, label: Label, wanted: Label | None, *, replace: bool, besides: str = ""
    ) -> Iterator[tuple[tuple[str, ...], View]]:
        """Details that come along unasked, as far as that changes anything that is remembered."""
        if wanted is not None:
            yield from ((wanted.mentions, after) for after in self._mention(wanted.mentions, view))
            return
        relevant = [name for name, matters in self._ranks.items() if matters and name != besides]
        for size in range(min(len(relevant), MOST_MENTIONED) + 1):
            for chosen in combinations(relevant, size):
                known = [name for name in chosen if view.get(("slot", name)) is True]
                if known and not replace:
                    continue
                yield from ((chosen, after) for after in self._mention(chosen, view))

    def _mention(self, chosen: tuple[str, ...], view: View) -> Iterator[View]:
        views = [view]
        for name in chosen:
            views = [after for before in views for after in self.change(name, before)]
        yield from views

    def change(self, slot: str, view: View) -> Iterator[View]:
        """A slot gets a value unasked, and what was made from its old one is forgotten."""
        view = view.remember(("slot", slot), True)
        view = view.remember(("confirmed", slot), False)
        for after in self._valid(slot, view.renew(slot)):
            yield from after.forget_derived(slot)
