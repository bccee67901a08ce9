"""Owns inserting what may be there already: in one statement, on either database, without a failure that ends the transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

_PARAMETERS = 900  # of one statement: every SQLite takes 999


async def insert_new(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], returning: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """Those columns of the rows that were not there yet."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    step = max(1, _PARAMETERS // len(rows[0])) if rows else 1
    new: list[tuple[Any, ...]] = []
    for start in range(0, len(rows), step):
        statement = insert(table).values(list(rows[start : start + step])).on_conflict_do_nothing()
        found = await session.exec(statement.returning(*returning))
        new.extend(tuple(row) for row in found.all())
    return new
