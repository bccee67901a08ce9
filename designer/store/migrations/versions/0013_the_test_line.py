"""The test line"""

import sqlalchemy as sa
from alembic import op

from designer.store.moments import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("number", schema=None) as batch_op:
        batch_op.add_column(sa.Column("test", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "ontestline",
        sa.Column("package", sa.String(64), nullable=False),
        sa.Column("bundle", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["bundle"], ["bundledata.identity"]),
        sa.PrimaryKeyConstraint("package"),
    )


def downgrade() -> None:
    op.drop_table("ontestline")
    with op.batch_alter_table("number", schema=None) as batch_op:
        batch_op.drop_column("test")
