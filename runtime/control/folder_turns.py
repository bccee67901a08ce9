"""Owns whose turn it is among the runtimes that prepare on one data folder: the one that somebody waits for comes first.

Two locks of the folder tell it, and end with the process that holds them: `.preparing`, of the runtime whose turn it is, which
writes into it what it prepares; and `.awaited`, shared by all those for which somebody waits.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

_LONGEST = 100


class FolderTurns:
    """One runtime's part in it. Asked again and again, for nobody is told when another comes or goes."""

    def __init__(self, folder: Path) -> None:
        self._preparing = os.open(folder / ".preparing", os.O_RDWR | os.O_CREAT, 0o666)
        self._awaited = os.open(folder / ".awaited", os.O_RDWR | os.O_CREAT, 0o666)
        self._ours = False

    def take(self, identity: str, *, urgent: bool) -> bool:
        """Whether this runtime may prepare this now. `urgent`: somebody waits for it, and others stand back until it is done."""
        # What another is at already is nowhere sooner than there.
        waits = urgent and (self._ours or self._named() != identity)
        if waits:
            _locked(self._awaited, fcntl.LOCK_SH)
        else:
            fcntl.flock(self._awaited, fcntl.LOCK_UN)
        if not waits and self._another_is_awaited():
            fcntl.flock(self._preparing, fcntl.LOCK_UN)
            self._ours = False
        elif not self._ours:
            self._ours = _locked(self._preparing, fcntl.LOCK_EX)
        if self._ours:
            self._name(identity)
        return self._ours

    def close(self) -> None:
        """Both locks end with it."""
        os.close(self._preparing)
        os.close(self._awaited)

    def _another_is_awaited(self) -> bool:
        if not _locked(self._awaited, fcntl.LOCK_EX):
            return True
        fcntl.flock(self._awaited, fcntl.LOCK_UN)
        return False

    def _named(self) -> str:
        """What the one whose turn it is prepares, or the one before did."""
        return os.pread(self._preparing, _LONGEST, 0).decode(errors="replace").strip()

    def _name(self, identity: str) -> None:
        with suppress(OSError):  # on a full disk, others can't tell what is prepared here; their turn comes all the same
            os.pwrite(self._preparing, identity.encode()[:_LONGEST].ljust(_LONGEST), 0)


def _locked(file: int, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
