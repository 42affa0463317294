"""reviewing together: comments, each owner's yes, who joins, invitations to write along, and how a team agrees

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.add_column(sa.Column("two_pairs_of_eyes", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("silence_days", sa.Integer(), nullable=True))

    op.create_table(
        "review_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_review_comment_author_id_member")),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_review_comment_note_id_note"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["note_id", "number"],
            ["revision.note_id", "revision.number"],
            name=op.f("fk_review_comment_note_id_revision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["member.id"], name=op.f("fk_review_comment_resolved_by_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["review_comment.id"],
            name=op.f("fk_review_comment_thread_id_review_comment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comment")),
    )
    with op.batch_alter_table("review_comment", schema=None) as batch_op:
        batch_op.create_index("ix_review_comment_note_field", ["note_id", "field"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_comment_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "team_yes",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_team_yes_member_id_member")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_team_yes_note_id_note"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["note_id", "number"],
            ["revision.note_id", "revision.number"],
            name=op.f("fk_team_yes_note_id_revision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_yes_team_id_team")),
        sa.PrimaryKeyConstraint("note_id", "number", "team_id", name=op.f("pk_team_yes")),
    )
    with op.batch_alter_table("team_yes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_yes_team_id"), ["team_id"], unique=False)

    op.create_table(
        "note_joining",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(team_id IS NULL) <> (member_id IS NULL)", name=op.f("ck_note_joining_one_of_both")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_note_joining_member_id_member")),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_note_joining_note_id_note"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_note_joining_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_joining")),
    )
    with op.batch_alter_table("note_joining", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_joining_note_id"), ["note_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_joining_team_id"), ["team_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_joining_member_id"), ["member_id"], unique=False)

    op.create_table(
        "coauthor_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["member.id"],
            name=op.f("fk_coauthor_invitation_invited_by_id_member"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_coauthor_invitation_member_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_coauthor_invitation_note_id_note"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coauthor_invitation")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_coauthor_invitation_token_digest")),
    )
    with op.batch_alter_table("coauthor_invitation", schema=None) as batch_op:
        batch_op.create_index("ix_coauthor_invitation_email", ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_coauthor_invitation_note_id"), ["note_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coauthor_invitation_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    op.drop_table("coauthor_invitation")
    op.drop_table("note_joining")
    op.drop_table("team_yes")
    op.drop_table("review_comment")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_column("silence_days")
        batch_op.drop_column("two_pairs_of_eyes")
