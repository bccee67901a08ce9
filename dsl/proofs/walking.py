"""Owns walking a way with everything remembered: it becomes a failing call, or shows what has to be remembered next time.

A way that was found with little remembered may be none: a flag cannot be false there, a rule would have sent the caller to a
person by then. Such a way breaks off at some move, and the variables that were asked there are what the next proof tracks.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from dsl.failing_call import FailingCall
from dsl.model import Choose
from dsl.proofs.exploration import Way
from dsl.proofs.machine import MEASURES, MOMENT, Machine, Variable
from dsl.proofs.memory import Lemma, View
from dsl.proofs.moves import Moves
from dsl.proofs.moves.configuration import PLACES, TAKEN, Configuration, Label
from dsl.proofs.solving import CALLER, NOW, Conflict, Demand, Instance, Solver, written_names
from dsl.proofs.telling import Happening, Teller
from dsl.shares import taken_share
from dsl.values import Value

MOST_ROUNDS = 48
MOST_WALKERS = 64
MOST_SEEDS = 20_000


class Broken(Struct, frozen=True):
    """The way breaks off; to track all of `track` would have shown it, or the `lemma` would."""

    track: frozenset[Variable] = frozenset()
    lemma: Lemma = frozenset()


class Undecided(Struct, frozen=True):
    """Nobody knows whether there is such a call. `why` is a code of the wordings."""

    why: str
    detail: str = ""


class Walker(Struct):
    """A walk so far."""

    at: Configuration
    versions: dict[str, int]
    demands: tuple[Demand, ...] = ()
    fixed: dict[Instance, Value | None] = {}
    shares: dict[str, object] = {}
    path: tuple[Happening, ...] = ()
    heads: tuple[tuple[Configuration, int], ...] = ()  # where the round began each time, and after how many moves


class Walk:
    """Walks ways of one machine."""

    def __init__(self, machine: Machine, moves: Moves, goal: object) -> None:
        """`moves` must track everything; `goal` is the state in which a policy is broken."""
        self._machine = machine
        self._moves = moves
        self._goal = goal
        self.read: frozenset[Variable] = frozenset()
        """The variables that the last walk asked for, from its beginning to where it ended."""

    def walk(self, way: Way) -> FailingCall | Broken | Undecided:
        self.read = frozenset()
        entry = next(begin for name, begin in self._moves.beginnings() if name == way.entry)
        walkers = [Walker(entry, {})]
        for label, to in way.moves:
            after = self._follow(walkers, label, to)
            if isinstance(after, Broken):
                return after
            walkers = after
        if way.again:
            return self._around(way, walkers)
        arrived = [walker for walker in walkers if walker.at.watch == self._goal]
        return self._call(way, arrived, 0) if arrived else Undecided("not-made-concrete", walkers[0].at.address)

    def turns(self, way: Way, heads: Sequence[Configuration], rounds: int) -> bool:
        """Whether the repetition of a way can be walked so many times from one of these configurations."""
        walkers = [Walker(head, {}) for head in heads]
        for label, to in way.again * rounds:
            after = self._follow(walkers, label, to)
            if isinstance(after, Broken):
                return False
            walkers = after
        return True

    def reads(self, way: Way, head: Configuration) -> frozenset[Variable]:
        """The variables that the repetition of a way asks for."""
        read: set[Variable] = set()
        walkers = [Walker(head, {})]
        for label, to in way.again:
            after = self._follow(walkers, label, to)
            read |= self._moves.last_read
            if isinstance(after, Broken):
                break
            walkers = after
        return frozenset(read)

    def passes(self, way: Way) -> bool:
        """Whether the way can be walked with what these moves remember, its repetition a few times."""
        walkers = [Walker(next(begin for name, begin in self._moves.beginnings() if name == way.entry), {})]
        for label, to in (*way.moves, *way.again * 3):
            after = self._follow(walkers, label, to)
            if isinstance(after, Broken):
                return False
            walkers = after
        return True

    def _around(self, way: Way, walkers: list[Walker]) -> FailingCall | Broken | Undecided:
        """Goes round until a walk stands exactly where it stood before, which it can do for ever."""
        for _ in range(MOST_ROUNDS):
            walkers = [_remembering(walker) for walker in walkers]
            for label, to in way.again:
                after = self._follow(walkers, label, to)
                if isinstance(after, Broken):
                    return after
                walkers = after
            closed = [(walker, begun) for walker in walkers for at, begun in walker.heads if at == walker.at]
            if closed:
                length = len(closed[0][0].path) - closed[0][1]
                return self._call(way, [walker for walker, _ in closed], length)
        return Undecided("walk-too-long")

    def _follow(self, walkers: Sequence[Walker], label: Label, to: Configuration) -> list[Walker] | Broken:
        """Every walk, one move further."""
        after: list[Walker] = []
        read: set[Variable] = set()
        for walker in walkers:
            if label.kind == "to_place":
                if walker.at.phase == PLACES:
                    after.append(_put(walker, to._replace(values=walker.at.values)))
                elif (walker.at.address, walker.at.frames) == (to.address, to.frames):
                    after.append(walker)
                else:
                    read.add(("call", "interrupted"))
                continue
            found = False
            moves = self._moves.all(walker.at, label)
            self.read |= self._moves.last_read
            for move in moves:
                if move.label == label and (to.phase == PLACES or _stands(move.to, to)):
                    found = True
                    after.append(self._moved(walker, move.label, move.to, move.view))
            if not found:
                read |= self._moves.last_read
                if label.kind == "back":
                    read.add(("call", "interrupted"))
        if not after:
            return Broken(track=frozenset(read))
        unique: dict[tuple[object, ...], Walker] = {}
        for one in after:
            unique.setdefault((one.at, one.demands[-4:]), one)
        return list(unique.values())[:MOST_WALKERS]

    def _moved(self, walker: Walker, label: Label, to: Configuration, view: View) -> Walker:
        versions = dict(walker.versions)
        demands = list(walker.demands)
        fixed = dict(walker.fixed)
        shares = dict(walker.shares)
        for kind, name, truth in view.done:
            if kind == "new":
                versions[name] = versions.get(name, 0) + 1
                continue
            if kind == "share":
                shares[name] = truth
                continue
            atom = self._machine.conditions.atoms[name]
            over = tuple((written, self._instance(written, versions)) for written in written_names(atom.expr))
            timely = MOMENT in atom.operands
            demands.append(Demand(atom.text, atom.expr, truth is True, over, versions.get(MOMENT, 0) if timely else 0, timely))
            for written, instance in over:
                if self._machine.conditions.domain(written) is not None:
                    held = view.get(self._machine.conditions.variable_of(written))
                    fixed[instance] = held if held is None or isinstance(held, bool | int | str) else None
        step = "" if to.phase in (PLACES, TAKEN) else to.address
        path = (*walker.path, Happening(label, step, versions))
        return Walker(to, versions, tuple(demands), fixed, shares, path, walker.heads)

    @staticmethod
    def _instance(name: str, versions: dict[str, int]) -> Instance:
        head = name if name.startswith("caller.") or name in MEASURES else name.partition(".")[0]
        return (name, versions.get(head, 0))

    # ---- becoming a call -------------------------------------------------------------------------------------

    def _call(self, way: Way, walkers: Sequence[Walker], round_length: int) -> FailingCall | Broken | Undecided:
        conflict: Conflict | None = None
        for walker in walkers:
            try:
                solver = Solver(self._machine, walker.fixed)
                found = solver.solve(walker.demands)
            except Conflict as one:
                conflict = one if conflict is None or one.certain else conflict
                continue
            seed = self._seed(walker)
            if seed is None:
                return Undecided("no-seed")
            return self._told(way, walker, round_length, solver, found, seed)
        assert conflict is not None
        if conflict.certain:
            lemma = frozenset((one.text, one.truth) for one in conflict.demands)
            if len(lemma) < len(conflict.demands):
                return Undecided("values", conflict.demands[0].text)
            return Broken(frozenset(("atom", text) for text, _ in lemma), lemma)
        return Undecided("values", " · ".join(dict.fromkeys(one.text for one in conflict.demands)))

    def _seed(self, walker: Walker) -> int | None:
        """A seed whose shares fall as the walk took them."""
        steps = self._machine.program.steps
        wanted = [(step, at, held) for at, held in walker.shares.items() if isinstance(step := steps[at], Choose)]
        seeds = range(MOST_SEEDS)
        return next((seed for seed in seeds if all(taken_share(step, seed, at) == held for step, at, held in wanted)), None)

    def _told(
        self,
        way: Way,
        walker: Walker,
        round_length: int,
        solver: Solver,
        found: dict[Instance, Value | None],
        seed: int,
    ) -> FailingCall:
        clock = solver.clock if any(one.timely for one in walker.demands) else None
        teller = Teller(self._machine, found, clock)
        steps = [way.begin.address, *(one.step for one in walker.path)]
        cut = len(walker.path) - round_length
        events = [teller.events(one) for one in walker.path]
        places = _places(steps, cut)
        known = found.get(("caller.known", 0)) is not False and found.get(("caller.number", 0), CALLER) is not None
        return FailingCall(
            entry="outbound" if way.entry == "outbound" else "inbound",
            caller=CALLER if known else "",
            seed=seed,
            now=solver.clock(0) if clock else NOW,
            events=tuple(event for told in events[:cut] for event in told),
            again=tuple(event for told in events[cut:] for event in told),
            steps=_without_doubles(steps[: cut + 1]),
            round=_without_doubles(steps[cut + 1 :]),
            places=tuple(place for place, told in zip(places, events, strict=True) for _ in told),
        )


def _remembering(walker: Walker) -> Walker:
    return msgspec.structs.replace(walker, heads=(*walker.heads, (walker.at, len(walker.path))))


def _put(walker: Walker, at: Configuration) -> Walker:
    return msgspec.structs.replace(walker, at=at)


def _stands(found: Configuration, wanted: Configuration) -> bool:
    """The same place in the flow, and for the policy; what else is remembered may differ."""
    return found[:7] == wanted[:7] and found.watch == wanted.watch


def _places(steps: Sequence[str], cut: int) -> list[int]:
    """Of every move, at which step it happens: a number in what the call goes through and what it repeats, together."""
    places, here, before = [], 0, steps[0]
    for number, step in enumerate(steps[:-1]):
        if number == cut + 1:
            before = ""  # what is repeated is told anew
        if number and step and step != before:
            here += 1
        before = step or before
        places.append(here)
    return places


def _without_doubles(steps: Sequence[str]) -> tuple[str, ...]:
    named = [step for step in steps if step]
    return tuple(step for number, step in enumerate(named) if number == 0 or step != named[number - 1])
