"""How angry a caller sounded, and how often they stayed silent"""

from itertools import groupby

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_SOME = 500


def upgrade() -> None:
    with op.batch_alter_table("callsummary", schema=None) as batch_op:
        batch_op.add_column(sa.Column("anger", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("silences", sa.Integer(), nullable=False, server_default="0"))
    _note_what_is_stored(op.get_bind())


def _note_what_is_stored(connection: sa.Connection) -> None:
    from designer.calls.strain import KINDS, strain  # the same as for calls to come
    from dsl.journal import Record

    journal = sa.table("journalrecord", *map(sa.column, ("call", "kind", "data")))
    summary = sa.table("callsummary", *map(sa.column, ("call", "anger", "silences")))
    query = sa.select(journal.c.call, journal.c.data).where(journal.c.kind.in_(KINDS)).order_by(journal.c.call)
    found: list[dict[str, str | int]] = []
    for call, rows in groupby(connection.execute(query), key=lambda row: row.call):
        strained = [strain(msgspec.json.decode(row.data, type=Record).fact) for row in rows]
        anger, silences = max(anger for anger, _ in strained), sum(silent for _, silent in strained)
        if anger or silences:
            found.append({"of": call, "worst": anger, "silent": silences})
    update = sa.update(summary).where(summary.c.call == sa.bindparam("of"))
    update = update.values(anger=sa.bindparam("worst"), silences=sa.bindparam("silent"))
    for start in range(0, len(found), _SOME):
        connection.execute(update, found[start : start + _SOME])


def downgrade() -> None:
    with op.batch_alter_table("callsummary", schema=None) as batch_op:
        batch_op.drop_column("silences")
        batch_op.drop_column("anger")
