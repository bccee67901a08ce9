"""Owns what is known of the runtimes: their last heartbeats, and which of them went silent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlmodel import select

from designer.store.engine import Store
from designer.store.moments import now
from designer.store.tables import RuntimeSeen
from dsl.release import RuntimeStatus

SILENT_AFTER = timedelta(seconds=6)
FORGOTTEN_AFTER = timedelta(days=1)
_WRITTEN_EVERY = timedelta(seconds=30)
_SYNTHETIC_ONLY = "synthetic speech only"


def practises(recogniser: str) -> bool:
    """Whether a recogniser says at the end of its name that it understands no people, for its model is there to practise with."""
    return recogniser.endswith(_SYNTHETIC_ONLY)


@dataclass(frozen=True)
class Seen:
    """A runtime, as its last heartbeat told."""

    status: RuntimeStatus
    at: datetime

    @property
    def up(self) -> bool:
        return now() - self.at <= SILENT_AFTER


class Runtimes:
    """Heartbeats live in memory; the store keeps the last one, so that a restart still knows who should be there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen: dict[str, Seen] = {}
        self._written: dict[str, datetime] = {}

    async def load(self) -> None:
        async with self._store.session() as session:
            rows = (await session.exec(select(RuntimeSeen))).all()
        for row in rows:
            self._seen[row.name] = Seen(msgspec.convert(row.status, RuntimeStatus), row.seen_at)

    async def note(self, status: RuntimeStatus) -> None:
        """A heartbeat came."""
        at = now()
        before = self._seen.get(status.name)
        self._seen[status.name] = Seen(status, at)
        changed = before is None or not before.up or _place(before.status) != _place(status)
        if changed:
            self._store.notices.post("runtimes")
        if changed or at - self._written.get(status.name, before.at if before else at) >= _WRITTEN_EVERY:
            self._written[status.name] = at
            await self._write(status, at)

    async def forget(self, name: str) -> None:
        """A runtime that will not come back is no longer shown as silent."""
        self._seen.pop(name, None)
        async with self._store.session() as session:
            row = await session.get(RuntimeSeen, name)
            if row is not None:
                await session.delete(row)

    def all(self) -> list[Seen]:
        """Live ones first, by name; those silent for a day are left out."""
        recent = [seen for seen in self._seen.values() if now() - seen.at <= FORGOTTEN_AFTER]
        return sorted(recent, key=lambda seen: (seen.status.role, seen.status.name))

    def workshop(self) -> RuntimeStatus | None:
        return next((seen.status for seen in self.all() if seen.status.role == "workshop" and seen.up), None)

    def live(self) -> RuntimeStatus | None:
        return next((seen.status for seen in self.all() if seen.status.role == "live" and seen.up), None)

    def line_ports(self) -> set[int]:
        return {seen.status.line_port for seen in self.all() if seen.status.line_port}

    async def _write(self, status: RuntimeStatus, at: datetime) -> None:
        values: dict[str, Any] = msgspec.to_builtins(status)
        async with self._store.session() as session:
            await session.merge(RuntimeSeen(name=status.name, status=values, seen_at=at))


def _place(status: RuntimeStatus) -> tuple[str, str, int]:
    return status.role, status.control, status.line_port
