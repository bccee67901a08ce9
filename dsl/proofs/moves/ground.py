"""Owns what every room of the moves stands on: the machine, what is remembered of it, who watches, and how a move is made."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.model import Collect
from dsl.proofs.deciding import decide
from dsl.proofs.machine import MOMENT, Machine
from dsl.proofs.memory import Tracking, View
from dsl.proofs.moves.configuration import ASK, ENTER, OVER, Configuration, Frames, Label, Move
from dsl.proofs.moves.watcher import Watcher


class Ground:
    """One machine under one tracking, watched for one policy."""

    def __init__(self, tracking: Tracking, watcher: Watcher) -> None:
        self.tracking = tracking
        self.machine: Machine = tracking.machine
        self.watcher = watcher
        self.goes = {name: rule.go for name, rule in self.machine.bundle.manners.items() if rule.go is not None}

    def slot(self, at: Configuration) -> str:
        step = self.machine.program.steps[at.address]
        return step.collect[at.slot] if isinstance(step, Collect) and at.slot >= 0 else ""

    def go(self, label: Label, at: Configuration, address: str, view: View) -> Move:
        to = Configuration(ENTER, address, at.frames, -1, False, 0, 0, at.interrupted, at.watch, view.values)
        return Move(label, to, view)

    def at(self, label: Label, to: Configuration, view: View) -> Move:
        return Move(label, to._replace(values=view.values), view)

    def over(self, label: Label, at: Configuration, how: str, view: View) -> Move:
        watch = self.watcher.ended(at.watch, how)
        return Move(label, Configuration(OVER, at.address, watch=watch, values=()), view)

    def asks(self, at: Configuration, number: int, *, pending: bool = False, misses: int = 0) -> Configuration:
        return at._replace(phase=ASK, slot=number, pending=pending, misses=misses, silences=0)

    def hand_off(
        self,
        at: Configuration,
        hours: str | None,
        unavailable: str,
        view: View,
        frames: Frames,
        kind: str = "person",
        cause: str = "",
    ) -> Iterator[Move]:
        """A person is asked for, unless it is out of hours; `cause` is the escalation rule or the question that made it so."""
        watch = self.watcher.handed_off(at.watch)
        at = at._replace(watch=watch, frames=frames)
        ways = reversed(list(decide(f"open({hours})", view))) if hours else [(True, view)]
        for is_open, after in ways:  # closed first: it stays so, while somebody who refuses may go home
            if is_open:
                yield self.over(Label(kind, "accepted", detail=cause), at, "handed_off", after)
            label = Label(kind, "refused" if is_open else "closed", detail=cause)
            later = after.renew(MOMENT) if is_open else after
            if unavailable:
                yield self.go(label, at, unavailable, later)
            else:
                yield self.over(label, at, "line", later)
