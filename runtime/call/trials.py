"""Owns the stop rules of versions that are tried on a share of the calls: what came of this runtime's calls, and what it stopped.

A stop holds over a restart, whether or not the designer can be reached, until a release says the same.
"""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from dsl.release import LineAssignment, Release
from dsl.rollout import Tally, broken

log = logging.getLogger("callwright.call")


class Trials:
    """`path`: where the stopped ones are kept; None: nowhere."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._stopped = _read(path)
        self._tallies: dict[tuple[int, str], Tally] = {}

    @property
    def stopped(self) -> tuple[int, ...]:
        """The roll-outs that this runtime stopped and the release still has."""
        return tuple(sorted(self._stopped))

    def follow(self, release: Release) -> None:
        """What the release has no more is forgotten."""
        current = {
            one.stop.rollout for assignment in release.lines.values() for one in assignment.every() if one.stop is not None
        }
        self._tallies = {key: tally for key, tally in self._tallies.items() if key[0] in current}
        self._keep(self._stopped & current)

    def left(self, assignment: LineAssignment) -> LineAssignment:
        """The assignment without a version that was stopped."""
        rule = assignment.stop
        if rule is None or rule.rollout not in self._stopped:
            return assignment
        bundles = tuple(item for item in assignment.bundles if item.bundle != rule.bundle)
        return msgspec.structs.replace(assignment, bundles=bundles)

    def ended(self, assignment: LineAssignment, bundle: str, how: str) -> None:
        """A call of this line ended so, on this bundle. One that only tries the line says nothing of it."""
        rule = assignment.stop
        if rule is None or assignment.test:
            return
        tried, live = (self._tallies.setdefault((rule.rollout, kind), Tally()) for kind in ("tried", "live"))
        (tried if bundle == rule.bundle else live).add(how)
        if rule.rollout not in self._stopped and (measured := broken(rule, tried, live)) is not None:
            log.warning("a version on a share of the calls is stopped here: %s, after %d calls", measured, tried.calls)
            self._keep(self._stopped | {rule.rollout})

    def _keep(self, stopped: frozenset[int]) -> None:
        if stopped == self._stopped:
            return
        self._stopped = stopped
        if self._path is not None:
            try:
                self._path.write_bytes(msgspec.json.encode(sorted(stopped)))
            except OSError as problem:
                log.error("what was stopped could not be kept on disk (%s)", type(problem).__name__)


def _read(path: Path | None) -> frozenset[int]:
    try:
        return frozenset(msgspec.json.decode(path.read_bytes(), type=list[int])) if path is not None else frozenset()
    except (OSError, msgspec.MsgspecError):
        return frozenset()
