"""Owns the database connection: its pragmas, its sessions, and the migrations that run at start."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.notices import Notices

_MIGRATIONS = Path(__file__).parent / "migrations"
_AFTER_COMMIT = "notices_after_commit"


class Store:
    """One database. Every unit of work is one short transaction: `async with store.session() as session`."""

    def __init__(self, address: str) -> None:
        self.engine = create_async_engine(address, hide_parameters=True)  # they hold what callers said; errors are logged
        self.notices = Notices()
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine.sync_engine, "connect", _set_pragmas)

    async def open(self) -> None:
        """Brings the tables up to the newest migration."""
        async with self.engine.begin() as connection:
            await connection.run_sync(migrate)

    async def close(self) -> None:
        await self.engine.dispose()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """Commits at the end, or leaves nothing behind when an exception passes."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session
            await session.commit()
            for topic in session.info.pop(_AFTER_COMMIT, ()):
                self.notices.post(topic)


def post_after_commit(session: AsyncSession, topic: str) -> None:
    """Tells those who wait for the topic, once the change can be read."""
    topics: list[str] = session.info.setdefault(_AFTER_COMMIT, [])
    if topic not in topics:
        topics.append(topic)


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
