"""Owns how alembic reaches the store: always over the connection that the designer gives it."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel, String

from designer.store import tables
from designer.store.moments import Moment

__all__ = ["tables"]


def written(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """How our own column types stand in a migration, which has to read the same for ever."""
    if kind == "type" and isinstance(item, Moment):
        autogen.imports.add("from designer.store.moments import Moment")
        return "Moment()"
    if kind == "type" and type(item).__name__ == "AutoString" and isinstance(item.impl_instance, String):
        return f"sa.String({item.impl_instance.length or ''})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=written,
)
with context.begin_transaction():
    context.run_migrations()
