"""Owns when each fact of a call is written: inputs before their effects, words when they are spoken, the end last of all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from dsl.journal import CallEnded, CallStarted, Input, Overheard, Said
from runtime.call.discretion import masked
from runtime.dialogue.effects import Note, Say
from runtime.journal.call_journal import CallJournal, Speaker, moment


class Notes:
    """The facts of one call on their way to its journal. `step` is where the call stands."""

    def __init__(self, journal: CallJournal, now: Callable[[], datetime]) -> None:
        self._journal = journal
        self._now = now
        self._unspoken: dict[int, Note] = {}
        self._end: CallEnded | None = None
        self.step = ""

    @property
    def end(self) -> CallEnded:
        """How the call ended; an error, as long as nothing says otherwise."""
        return self._end or CallEnded(how="error")

    def started(self, event: CallStarted) -> str:
        """Writes the first fact; gives its time, which is the engine's."""
        at = moment(self._now())
        self._journal.write(event, at=at)
        return at

    def told(self, event: Input, speaker: Speaker, *, secret: bool) -> str:
        """Writes what the engine is about to be told; gives its time."""
        at = moment(self._now())
        self._journal.write(masked(event, secret), at=at, step=self.step, speaker=speaker)
        return at

    def take(self, note: Note) -> None:
        """A fact of the engine's: written now, unless it only becomes true later."""
        self.step = note.step or self.step
        match note.fact:
            case Said():
                self._unspoken[note.fact.say] = note
            case CallEnded():
                self._end = self._end or note.fact
            case _:
                self._write(note)

    def spoken(self, say: Say) -> None:
        """These words begin to be heard."""
        ordered = self._unspoken.pop(say.number, None)
        self._write(ordered or Note(fact=Said(say=say.number, text=say.text, kind=say.kind), step=self.step, speaker="line"))

    def overheard(self, fact: Overheard) -> None:
        """A voice that was no turn."""
        self._write(Note(fact=fact, step=self.step, speaker="caller"))

    def broke(self) -> None:
        """The call ends by an error of ours, whatever the engine thought of it."""
        self._end = CallEnded(how="error", disposition="technical_trouble")

    def close(self) -> None:
        self._journal.write(self.end, at=moment(self._now()), step=self.step)

    def _write(self, note: Note) -> None:
        self._journal.write(note.fact, at=moment(self._now()), step=note.step, speaker=note.speaker)
