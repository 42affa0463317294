"""what a team says of its context

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_context",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("sector", sa.String(length=200), nullable=False),
        sa.Column("institution_type", sa.String(length=200), nullable=False),
        sa.Column("income_level", sa.String(length=20), nullable=False),
        sa.Column("scale", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("circumstances", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_context_team_id_team"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["changed_by_id"], ["member.id"], name=op.f("fk_team_context_changed_by_id_member")),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_team_context")),
    )


def downgrade() -> None:
    op.drop_table("team_context")
