"""Calls whose caller rang again within a day"""

from datetime import datetime, timedelta
from itertools import groupby, pairwise

import sqlalchemy as sa
from alembic import op

from designer.store.moments import Moment

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_WITHIN = timedelta(days=1)
_SOME = 500


def upgrade() -> None:
    with op.batch_alter_table("callsummary", schema=None) as batch_op:
        batch_op.add_column(sa.Column("again", sa.Boolean(), nullable=False, server_default=sa.false()))
    _mark_what_is_stored(op.get_bind())


def _mark_what_is_stored(connection: sa.Connection) -> None:
    known = (sa.column("test", sa.Boolean()), sa.column("again", sa.Boolean()), sa.column("started_at", Moment))
    calls = sa.table("callsummary", *map(sa.column, ("call", "caller", "package")), *known)
    query = sa.select(calls.c.caller, calls.c.package, calls.c.call, calls.c.started_at)
    query = query.where(calls.c.caller != "", calls.c.test.is_(False))
    rows = connection.execute(query.order_by(calls.c.caller, calls.c.package, calls.c.started_at)).all()
    again = []
    for _, same in groupby(rows, key=lambda row: (row.caller, row.package)):
        again += [one.call for one, other in pairwise(same) if _soon(one.started_at, other.started_at)]
    for start in range(0, len(again), _SOME):
        connection.execute(sa.update(calls).where(calls.c.call.in_(again[start : start + _SOME])).values(again=True))


def _soon(at: datetime, later: datetime) -> bool:
    return later - at <= _WITHIN


def downgrade() -> None:
    with op.batch_alter_table("callsummary", schema=None) as batch_op:
        batch_op.drop_column("again")
