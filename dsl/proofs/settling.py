"""Owns coming to a verdict: explore with little remembered, walk what looks like a failure, remember more, and try again.

What is explored allows at least every call that there is, so when nothing fails in it nothing fails at all. What fails in it is
walked with everything remembered; it becomes a failing call, or names what was forgotten. There are finitely many things to
remember, so this comes to an end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias, cast

from msgspec import Struct

from dsl.failing_call import FailingCall
from dsl.proofs.circles import Circles
from dsl.proofs.exploration import Exploration, TooLarge, Way
from dsl.proofs.machine import Machine, Variable
from dsl.proofs.memory import Lemma, Tracking
from dsl.proofs.moves import Moves
from dsl.proofs.moves.configuration import Configuration
from dsl.proofs.moves.watcher import Watcher
from dsl.proofs.walking import Broken, Undecided, Walk

MOST_TRIES = 40
MOST_ROUNDS = 64
FEW_STACKS = 40
"""Ways for sub-flows to be run by each other that are all followed."""


class Proven(Struct, frozen=True):
    """No call fails. `remembered`: how many things had to be tracked for it."""

    remembered: int


class Failing(Struct, frozen=True):
    call: FailingCall


Verdict: TypeAlias = Proven | Failing | Undecided


def settle(
    machine: Machine,
    watcher: Watcher,
    *,
    goal: object = None,
    tracked: Iterable[Variable] = (),
    turns_matter: bool = False,
) -> Verdict:
    """Whether some call makes the watcher reach `goal`; without a goal, whether some call turns for ever without progress."""
    return _Settling(machine, watcher, goal, set(tracked), turns_matter).run()


class _Settling:
    """The way to one verdict: what is remembered so far, and the atoms that exclude each other."""

    def __init__(self, machine: Machine, watcher: Watcher, goal: object, remembered: set[Variable], turns_matter: bool) -> None:
        self._machine = machine
        self._watcher = watcher
        self._goal = goal
        self._remembered = remembered
        self._turns_matter = turns_matter
        self._lemmas: list[Lemma] = []
        self._summarise = machine.program.stacks > FEW_STACKS
        self._walk = self._with_everything()

    def run(self) -> Verdict:
        for _ in range(MOST_TRIES):
            exploration = self._explore()
            if exploration is None:
                return Undecided("too-large", self._named())
            verdict = self._circles(exploration) if self._goal is None else self._reached(exploration)
            if verdict is not None:
                return verdict
        return Undecided("too-many-tries", self._named())

    def _explore(self) -> Exploration | None:
        """Every configuration; None where there are too many.

        What is followed with all that is being run grows with the ways to come there, what is summarised with the ways to begin
        it. So few ways are followed, and where one of the two is too much the other is tried.
        """
        moves = self._moves(self._tracking())
        for summarise in (False,) if moves.stacks_matter else (self._summarise, not self._summarise):
            exploration = Exploration(moves, self._goal, summarise=summarise)
            try:
                exploration.run()
            except TooLarge:
                continue
            self._summarise = summarise
            return exploration
        return None

    def _with_everything(self) -> Walk:
        everything = Tracking(self._machine, self._machine.variables, self._lemmas, recording=True)
        return Walk(self._machine, self._moves(everything), self._goal)

    def _moves(self, tracking: Tracking) -> Moves:
        return Moves(tracking, self._watcher, turns_matter=self._turns_matter)

    def _tracking(self, *more: Variable) -> Tracking:
        return Tracking(self._machine, {*self._remembered, *more}, self._lemmas)

    def _named(self) -> str:
        return ", ".join(sorted(name for _, name in self._remembered))

    # ---- a policy ----------------------------------------------------------------------------------------------

    def _reached(self, exploration: Exploration) -> Verdict | None:
        """A verdict, or None where more is remembered now."""
        if exploration.reached is None:
            return Proven(len(self._remembered))
        way = exploration.way_to(exploration.reached)
        outcome = self._walk.walk(way)
        if isinstance(outcome, FailingCall):
            return Failing(outcome)
        return outcome if isinstance(outcome, Undecided) else self._remember(way, outcome)

    def _remember(self, way: Way, broken: Broken) -> Undecided | None:
        """What would have shown that the way is none is remembered from now on."""
        track = broken.track - self._remembered
        if broken.lemma and broken.lemma not in self._lemmas:
            self._lemmas.append(broken.lemma)
            self._remembered |= broken.track
            self._walk = self._with_everything()
        elif track:
            self._remembered |= self._enough(way, track)
        elif (variable := self._found_by_trying(way)) is not None:
            self._remembered.add(variable)
        elif more := self._walk.read - self._remembered:
            self._remembered |= more
        else:
            return Undecided("not-made-concrete", way.moves[-1][1].address if way.moves else way.begin.address)
        return None

    def _found_by_trying(self, way: Way) -> Variable | None:
        """A variable that forbids the way by what it held long before the way breaks off."""
        for variable in sorted(set(self._machine.variables) - self._remembered, key=_cheapest):
            if not Walk(self._machine, self._moves(self._tracking(variable)), None).passes(way):
                return variable
        return None

    def _enough(self, way: Way, track: frozenset[Variable]) -> frozenset[Variable]:
        """One variable that forbids the way, where one is enough: the less is remembered, the quicker the next exploration."""
        if len(track) > 1:
            for variable in sorted(track, key=_cheapest):
                if not Walk(self._machine, self._moves(self._tracking(variable)), None).passes(way):
                    return frozenset({variable})
        return track

    # ---- termination -------------------------------------------------------------------------------------------

    def _circles(self, exploration: Exploration) -> Verdict | None:
        """A verdict, or None where more is remembered now. Circles that one variable forbids are dealt with all at once."""
        forbidding: set[Variable] = set()
        left: list[Way] = []
        for way in Circles(exploration).ways():
            if self._forbidden(way, forbidding):
                continue
            variable = self._forbids(way)
            if variable is not None:
                forbidding.add(variable)
                continue
            outcome = self._walk.walk(way)
            if isinstance(outcome, FailingCall):
                return Failing(outcome)
            left.append(way)
        if not forbidding and not left:
            return Proven(len(self._remembered))
        if forbidding:
            self._remembered |= forbidding
            return None
        outcome = self._walk.walk(left[0])
        return outcome if isinstance(outcome, Undecided) else self._remember(left[0], cast(Broken, outcome))

    def _forbids(self, way: Way) -> Variable | None:
        """One variable whose memory alone makes the circle impossible, wherever the call came from."""
        head = way.moves[-1][1] if way.moves else way.begin
        read = Walk(self._machine, self._moves(self._tracking()), None).reads(way, head)
        for variable in sorted(read - self._remembered, key=_cheapest):
            if variable in self._machine.domains and self._forbidden(way, {variable}):
                return variable
        return None

    def _forbidden(self, way: Way, variables: set[Variable]) -> bool:
        """Whether the circle is impossible when one of these is remembered, whatever it holds at its beginning."""
        head = way.moves[-1][1] if way.moves else way.begin
        return any(self._forbidden_by(way, head, variable) for variable in variables)

    def _forbidden_by(self, way: Way, head: Configuration, variable: Variable) -> bool:
        tracking = self._tracking(variable)
        place = tracking.index[variable]
        domain = self._machine.domains[variable]
        heads = [head._replace(values=(*head.values[:place], value, *head.values[place:])) for value in domain]
        rounds = min(len(domain) + 1, MOST_ROUNDS)
        return not Walk(self._machine, self._moves(tracking), None).turns(way, heads, rounds)


def _cheapest(variable: Variable) -> tuple[int, Variable]:
    """What multiplies the configurations least comes first."""
    kinds = ("rule", "value", "slot", "data", "share", "atom", "confirmed", "measure", "call", "place")
    return kinds.index(variable[0]), variable
