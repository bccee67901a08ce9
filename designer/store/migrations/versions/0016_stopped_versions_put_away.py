"""Stopped versions whose line on Today somebody put away"""

import sqlalchemy as sa
from alembic import op

from designer.store.moments import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rollout", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_by", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("seen_at", Moment(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rollout", schema=None) as batch_op:
        batch_op.drop_column("seen_at")
        batch_op.drop_column("seen_by")
