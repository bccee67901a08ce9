"""Owns the escalation rules in the moves: which turns they send to a person, and which they let go on."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.proofs.deciding import decide
from dsl.proofs.memory import View
from dsl.proofs.moves.configuration import Configuration, Label, Move
from dsl.proofs.moves.ground import Ground


class Rules:
    """`exact`: something remembered depends on when a rule is met; else any rule may be met at any turn."""

    def __init__(self, ground: Ground, *, turns_matter: bool) -> None:
        self._ground = ground
        self._machine = ground.machine
        self._program = ground.machine.program
        self._watcher = ground.watcher
        self._turns_matter = turns_matter
        self.exact = turns_matter or any(
            kind in ("measure", "rule") or (kind == "atom" and self._in_rules(name)) for kind, name in ground.tracking.variables
        )
        self._judged: dict[tuple[int, Configuration], tuple[View, list[tuple[Configuration, View]]]] = {}
        self.escalations: list[Move] = []

    def begin(self) -> None:
        """What was kept of the last configuration is of no use for the next."""
        self.escalations = []
        self._judged = {}

    def _in_rules(self, text: str) -> bool:
        machine = self._machine
        return any(
            atom.text == text
            for rule in machine.bundle.escalation
            for atom in machine.conditions.atoms_of(self._program.tree(rule.when), rule.when)
        )

    def unless_escalated(
        self, at: Configuration, view: View, label: Label, *, turn: bool = True
    ) -> Iterator[tuple[Configuration, View]]:
        """The ways in which no rule sends this turn to a person; those in which one does are kept aside in `escalations`.

        Turns that count alike are judged alike, so this is worked out once for all that share a view.
        """
        if not self.exact:
            yield at, view
            return
        key = (id(view), at)
        if key not in self._judged:
            self._judged[key] = (view, list(self._judge(at, view, label, turn=turn)))
        yield from self._judged[key][1]

    def _judge(self, at: Configuration, view: View, label: Label, *, turn: bool) -> Iterator[tuple[Configuration, View]]:
        states = self._watcher.turn(at.watch, view) if turn and self._turns_matter else iter([(at.watch, view)])
        for watch, before in states:
            now = at._replace(watch=watch)
            views = [before]
            for index, rule in enumerate(self._machine.bundle.escalation):
                calm: list[View] = []
                for waiting in views:
                    for used, ready in waiting.one_of(("rule", str(index)), (False, True)):
                        if used is True:
                            calm.append(ready)
                            continue
                        for held, after in decide(rule.when, ready):
                            if held:
                                self.escalate(now, index, after, label)
                            else:
                                calm.append(after)
                views = _distinct(calm)
            views = _distinct([view.settled() for view in views])
            for calm_view in views:
                yield now, calm_view

    def escalate(self, at: Configuration, index: int, view: View, label: Label) -> None:
        after = view.remember(("rule", str(index)), True)
        rule = self._machine.bundle.escalation[index]
        self.escalations.extend(
            self._ground.hand_off(
                at._replace(interrupted=None),
                rule.hand_off.hours,
                rule.unavailable or "",
                after,
                (),
                "escalate",
                f"{index}:{label.kind}:{label.name}:{label.detail}",
            )
        )


def _distinct(views: list[View]) -> list[View]:
    """Views that say different things."""
    seen: dict[tuple[object, ...], View] = {}
    for view in views:
        seen.setdefault((view.values, tuple(sorted(view.told.items(), key=repr)), view.done), view)
    return list(seen.values())
