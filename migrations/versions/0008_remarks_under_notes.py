"""remarks under notes: thanks, questions, answers, and reports of them

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helpful_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helpful_by_id", sa.Integer(), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        sa.Column("hidden_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_remark_author_id_member")),
        sa.ForeignKeyConstraint(["helpful_by_id"], ["member.id"], name=op.f("fk_remark_helpful_by_id_member")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["member.id"], name=op.f("fk_remark_hidden_by_id_member")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_remark_note_id_note"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["remark.id"], name=op.f("fk_remark_question_id_remark"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_remark_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    with op.batch_alter_table("remark", schema=None) as batch_op:
        batch_op.create_index("ix_remark_note_kind", ["note_id", "kind", "question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_remark_question_id"), ["question_id"], unique=False)
        batch_op.create_index(
            "uq_remark_one_thanks",
            ["note_id", "author_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'thanks'"),
            postgresql_where=sa.text("kind = 'thanks'"),
        )

    op.create_table(
        "remark_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("remark_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["member.id"], name=op.f("fk_remark_report_decided_by_id_member")),
        sa.ForeignKeyConstraint(
            ["remark_id"], ["remark.id"], name=op.f("fk_remark_report_remark_id_remark"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["reporter_id"], ["member.id"], name=op.f("fk_remark_report_reporter_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark_report")),
        sa.UniqueConstraint("remark_id", "reporter_id", name=op.f("uq_remark_report_remark_id_reporter_id")),
    )
    with op.batch_alter_table("remark_report", schema=None) as batch_op:
        batch_op.create_index("ix_remark_report_decided_at", ["decided_at"], unique=False)


def downgrade() -> None:
    op.drop_table("remark_report")
    op.drop_table("remark")
