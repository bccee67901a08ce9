"""Where people are reached: a table in place of a setting"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    destination = op.create_table(
        "destination",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("skill", sa.String(64), nullable=False),
        sa.Column("package", sa.String(64), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=True),
    )
    setting = sa.table("setting", sa.column("key", sa.String), sa.column("value", sa.JSON))
    connection = op.get_bind()
    skills = connection.execute(sa.select(setting.c.value).where(setting.c.key == "skills")).scalar() or {}
    for skill, address in skills.items():
        connection.execute(destination.insert().values(skill=skill, package="", address=address))
    connection.execute(setting.delete().where(setting.c.key == "skills"))


def downgrade() -> None:
    op.drop_table("destination")
