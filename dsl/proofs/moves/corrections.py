"""Owns correction in the moves: a detail is wrong, and the call goes back to where it was taken."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.model import Collect
from dsl.proofs.memory import View
from dsl.proofs.moves.configuration import TAKEN, Configuration, Frames, Label, Move
from dsl.proofs.moves.details import Details
from dsl.proofs.moves.ground import Ground
from dsl.proofs.moves.rules import Rules


class Corrections:
    def __init__(self, ground: Ground, rules: Rules, details: Details) -> None:
        self._ground = ground
        self._machine = ground.machine
        self._program = ground.machine.program
        self._tracking = ground.tracking
        self._rules = rules
        self._details = details

    def wrong(self, at: Configuration, view: View, wanted: Label | None) -> Iterator[Move]:
        """ "That's wrong", without saying what is right."""
        slot = self._ground.slot(at)
        if at.pending:
            step = self._program.steps[at.address]
            assert isinstance(step, Collect)
            after = view.remember(("slot", slot), False)
            yield from self._details.refuse(Label("wrong", slot, detail="pending"), at, after, step)
            return
        for name in self._machine.bundle.slots:
            if (
                name == slot
                or (wanted is not None and wanted.kind == "wrong" and wanted.name != name)
                or view.get(("slot", name)) is False
            ):
                continue
            after = view.remember(("slot", name), False)
            after = after.remember(("confirmed", name), False)
            renewed = after.renew(name)
            yield Move(Label("wrong", name), _back_to(at, name, renewed), renewed)

    def of(self, at: Configuration, view: View, slot: str, wanted: Label | None) -> Iterator[Move]:
        for name in self._program.correctable:
            if name == slot or (wanted is not None and wanted.name != name) or view.get(("slot", name)) is False:
                continue
            label = Label("correct", name)
            for now, before in self._rules.unless_escalated(at, view, label):
                changed = before.remember(("slot", name), True)
                changed = changed.remember(("confirmed", name), False)
                for after in changed.renew(name).forget_derived(name):
                    yield Move(label, _back_to(now, name, after), after)
                    if view.get(("place", name)) is None:
                        yield self._ground.at(label._replace(detail="here"), now, after)

    def taken(self, at: Configuration, view: View) -> Iterator[Move]:
        for frames, address in self._taken_at(at, at.address, view):
            yield self._ground.go(Label("taken", address), at._replace(frames=frames), address, view)

    def _taken_at(self, at: Configuration, slot: str, view: View) -> Iterator[tuple[Frames, str]]:
        """Where a call goes back to for a slot: to the step that took it, or that ran the sub-flow that did."""
        if ("place", slot) in self._tracking:
            place = view.get(("place", slot))
            if isinstance(place, tuple):
                shared = 0
                origins = [frame.origin for frame in at.frames]
                while shared < min(len(place) - 1, len(origins)) and place[shared] == origins[shared]:
                    shared += 1
                yield at.frames[:shared], str(place[shared])
            return
        for level in range(len(at.frames), -1, -1):
            frames = at.frames[:level]
            subflow = frames[-1].subflow if frames else ""
            for address in self._program.collectors[slot]:
                if address.rpartition("/")[0] == subflow:
                    yield frames, address


def _back_to(at: Configuration, slot: str, view: View) -> Configuration:
    return Configuration(TAKEN, slot, at.frames, interrupted=at.interrupted, watch=at.watch, values=view.values)
