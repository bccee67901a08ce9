"""Owns the outbox: every journal record of this runtime, on disk until the designer has acknowledged it.

SQLite in WAL mode, not segment files of our own: it already knows torn writes, and a record can be deleted by name.
A commit is one `write` into the log (some 30 µs, no wait for the disk), which outlives `kill -9` of this process;
`settle`, called every second off the media path, is what reaches the platter, so only a power cut can cost the last
second, and never the file. Identity is `call:sequence` and unique, so nothing is stored or sent under a name twice.

When the disk is full, calls go on: the newest records wait in memory, up to a limit, and are delivered from there.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from dsl.journal import CallEnded, Record

log = logging.getLogger("callwright.journal")

MOST_IN_MEMORY = 20_000

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    position INTEGER PRIMARY KEY AUTOINCREMENT, identity TEXT NOT NULL UNIQUE, data BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS open_calls (
    call TEXT PRIMARY KEY, sequence INTEGER NOT NULL, bundle TEXT NOT NULL, package TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS refused (identity TEXT PRIMARY KEY, reason TEXT NOT NULL, data BLOB NOT NULL);
"""


class Stored(Struct, frozen=True):
    """A record as it waits: its encoded bytes under its identity."""

    identity: str
    data: bytes


class OpenCall(Struct, frozen=True):
    """A call whose end was never written: the process died under it."""

    call: str
    sequence: int  # of its last record
    bundle: str
    package: str


class Outbox:
    """Appends, hands out in order, forgets. Used from one event loop; `settle` may run in a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = _open_or_set_aside(path)
        self._unstored: deque[Record] = deque()
        self._full = False
        self._count: int = self._database.execute("SELECT count(*) FROM records").fetchone()[0]
        self.fresh = asyncio.Event()
        if self._count:
            self.fresh.set()

    def append(self, records: Sequence[Record]) -> None:
        """Stores these records, or keeps them in memory when the disk refuses. Never raises."""
        if not records:
            return
        waiting = [*self._unstored, *records]
        try:
            self._store(waiting)
        except sqlite3.Error as problem:
            self._keep_in_memory(records, problem)
        else:
            if self._full:
                log.warning("the journal can be written again; nothing that waited in memory was lost")
                self._full = False
            self._unstored.clear()
        self.fresh.set()

    def batch(self, limit: int = 200) -> list[Stored]:
        """The oldest records that wait, in the order they were written."""
        rows = self._database.execute("SELECT identity, data FROM records ORDER BY position LIMIT ?", (limit,)).fetchall()
        if not rows:  # the disk is full and everything on it was delivered
            return [Stored(record.identity, msgspec.json.encode(record)) for record in list(self._unstored)[:limit]]
        return [Stored(identity, data) for identity, data in rows]

    def forget(self, batch: Sequence[Stored]) -> None:
        """Acknowledged: these are the designer's now."""
        gone = {stored.identity for stored in batch}
        self._unstored = deque(record for record in self._unstored if record.identity not in gone)
        with suppress(sqlite3.Error), self._transaction():  # not deleted: delivered once more, and kept once over there
            before = self._database.total_changes
            self._database.executemany("DELETE FROM records WHERE identity = ?", [(identity,) for identity in gone])
            self._count -= self._database.total_changes - before

    def rest_if_empty(self) -> None:
        """Nothing waits: `fresh` tells when something does again."""
        if not self.waiting:
            self.fresh.clear()

    def set_aside(self, stored: Stored, reason: str) -> None:
        """The designer will never take this record: it is kept here, and those behind it go on."""
        with suppress(sqlite3.Error), self._transaction():
            self._database.execute("INSERT OR REPLACE INTO refused VALUES (?, ?, ?)", (stored.identity, reason, stored.data))
        self.forget([stored])

    @property
    def waiting(self) -> int:
        """How many records the designer has not acknowledged."""
        return self._count + len(self._unstored)

    @property
    def refused(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM refused").fetchone()[0])

    def open_calls(self) -> list[OpenCall]:
        rows = self._database.execute("SELECT call, sequence, bundle, package FROM open_calls").fetchall()
        return [OpenCall(*row) for row in rows]

    def settle(self) -> None:
        """Brings what was written to the platter. Slow (it waits for the disk), so not for the event loop."""
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._path, timeout=1)) as database:
            database.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        self._database.close()

    # ---- inside ----------------------------------------------------------------------------------------------------

    def _store(self, records: Sequence[Record]) -> None:
        with self._transaction():
            before = self._database.total_changes
            self._database.executemany(
                "INSERT OR IGNORE INTO records (identity, data) VALUES (?, ?)",
                [(record.identity, msgspec.json.encode(record)) for record in records],
            )
            stored = self._database.total_changes - before
            for record in records:
                self._follow(record)
        self._count += stored

    def _follow(self, record: Record) -> None:
        """Remembers where each call under way stands, so that a dead process can have its calls ended by the next."""
        if isinstance(record.fact, CallEnded):
            self._database.execute("DELETE FROM open_calls WHERE call = ?", (record.call,))
        else:
            self._database.execute(
                "INSERT INTO open_calls VALUES (?, ?, ?, ?) ON CONFLICT (call) DO UPDATE SET sequence = excluded.sequence",
                (record.call, record.sequence, record.bundle, record.package),
            )

    def _keep_in_memory(self, records: Sequence[Record], problem: sqlite3.Error) -> None:
        if not self._full:
            log.error("the journal cannot be written (%s): calls go on and their records wait in memory", problem)
            self._full = True
        self._unstored.extend(records)
        if len(self._unstored) > MOST_IN_MEMORY:
            while len(self._unstored) > MOST_IN_MEMORY:
                self._unstored.popleft()
            log.error("the journal's memory is full too: the oldest records that wait are lost")

    def _transaction(self) -> _Transaction:
        return _Transaction(self._database)


class _Transaction:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, problem: object, trace: object) -> None:
        if kind is None:
            try:
                self._database.execute("COMMIT")
                return
            except sqlite3.Error:
                self._roll_back()
                raise
        self._roll_back()

    def _roll_back(self) -> None:
        if self._database.in_transaction:
            with suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")


def _open_or_set_aside(path: Path) -> sqlite3.Connection:
    """Opens the file; one that is damaged is kept under another name, for calls matter more than what it held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _open(path)
    except sqlite3.DatabaseError as problem:
        if isinstance(problem, sqlite3.OperationalError):
            raise
        aside = path.with_name(f"{path.name}.damaged-{int(time.time())}")
        path.rename(aside)
        log.error("the journal file was damaged (%s): it is kept as %s and a new one begins", problem, aside.name)
        return _open(path)


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute("PRAGMA wal_autocheckpoint=0")  # `settle` does it, off the media path
        database.executescript(SCHEMA)
    except sqlite3.Error:
        database.close()
        raise
    return database
