"""Saved searches, what they found, and since when which notes are within whose reach

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrival_count",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival_count")),
    )
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permalink", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("how_often", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("began", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_saved_search_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("member_id", "name", name=op.f("uq_saved_search_member_id_name")),
        sa.UniqueConstraint("permalink", name=op.f("uq_saved_search_permalink")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.create_index("ix_saved_search_due_at", ["due_at"], unique=False)
    op.create_table(
        "saved_search_found",
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["note.id"], name=op.f("fk_saved_search_found_note_id_note"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_search.id"],
            name=op.f("fk_saved_search_found_search_id_saved_search"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("search_id", "note_id", name=op.f("pk_saved_search_found")),
    )
    with op.batch_alter_table("saved_search_found", schema=None) as batch_op:
        batch_op.create_index("ix_saved_search_found_search_at", ["search_id", "found_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_search_found_note_id"), ["note_id"], unique=False)
    op.create_table(
        "note_reach",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_reach_note_id_note"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "term", "opened", name=op.f("pk_note_reach")),
    )
    with op.batch_alter_table("note_reach", schema=None) as batch_op:
        batch_op.create_index("ix_note_reach_term_opened", ["term", "opened"], unique=False)
    op.create_table(
        "reach_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reach_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("reach_change", schema=None) as batch_op:
        batch_op.create_index("ix_reach_change_note_id", ["note_id"], unique=False)
    # What is there already is nobody's news.
    op.execute(
        "INSERT INTO note_reach (note_id, term, opened) SELECT a.note_id, a.term, 0 FROM note_audience a "
        "JOIN note n ON n.id = a.note_id WHERE n.state = 'published'"
    )


def downgrade() -> None:
    op.drop_table("reach_change")
    op.drop_table("note_reach")
    with op.batch_alter_table("saved_search_found", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_search_found_note_id"))
        batch_op.drop_index("ix_saved_search_found_search_at")
    op.drop_table("saved_search_found")
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.drop_index("ix_saved_search_due_at")
    op.drop_table("saved_search")
    op.drop_table("arrival_count")
