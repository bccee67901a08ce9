"""Owns sub-flows as they are summarised: by the way in which they begin, whoever called.

Two calls of a sub-flow that begin alike go on alike until they return, so what happens inside is explored once, and every
caller goes on with what comes out. Towers of sub-flows thus cost a sum and not a product. A frame with a number stands for all
stacks on which a sub-flow began so; `Stack` is one of them, for a way that is told step by step.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from dsl.proofs.moves.configuration import TAKEN, Configuration, Frame, Frames, Label


class Caller(NamedTuple):
    """A configuration that runs a sub-flow, and the move by which it does."""

    at: Configuration
    label: Label
    frame: Frame

    @property
    def frames(self) -> Frames:
        """The sub-flow being run with this caller right below it."""
        return (*self.at.frames, self.frame)


Stack: TypeAlias = tuple[Caller, ...]
"""The callers of one call, outermost first."""


class Summaries:
    """The beginnings of sub-flows, who called them, and where they are left to their callers."""

    def __init__(self) -> None:
        self._frames: dict[Configuration, Frame] = {}
        self._callers: dict[Frame, dict[Caller, None]] = {}
        self._leaving: dict[Frame, list[Configuration]] = {}
        self.beginnings: dict[Frame, Configuration] = {}

    def call(self, at: Configuration, label: Label, to: Configuration) -> tuple[Configuration, Caller | None]:
        """Where the call of a sub-flow leads, and its caller where that is a new one."""
        real = to.frames[-1]
        outermost = at.frames[0].origin if at.frames else at.address
        key = to._replace(frames=(Frame(outermost, real.subflow),))
        frame = self._frames.get(key)
        if frame is None:
            frame = self._frames[key] = Frame(outermost, real.subflow, began=len(self._frames))
            self._callers[frame], self._leaving[frame] = {}, []
            self.beginnings[frame] = key._replace(frames=(frame,))
        caller = Caller(at, label, real)
        known = caller in self._callers[frame]
        self._callers[frame][caller] = None
        return self.beginnings[frame], None if known else caller

    def leave(self, at: Configuration) -> list[Caller]:
        """The callers so far of a configuration that goes back to them; later ones ask for it by `leaving`."""
        self._leaving[at.frames[-1]].append(at)
        return list(self._callers[at.frames[-1]])

    def leaving(self, beginning: Configuration) -> list[Configuration]:
        """The configurations so far in which a sub-flow that began so goes back to its callers."""
        return list(self._leaving[beginning.frames[-1]])

    # ---- one stack among all that a frame stands for -----------------------------------------------------------

    def stack(self, frames: Frames) -> Stack:
        """The first stack that was found."""
        if not summarised(frames):
            return ()
        first = next(iter(self._callers[frames[-1]]))
        return (*self.stack(first.at.frames), first)

    def on(self, stack: Stack, at: Configuration) -> Configuration:
        """A configuration as it stands on this stack, with every sub-flow told."""
        interrupted = at.interrupted
        if interrupted is not None:
            interrupted = (interrupted[0], self.told(self.stack(interrupted[1]), interrupted[1]))
        return at._replace(frames=self.told(stack, at.frames), interrupted=interrupted)

    @staticmethod
    def told(stack: Stack, frames: Frames) -> Frames:
        return tuple(caller.frame for caller in stack) if summarised(frames) else frames


def summarised(frames: Frames) -> bool:
    """Whether the innermost frame stands for every call that began alike."""
    return bool(frames) and frames[-1].began >= 0


def raised(at: Configuration, caller: Caller) -> Configuration:
    """A correction looks for the step that took a detail among the callers, too."""
    assert at.phase == TAKEN
    return at._replace(frames=caller.at.frames)
