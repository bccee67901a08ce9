"""Owns what a call remembers during a proof: the variables that are tracked, and free choice for all others.

A proof begins by tracking nothing: whatever is read is then a free choice, which is sound, for it allows more calls than there
are. Where that allows too much, the variables that would have forbidden it are tracked, and the proof is tried again. A failing
call is walked with everything tracked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from dsl.proofs.machine import Machine, Variable

Values: TypeAlias = tuple[object, ...]
Step: TypeAlias = tuple[str, str, object]
"""One thing that a move did: ("atom", its text, its truth), ("new", operand, None), ("share", step, branch)."""

Lemma: TypeAlias = frozenset[tuple[str, bool]]
"""Atoms that cannot be so all at once."""


class Tracking:
    """Which variables of a machine are remembered, and the atoms that are known to exclude each other."""

    def __init__(
        self, machine: Machine, variables: Iterable[Variable], lemmas: Iterable[Lemma] = (), *, recording: bool = False
    ) -> None:
        """`recording`: what each move did is noted, for whoever makes a call of it."""
        self.machine = machine
        self.recording = recording
        wanted = set(variables)
        self.variables = tuple(variable for variable in machine.variables if variable in wanted)
        self.index = {variable: place for place, variable in enumerate(self.variables)}
        self.lemmas = tuple(lemmas)
        self.initial: Values = tuple(machine.initial(variable) for variable in self.variables)

    def __contains__(self, variable: Variable) -> bool:
        return variable in self.index


class View:
    """What is remembered at one moment of a move. `told` keeps what was chosen for the moment alone; `done` what happened.

    `read` collects the variables that had to be chosen, for whoever asks why a move was possible.
    """

    __slots__ = ("done", "read", "told", "tracking", "values")

    def __init__(
        self,
        tracking: Tracking,
        values: Values,
        told: dict[Variable, object] | None = None,
        done: tuple[Step, ...] = (),
        read: set[Variable] | None = None,
    ) -> None:
        self.tracking = tracking
        self.values = values
        self.told = told or {}
        self.done = done
        self.read = set() if read is None else read

    def _with(self, values: Values | None = None, told: dict[Variable, object] | None = None, *done: Step) -> View:
        return View(
            self.tracking,
            self.values if values is None else values,
            self.told if told is None else told,
            self.done + done if done and self.tracking.recording else self.done,
            self.read,
        )

    def get(self, variable: Variable) -> object:
        """What is remembered of a tracked variable, or was chosen a moment ago; None where nothing is."""
        self.read.add(variable)
        place = self.tracking.index.get(variable)
        return self.values[place] if place is not None else self.told.get(variable)

    def put(self, variable: Variable, value: object) -> View:
        place = self.tracking.index.get(variable)
        if place is None:
            return self._with(None, {**self.told, variable: value})
        if self.values[place] == value:
            return self
        return self._with((*self.values[:place], value, *self.values[place + 1 :]))

    def remember(self, variable: Variable, value: object) -> View:
        """As `put`, where the variable is tracked; else it stays free."""
        return self.put(variable, value) if variable in self.tracking else self

    def one_of(self, variable: Variable, domain: Iterable[object]) -> Iterator[tuple[object, View]]:
        """The value of a variable whose values are known: the one that is remembered, or any."""
        self.read.add(variable)
        place = self.tracking.index.get(variable)
        if place is not None:
            yield self.values[place], self
        elif variable in self.told:
            yield self.told[variable], self
        else:
            for value in domain:
                yield value, self._with(None, {**self.told, variable: value})

    def chosen(self, variable: Variable, domain: Iterable[object]) -> Iterator[tuple[object, View]]:
        """What was decided once for the whole call, or is decided now."""
        known = self.get(variable)
        if known is not None:
            yield known, self
        else:
            kind, name = variable
            yield from ((value, self.put(variable, value)._with(None, None, (kind, name, value))) for value in domain)

    def settled(self) -> View:
        """Without what was chosen for the moment alone: nobody asks for it any more."""
        return View(self.tracking, self.values, None, self.done, self.read) if self.told else self

    # ---- atoms -----------------------------------------------------------------------------------------------

    def atom(self, text: str) -> Iterator[tuple[bool, View]]:
        """Whether an atom holds: as it was last chosen, or either way."""
        variable = ("atom", text)
        known = self.get(variable)
        if isinstance(known, bool):
            yield known, self
            return
        operands = self.tracking.machine.conditions.atoms[text].operands
        missing = any(self.surely_unknown(operand) for operand in operands)
        for truth in (False,) if missing else (True, False):
            if self._allowed(text, truth):
                view = self.put(variable, truth)
                yield truth, (view if missing else view._with(None, None, ("atom", text, truth)))

    def _allowed(self, text: str, truth: bool) -> bool:
        for lemma in self.tracking.lemmas:
            if (text, truth) in lemma and all(one == (text, truth) or self.get(("atom", one[0])) is one[1] for one in lemma):
                return False
        return True

    def surely_unknown(self, name: str) -> bool:
        """Whether a slot, value or look-up is remembered to be unknown, so that whatever compares it is false."""
        bundle = self.tracking.machine.bundle
        if name in bundle.slots:
            return self.get(("slot", name)) is False
        if name in bundle.data:
            return self.get(("data", name)) is False
        if name in bundle.values and ("value", name) in self.tracking:
            return self.get(("value", name)) is None
        return False

    # ---- writing ---------------------------------------------------------------------------------------------

    def renew(self, name: str) -> View:
        """A slot, value, look-up or measure has another value now: every atom over it is open again."""
        values = self.values
        told = self.told
        for text in self.tracking.machine.conditions.atoms_over.get(name, ()):
            variable = ("atom", text)
            place = self.tracking.index.get(variable)
            if place is not None:
                if values[place] is not None:
                    values = (*values[:place], None, *values[place + 1 :])
            elif variable in told:
                told = {key: value for key, value in told.items() if key != variable}
        return self._with(values, told, ("new", name, None))

    def feel(self) -> View:
        """The caller has spoken, and may feel otherwise than a turn ago."""
        view = self
        for name in self.tracking.machine.conditions.moods:
            view = view.renew(name)
        return view

    def forget_derived(self, name: str) -> Iterator[View]:
        """What was made from a name is forgotten; where it may have been made from something else, it may be kept."""
        machine = self.tracking.machine
        surely = machine.program.derived(name, surely=True)
        views = [self]
        for made in machine.program.derived(name, surely=False):
            if made in surely:
                views = [view.forget(made) for view in views]
            elif any(view.matters(made) for view in views):
                views = [one for view in views for one in (view, view.forget(made))]
        yield from views

    def forget(self, name: str) -> View:
        """As it was when the call began."""
        bundle = self.tracking.machine.bundle
        variable = ("data", name) if name in bundle.data else ("value", name)
        return self.remember(variable, self.tracking.machine.initial(variable)).renew(name)

    def matters(self, name: str) -> bool:
        """Whether anything remembered says something of a name."""
        index = self.tracking.index
        return (
            ("slot", name) in index
            or ("value", name) in index
            or ("data", name) in index
            or any(("atom", text) in index for text in self.tracking.machine.conditions.atoms_over.get(name, ()))
        )

    def count(self, measure: str, step: int | None) -> View:
        """A counter of the call goes up by `step`, or back to 0 (None); above its cap nothing changes any more."""
        variable = ("measure", measure)
        place = self.tracking.index.get(variable)
        if place is not None:
            now = self.values[place]
            assert isinstance(now, int)
            counted = 0 if step is None else min(now + step, self.tracking.machine.conditions.caps[measure])
            return self.put(variable, counted).renew(measure)
        told = {key: value for key, value in self.told.items() if key != variable}
        return self._with(None, told).renew(measure)
