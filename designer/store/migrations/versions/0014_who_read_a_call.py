"""Who read a call"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_auditentry_what_subject", "auditentry", ["what", "subject"])


def downgrade() -> None:
    op.drop_index("ix_auditentry_what_subject", table_name="auditentry")
