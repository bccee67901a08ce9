"""Which way callers went, and the step that each call came to last"""

from collections import Counter
from itertools import groupby

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

_SOME = 500


def upgrade() -> None:
    with op.batch_alter_table("callsummary", schema=None) as batch_op:
        batch_op.add_column(sa.Column("step", sa.String(), nullable=False, server_default=""))
    passage = op.create_table(
        "passage",
        sa.Column("package", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("bundle", sa.String(64), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("package", "day", "bundle", "step", "kind", "label"),
    )
    _count_what_is_stored(op.get_bind(), passage)


def _count_what_is_stored(connection: sa.Connection, passage: sa.Table) -> None:
    from designer.calls.passages import KINDS, Way, ways  # the same count as for calls to come
    from dsl.journal import Record

    journal = sa.table("journalrecord", *map(sa.column, ("call", "sequence", "kind", "data")))
    summary = sa.table("callsummary", *map(sa.column, ("call", "step")))
    query = (
        sa.select(journal.c.call, journal.c.data).where(journal.c.kind.in_(KINDS)).order_by(journal.c.call, journal.c.sequence)
    )
    counts: Counter[Way] = Counter()
    left_at: list[dict[str, str]] = []
    for call, rows in groupby(connection.execute(query), key=lambda row: row.call):
        counted, step = ways(msgspec.json.decode(row.data, type=Record) for row in rows)
        counts.update(counted)
        left_at.append({"of": call, "at": step})
    update = sa.update(summary).where(summary.c.call == sa.bindparam("of")).values(step=sa.bindparam("at"))
    found = [msgspec.structs.asdict(way) | {"calls": calls} for way, calls in counts.items()]
    for start in range(0, len(left_at), _SOME):
        connection.execute(update, left_at[start : start + _SOME])
    for start in range(0, len(found), _SOME):
        connection.execute(sa.insert(passage), found[start : start + _SOME])


def downgrade() -> None:
    op.drop_table("passage")
    with op.batch_alter_table("callsummary", schema=None) as batch_op:
        batch_op.drop_column("step")
