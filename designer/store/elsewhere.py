"""Owns word of what changed between several designers on one PostgreSQL: what one commits wakes who waits at another."""

import asyncio
import json
import logging
import secrets
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.notices import Notices

log = logging.getLogger(__name__)
_CHANNEL = "callwright"
_AGAIN_AFTER = 2.0  # seconds, when the connection was lost
_LONGEST = 7_000  # bytes: PostgreSQL takes 8,000 in one word


class Elsewhere:
    """This designer's ear and mouth. On SQLite, which has one designer, it says nothing."""

    def __init__(self, engine: AsyncEngine, notices: Notices) -> None:
        self._engine, self._notices = engine, notices
        self._name = secrets.token_hex(8)  # by which it knows its own words

    async def tell(self, session: AsyncSession, topics: list[str]) -> None:
        """Within the transaction: others hear of it once it is committed, and only then."""
        if not topics or self._engine.dialect.name != "postgresql":
            return
        word = json.dumps([self._name, *topics])
        if len(word) > _LONGEST:  # more calls than one word holds: who waits for one of them looks again in time
            word = json.dumps([self._name, *[topic for topic in topics if ":" not in topic]])
        await session.exec(select(func.pg_notify(_CHANNEL, word)))  # type: ignore[call-overload] # exec is typed for tables alone

    async def listen(self) -> None:
        """Until cancelled. Words that were missed while the connection was lost are missed; whoever waits looks again in time."""
        while True:
            try:
                await self._listen()
            except Exception as problem:  # noqa: BLE001 - whatever it is, it is tried again
                log.warning("listening to the database failed (%s); it is tried again", type(problem).__name__)
            await asyncio.sleep(_AGAIN_AFTER)

    async def _listen(self) -> None:
        """Until the connection is lost."""
        async with self._engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            lost = asyncio.Event()
            driver.add_termination_listener(lambda _: lost.set())
            await driver.add_listener(_CHANNEL, self._hear)
            await lost.wait()

    def _hear(self, _connection: Any, _process: int, _channel: str, word: str) -> None:
        try:
            sender, *topics = json.loads(word)
        except ValueError:
            return
        if sender != self._name:
            for topic in topics:
                self._notices.post(str(topic))
