"""Owns the database connection: its settings, its sessions, and the migrations that run at start."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, func, select, update
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.elsewhere import Elsewhere
from designer.store.notices import Notices
from designer.store.tables import Setting

_MIGRATIONS = Path(__file__).parent / "migrations"
_AFTER_COMMIT = "notices_after_commit"
_TURN = 0x63616C6C  # names our advisory lock among those that others may have in the same database


class Unreachable(Exception):
    """Why there is no database at an address, in one sentence without the password."""


async def reach(address: str) -> None:
    """Raises `Unreachable` when nothing can be kept there."""
    engine = create_async_engine(address, hide_parameters=True)
    try:
        async with engine.connect():
            return
    except Exception as problem:  # noqa: BLE001 - the driver has its own, which are no kin
        where = f"{engine.url.host or 'this machine'}/{engine.url.database or ''}"
        why = str(getattr(problem, "orig", None) or problem).splitlines()[0].partition(">: ")
        raise Unreachable(f"the database {where} can't be reached: {why[2] or why[0]}") from None
    finally:
        await engine.dispose()


class Store:
    """One database. Every unit of work is one short transaction: `async with store.session() as session`.

    On PostgreSQL several designers may share it: each hears of what the others changed.
    """

    def __init__(self, address: str) -> None:
        self.engine = create_async_engine(address, hide_parameters=True, pool_pre_ping=not address.startswith("sqlite"))
        # hide_parameters: they hold what callers said, and errors are logged
        self.notices = Notices()
        self._elsewhere = Elsewhere(self.engine, self.notices)
        self._listening: asyncio.Task[None] | None = None
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine.sync_engine, "connect", _set_pragmas)
        else:
            event.listen(self.engine.sync_engine, "before_cursor_execute", _without_zeros, retval=True)

    async def open(self) -> None:
        """Brings the tables up to the newest migration; of several designers that start at once, one after the other."""
        async with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(select(func.pg_advisory_xact_lock(_TURN)))
            await connection.run_sync(migrate)
        if self.engine.dialect.name == "postgresql":
            self._listening = asyncio.create_task(self._elsewhere.listen())

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await self.engine.dispose()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """Commits at the end, or leaves nothing behind when an exception passes."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session
            topics: list[str] = session.info.pop(_AFTER_COMMIT, [])
            await self._elsewhere.tell(session, topics)
            await session.commit()
            for topic in topics:
                self.notices.post(topic)


def post_after_commit(session: AsyncSession, topic: str) -> None:
    """Tells those who wait for the topic, once the change can be read."""
    topics: list[str] = session.info.setdefault(_AFTER_COMMIT, [])
    if topic not in topics:
        topics.append(topic)


async def take_turn(session: AsyncSession) -> None:
    """Until this transaction ends nobody else passes here: for what reads the newest of something and writes the next."""
    if session.get_bind().dialect.name == "postgresql":
        await session.exec(select(func.pg_advisory_xact_lock(_TURN)))  # type: ignore[call-overload] # exec is typed for tables alone
    else:  # changes nothing, but takes SQLite's one write lock
        await session.exec(update(Setting).where(col(Setting.key) == "").values(key=""))


def migrate(connection: Connection, revision: str = "head") -> None:
    command.upgrade(migration_config(connection), revision)


def migration_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # FULL: a runtime forgets the records that were accepted, so an answered request must survive a power cut.
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _without_zeros(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> tuple[str, Any]:
    """PostgreSQL's texts hold every character but U+0000, which a caller's words or a form may hold all the same."""
    return statement, [_clean(one) for one in parameters] if many else _clean(parameters)


def _clean(parameters: Any) -> Any:
    if not isinstance(parameters, tuple) or not any(isinstance(value, str) and "\0" in value for value in parameters):
        return parameters
    return tuple(value.replace("\0", "\ufffd") if isinstance(value, str) else value for value in parameters)
