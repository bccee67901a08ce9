"""The emergency switch: its notices, and what it was turned to"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from designer.store.moments import Moment, now

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("approved_at", Moment(), nullable=True),
    )
    measure = op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("dialled", sa.String(32), nullable=False),
        sa.Column("does", sa.String(16), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_ended_at"), ["ended_at"], unique=False)
    _keep_what_is_on(measure)


def downgrade() -> None:
    op.drop_table("measure")
    op.drop_table("notice")


def _keep_what_is_on(measure: sa.Table) -> None:
    """The switch knew only on and off; one that is on now stays on for a day."""
    setting = sa.table("setting", sa.column("key", sa.String), sa.column("value", sa.JSON))
    connection = op.get_bind()
    if connection.execute(sa.select(setting.c.value).where(setting.c.key == "emergency")).scalar():
        at = now()
        connection.execute(
            measure.insert().values(
                dialled="", does="people", title="", zh="", en="", by="", at=at, until=at + timedelta(days=1), ended_by=""
            )
        )
    connection.execute(setting.delete().where(setting.c.key == "emergency"))
