"""Comments on steps, and who has a package open"""

import sqlalchemy as sa
from alembic import op

from designer.store.moments import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stepcomment",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("package", sa.String(64), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("thread", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("resolved_by", sa.String(), nullable=False),
        sa.Column("resolved_at", Moment(), nullable=True),
    )
    with op.batch_alter_table("stepcomment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stepcomment_package"), ["package"], unique=False)
        batch_op.create_index(batch_op.f("ix_stepcomment_thread"), ["thread"], unique=False)
    op.create_table(
        "presence",
        sa.Column("package", sa.String(64), primary_key=True, nullable=False),
        sa.Column("person", sa.String(64), primary_key=True, nullable=False),
        sa.Column("place", sa.String(32), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("presence")
    op.drop_table("stepcomment")
