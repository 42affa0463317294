"""pictures and files of notes, and which revisions and drafts have them

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=26), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["member.id"], name=op.f("fk_attachment_added_by_id_member")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_attachment_note_id_note"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("key", name=op.f("uq_attachment_key")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_note_id"), ["note_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_added_at"), ["added_at"], unique=False)

    op.create_table(
        "revision_attachment",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_revision_attachment_attachment_id_attachment")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revision.id"],
            name=op.f("fk_revision_attachment_revision_id_revision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("revision_id", "attachment_id", name=op.f("pk_revision_attachment")),
    )
    with op.batch_alter_table("revision_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_attachment_attachment_id"), ["attachment_id"], unique=False)

    op.create_table(
        "draft_attachment",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_draft_attachment_attachment_id_attachment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["note_id", "member_id"],
            ["draft.note_id", "draft.member_id"],
            name=op.f("fk_draft_attachment_note_id_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("note_id", "member_id", "attachment_id", name=op.f("pk_draft_attachment")),
    )
    with op.batch_alter_table("draft_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_attachment_attachment_id"), ["attachment_id"], unique=False)


def downgrade() -> None:
    op.drop_table("draft_attachment")
    op.drop_table("revision_attachment")
    op.drop_table("attachment")
