"""how long a note holds: confirmations and reminders

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "note_reminder",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_note_reminder_note_id_note"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("note_id", "day", "stage", name=op.f("pk_note_reminder")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_note_confirmed_by_id_member"), "member", ["confirmed_by_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_note_valid_until"), ["valid_until"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_valid_until"))
        batch_op.drop_constraint(op.f("fk_note_confirmed_by_id_member"), type_="foreignkey")
        batch_op.drop_column("confirmed_by_id")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("confirmed_until")
    op.drop_table("note_reminder")
