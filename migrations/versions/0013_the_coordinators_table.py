"""what coordinators decide about a proposal by hand, step by step

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_table",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["matching_round.id"], name=op.f("fk_round_table_round_id_matching_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_table")),
    )
    op.create_table(
        "round_table_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solving_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("group", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["member.id"], name=op.f("fk_round_table_step_by_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["solving_id"],
            ["round_solving.id"],
            name=op.f("fk_round_table_step_solving_id_round_solving"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_table_step")),
    )
    with op.batch_alter_table("round_table_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_table_step_solving_id"), ["solving_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("round_table_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_table_step_solving_id"))

    op.drop_table("round_table_step")
    op.drop_table("round_table")
