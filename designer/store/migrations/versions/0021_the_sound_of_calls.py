"""The sound of calls"""

import sqlalchemy as sa
from alembic import op

from designer.store.moments import Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callsound",
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("caller_loudness", sa.JSON(), nullable=False),
        sa.Column("line_loudness", sa.JSON(), nullable=False),
        sa.Column("gone_at", Moment(), nullable=True),
        sa.Column("gone_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("call"),
    )
    op.create_index("ix_callsound_began_at", "callsound", ["began_at"])


def downgrade() -> None:
    op.drop_table("callsound")
