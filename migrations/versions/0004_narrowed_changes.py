"""changes that take readers away are marked until the index has followed them

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("index_change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("narrowed", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(
            "ix_index_change_narrowed",
            ["note_id"],
            unique=False,
            sqlite_where=sa.text("narrowed = 1"),
            postgresql_where=sa.text("narrowed"),
        )


def downgrade() -> None:
    # Without a hint the table that SQLite makes anew would give numbers of old rows once more.
    with op.batch_alter_table("index_change", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index("ix_index_change_narrowed")
        batch_op.drop_column("narrowed")
