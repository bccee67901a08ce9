"""Owns inserting what may be there already, and adding to what is: in one statement, on either database, without a
failure that ends the transaction."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

_PARAMETERS = 900  # of one statement: every SQLite takes 999


async def insert_new(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], returning: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """Those columns of the rows that were not there yet."""
    insert = _insert_of(session)
    new: list[tuple[Any, ...]] = []
    for some in _in_turn(rows):
        statement = insert(table).values(some).on_conflict_do_nothing()
        found = await session.exec(statement.returning(*returning))
        new.extend(tuple(row) for row in found.all())
    return new


async def add_up(session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], count: str) -> None:
    """Adds the `count` of each row to that of the row with its primary key, or begins with it."""
    if not rows:
        return
    kept: Any = inspect(table).local_table
    statement = _insert_of(session)(kept)
    more = {count: kept.c[count] + statement.excluded[count]}
    adding = statement.on_conflict_do_update(index_elements=list(kept.primary_key), set_=more)
    await session.exec(adding, params=list(rows))  # one statement for all rows: writing each out would cost far more than adding


def _insert_of(session: AsyncSession) -> Any:
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert


def _in_turn(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """As many at a time as one statement takes."""
    step = max(1, _PARAMETERS // len(rows[0])) if rows else 1
    for start in range(0, len(rows), step):
        yield list(rows[start : start + step])
