"""Owns the numbering of one call's facts: each becomes a record with its sequence, time, bundle and step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Literal, Protocol

from dsl.journal import AnyFact, CallEnded, Record
from runtime.journal.outbox import OpenCall

Speaker = Literal["caller", "line", "person", "system"]


class Sink(Protocol):
    """Where records go: the outbox, or nowhere for a try-out."""

    def append(self, records: Sequence[Record]) -> None: ...


class Nowhere:
    """A try-out leaves nothing behind."""

    def append(self, records: Sequence[Record]) -> None:
        pass


class CallJournal:
    """Writes the records of one call, in order, each under the next number."""

    def __init__(self, sink: Sink, call: str, *, bundle: str, package: str) -> None:
        self._sink = sink
        self._call = call
        self._bundle = bundle
        self._package = package
        self._sequence = 0

    def write(self, fact: AnyFact, *, at: str, step: str = "", speaker: Speaker = "system") -> None:
        self._sequence += 1
        self._sink.append(
            [
                Record(
                    call=self._call, sequence=self._sequence, at=at, bundle=self._bundle, fact=fact,
                    package=self._package, step=step, speaker=speaker,
                )
            ]
        )  # fmt: skip


def moment(now: datetime) -> str:
    """A time as records carry it: ISO 8601, UTC, milliseconds."""
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def end_abandoned(calls: Sequence[OpenCall], sink: Sink, now: Callable[[], datetime]) -> int:
    """Writes the end of calls that a killed process left open. Returns how many there were."""
    sink.append(
        [
            Record(
                call=call.call, sequence=call.sequence + 1, at=moment(now()), bundle=call.bundle, package=call.package,
                fact=CallEnded(how="error", disposition="runtime_lost"),
            )
            for call in calls
        ]
    )  # fmt: skip
    return len(calls)
