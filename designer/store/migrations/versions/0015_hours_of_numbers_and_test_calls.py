"""The hours of a number; calls that test"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("number", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hours", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table("callsummary", schema=None) as batch_op:
        batch_op.add_column(sa.Column("test", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("callsummary", schema=None) as batch_op:
        batch_op.drop_column("test")
    with op.batch_alter_table("number", schema=None) as batch_op:
        batch_op.drop_column("hours")
